import t from 'tap'
import { type Config, ConfigError, readConfig } from '../src/config.ts'

/** setting, its text, and what comes of it */
const READ: ReadonlyArray<[name: string, text: string, key: keyof Config, value: unknown]> = [
  ['PUBLIC_URL', 'https://maps.vn/diachiso/', 'publicUrl', 'https://maps.vn/diachiso'],
  [
    'ALLOWED_HOSTS',
    'Maps.vn, 10.0.0.5:3000  [::1]:80',
    'allowedHosts',
    ['maps.vn', '10.0.0.5:3000', '[::1]:80'],
  ],
  ['ALLOWED_HOSTS', '', 'allowedHosts', []],
  ['TRUST_PROXY', '', 'trustProxy', 0],
  ['TRUST_PROXY', 'off', 'trustProxy', 0],
  ['TRUST_PROXY', '2', 'trustProxy', 2],
  ['TRUST_PROXY', '10.0.0.0/8, ::1', 'trustProxy', ['10.0.0.0/8', '::1']],
  ['METRICS_TOKEN', '', 'metricsToken', undefined],
  ['METRICS_TOKEN', '0123456789abcdef', 'metricsToken', '0123456789abcdef'],
  ['METRICS_PORT', '', 'metricsPort', undefined],
  ['METRICS_PORT', '9100', 'metricsPort', 9100],
  ['WEBHOOK_ALLOW', '', 'webhookAllow', []],
  ['WEBHOOK_ALLOW', '10.20.0.0/16, fd00::/8', 'webhookAllow', ['10.20.0.0/16', 'fd00::/8']],
]

/** setting, a text that it may not be, and what the sentence must name */
const REFUSED: ReadonlyArray<[name: string, text: string, sentence: RegExp]> = [
  ['PUBLIC_URL', 'maps.vn', /"maps\.vn"; it must be an http or https address/],
  ['PUBLIC_URL', 'https://maps.vn/?a', /without \? and #/],
  ['ALLOWED_HOSTS', 'maps.vn http://x', /"http:\/\/x"; it must be hosts such as/],
  ['ALLOWED_HOSTS', '*', /"\*"; it must be hosts/],
  ...['true', '-1', '10', '10.0.0.0/33', '10.0.0/8', 'proxy.vn', '10.0.0.0/8/8', '::1/129', ', ,'].map(
    (text) =>
      ['TRUST_PROXY', text, new RegExp(`"${text}"; it must be off, a number of proxies`)] as [
        string,
        string,
        RegExp,
      ],
  ),
  ['METRICS_TOKEN', 'đ', /must be at most 500 letters/],
  ['METRICS_TOKEN', 'has spaces in the middle', /without spaces/],
  ['WEBHOOK_ALLOW', '10.0.0.0/33', /"10\.0\.0\.0\/33"; it must be networks/],
  ['WEBHOOK_ALLOW', '10.0.0.1 receiver.vn', /"receiver\.vn"; it must be networks/],
  ['METRICS_PORT', '0', /"0"; it must be a whole number from 1 to 65535/],
]

t.test('settings are read', async (t) => {
  for (const [name, text, key, value] of READ)
    t.same(readConfig({ [name]: text })[key], value, `${name}=${text}`)
})

t.test('a setting that cannot be used is refused with its name and rule', async (t) => {
  for (const [name, text, sentence] of REFUSED) {
    const read = () => readConfig({ [name]: text })
    const error = t.throws(read, `${name}=${text}`)
    t.ok(error instanceof ConfigError, `${name}=${text}`)
    t.match(String(error), new RegExp(`^Error: ${name}.*${sentence.source}`), `${name}=${text}`)
  }
})

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type Config, ConfigError, readConfig, readFileConfig } from '../src/config.ts'

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
  ['CREATIONS_A_DAY', '', 'creationsADay', 300],
  ['CREATIONS_A_DAY', '0', 'creationsADay', 0],
  ['WEBHOOK_ALLOW', '', 'webhookAllow', []],
  ['WEBHOOK_ALLOW', '10.20.0.0/16, fd00::/8', 'webhookAllow', ['10.20.0.0/16', 'fd00::/8']],
  ['PEOPLE_KEY', '', 'peopleKey', undefined],
  ['RECORD_URL', '', 'recordUrl', undefined],
  [
    'RECORD_URL',
    'postgres://u:p%40ss@10.0.0.5:5432/reg?a=b',
    'recordUrl',
    'postgres://u:p%40ss@10.0.0.5:5432/reg?a=b',
  ],
  ['RECORD_URL', 'postgresql://db/reg', 'peopleUrl', 'postgresql://db/reg'],
  ['RECORD_URL', 'postgres:///reg?host=/run/postgresql', 'recordUrl', 'postgres:///reg?host=/run/postgresql'],
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
  ['PEOPLE_KEY', 'secret', / must hold 64 hexadecimal digits/],
  ...[
    'mysql://u:geheim@db/reg',
    'postgres://u:geheim@db',
    'u:geheim@db/reg',
    'postgres://u:geheim%@db/reg',
    'postgres://u:ge/heim@db/reg',
  ].map((url) => ['RECORD_URL', url, / must be (?!.*geheim)(?!.*ge\/heim)/] as [string, string, RegExp]),
  ['PEOPLE_URL', 'postgres://db/reg', / is set without RECORD_URL/],
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

t.test('the key of people.db', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-key-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const digits = '0123456789abcdef'.repeat(4)
  const file = join(folder, 'people.key')
  writeFileSync(file, `${digits}\n`, { mode: 0o600 })
  const fromText = readConfig({ PEOPLE_KEY: digits }).peopleKey
  const fromFile = readConfig({ PEOPLE_KEY_FILE: file }).peopleKey
  t.equal(fromText?.export().toString('hex'), digits)
  t.ok(fromFile?.equals(fromText!))
  t.equal(readConfig({ PEOPLE_KEY_FILE: file }).peopleKeyProblem, undefined)
  t.match(readConfig({ PEOPLE_KEY_FILE: '/nowhere/key' }), {
    peopleKey: undefined,
    peopleKeyProblem: /no key file PEOPLE_KEY_FILE "\/nowhere\/key": the server runs without/,
  })
  chmodSync(file, 0o640)
  t.equal(readConfig({ PEOPLE_KEY_FILE: file }).peopleKeyProblem, undefined, 'a group may have it')
  chmodSync(file, 0o604)
  const open = readConfig({ PEOPLE_KEY_FILE: file })
  t.match(open.peopleKeyProblem, /may be read by every account.*chmod 600/)
  t.ok(open.peopleKey?.equals(fromText!), 'it is used all the same')
  t.notMatch(open.peopleKeyProblem, digits)
  t.notMatch(
    JSON.stringify(readConfig({ PEOPLE_KEY: digits })),
    digits,
    'it is not written with the settings',
  )
  const refused: [env: NodeJS.ProcessEnv, sentence: RegExp][] = [
    [{ PEOPLE_KEY: digits, PEOPLE_KEY_FILE: file }, /both set/],
    [{ PEOPLE_KEY_FILE: file, DATA_DIR: folder }, /lies in DATA_DIR/],
    [{ PEOPLE_KEY_FILE: folder }, /cannot be read/],
  ]
  for (const [env, sentence] of refused) t.throws(() => readConfig(env), sentence)
  const error = t.throws(() => readConfig({ PEOPLE_KEY: `${digits}0` }))
  t.notMatch(String(error), digits, 'nor with what is wrong with it')
})

t.test('who works on files refuses to while the record is in PostgreSQL', async (t) => {
  t.throws(() => readFileConfig({ RECORD_URL: 'postgres://u:geheim@db/reg' }), {
    message: /^(?!.*geheim).*RECORD_URL is set: the record is in PostgreSQL/,
  })
  t.equal(readFileConfig({ PORT: '1' }).port, 1)
})

import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError } from './config-error.ts'
import { peopleKey } from './people-key-setting.ts'

export { ConfigError } from './config-error.ts'
export { readKeyFile } from './people-key-setting.ts'

/** Everything that can be set from outside; read once, then passed on by hand. */
export interface Config {
  /** Address to listen on (`HOST`, 127.0.0.1). */
  readonly host: string
  /** TCP port, 0 for any free one (`PORT`, 3000). */
  readonly port: number
  /** Folder of registry.gpkg, people.db and serving.db (`DATA_DIR`, `data` in the package). */
  readonly dataDir: string
  /** PostgreSQL that holds the record in the place of registry.gpkg (`RECORD_URL`, none); it may have a password: never print it. */
  readonly recordUrl: string | undefined
  /** PostgreSQL that holds the schema `people` in the place of people.db (`PEOPLE_URL`, as `RECORD_URL`). */
  readonly peopleUrl: string | undefined
  /** pino level (`LOG_LEVEL`, info). */
  readonly logLevel: string
  /** Make demonstration data when the folder holds no record (`DEMO`, 1). */
  readonly demo: boolean
  /** Let accounts of the demonstration in from other machines, too (`DEMO_ACCOUNTS`, 0). */
  readonly demoAccounts: boolean
  /** Base URL, with its path if it has one, of every address that is printed (`PUBLIC_URL`, taken from the request). */
  readonly publicUrl: string | undefined
  /** Hosts, with their port, that are printed; for any other the first of them (`ALLOWED_HOSTS`, any). */
  readonly allowedHosts: readonly string[]
  /** Bytes of encoded tiles kept in memory (`TILE_CACHE_MB`, 64). */
  readonly tileCacheBytes: number
  /** Bytes of answers to texts being typed kept in memory (`ANSWER_CACHE_MB`, 16). */
  readonly answerCacheBytes: number
  /** Largest request body in bytes (`MAX_BODY_MB`, 2). */
  readonly maxBodyBytes: number
  /** Largest table that is geocoded at once, in bytes (`MAX_TABLE_MB`, 200). */
  readonly maxTableBytes: number
  /** Requests a minute and client address before 429, 0 for no limit (`RATE_LIMIT`, 0). */
  readonly rateLimit: number
  /** Addresses that an account creates on a day without another person's yes, 0 for no limit (`CREATIONS_A_DAY`, 300). */
  readonly creationsADay: number
  /** Proxies in front whose `X-Forwarded-*` is believed: how many, or their networks (`TRUST_PROXY`, 0). */
  readonly trustProxy: number | readonly string[]
  /** What `/metrics` wants as a bearer token (`METRICS_TOKEN`, none). */
  readonly metricsToken: string | undefined
  /** Port of its own for `/metrics` (`METRICS_PORT`, none). */
  readonly metricsPort: number | undefined
  /** Networks within that webhooks may go to, beside public addresses (`WEBHOOK_ALLOW`, none). */
  readonly webhookAllow: readonly string[]
  /** Key of what is kept beside the record, 32 bytes (`PEOPLE_KEY`, or a file that holds it, `PEOPLE_KEY_FILE`, none). */
  readonly peopleKey: KeyObject | undefined
  /** What is wrong with the file of the key, in a sentence for the start: it is not there, or others may read it. */
  readonly peopleKeyProblem: string | undefined
  /** A provider of OpenID Connect that accounts may be linked to (`OIDC_ISSUER`, none; `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET`, `OIDC_ACR`). */
  readonly oidc: OidcConfig | undefined
  /** How to reach who runs the server, for the foot of every page: a mail address, a telephone number or a web address (`CONTACT`, none). */
  readonly contact: string | undefined
  /** Days for which photos are kept after the end of their declaration (`EVIDENCE_DAYS`, 90). */
  readonly evidenceDays: number
  /** Bytes of photos that are kept a day of those without an account (`EVIDENCE_MB_A_DAY`, 500 MiB). */
  readonly evidenceBytesADay: number
  /** Pages of other origins that may show the maps in a frame; `*` for any, none when empty (`EMBED_ORIGINS`, *). */
  readonly embedOrigins: readonly string[]
}

/** A provider of logins. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** Values of `acr` that count as a second factor. */
  readonly strongAcr: readonly string[]
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Reads the environment; throws {@link ConfigError} naming the variable, its value and the rule. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const logLevel = env.LOG_LEVEL ?? 'info'
  if (!LOG_LEVELS.includes(logLevel))
    throw new ConfigError(`LOG_LEVEL is "${logLevel}"; it must be one of ${LOG_LEVELS.join(', ')}.`)
  const recordUrl = databaseUrl(env, 'RECORD_URL')
  const peopleUrl = databaseUrl(env, 'PEOPLE_URL')
  if (peopleUrl !== undefined && recordUrl === undefined)
    throw new ConfigError(
      'PEOPLE_URL is set without RECORD_URL; it names the schema people of a record in PostgreSQL.',
    )
  const dataDir = resolve(env.DATA_DIR ?? join(packageRoot(), 'data'))
  return Object.freeze({
    host: env.HOST ?? '127.0.0.1',
    port: integer(env, 'PORT', 3000, 0, 65535),
    dataDir,
    recordUrl,
    peopleUrl: peopleUrl ?? recordUrl,
    logLevel,
    demo: flag(env, 'DEMO', true),
    demoAccounts: flag(env, 'DEMO_ACCOUNTS', false),
    publicUrl: url(env.PUBLIC_URL),
    allowedHosts: hosts(env.ALLOWED_HOSTS ?? ''),
    tileCacheBytes: integer(env, 'TILE_CACHE_MB', 64, 0, 4096) * 1_048_576,
    answerCacheBytes: integer(env, 'ANSWER_CACHE_MB', 16, 0, 4096) * 1_048_576,
    maxBodyBytes: integer(env, 'MAX_BODY_MB', 2, 1, 1024) * 1_048_576,
    maxTableBytes: integer(env, 'MAX_TABLE_MB', 200, 1, 10_240) * 1_048_576,
    rateLimit: integer(env, 'RATE_LIMIT', 0, 0, 1_000_000),
    creationsADay: integer(env, 'CREATIONS_A_DAY', 300, 0, 1_000_000),
    trustProxy: proxies(env.TRUST_PROXY ?? ''),
    metricsToken: token(env.METRICS_TOKEN),
    metricsPort: env.METRICS_PORT ? integer(env, 'METRICS_PORT', 0, 1, 65535) : undefined,
    webhookAllow: networks(env.WEBHOOK_ALLOW ?? ''),
    ...peopleKey(env, dataDir),
    oidc: oidc(env),
    contact: contact(env.CONTACT),
    evidenceDays: integer(env, 'EVIDENCE_DAYS', 90, 0, 3650),
    evidenceBytesADay: integer(env, 'EVIDENCE_MB_A_DAY', 500, 0, 1_000_000) * 1_048_576,
    embedOrigins: origins(env.EMBED_ORIGINS ?? '*'),
  })
}

/**
 * As {@link readConfig}, for what works on the files of `DATA_DIR`: throws {@link ConfigError} where the record is elsewhere,
 * as nobody would read what was written there.
 */
export function readFileConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const config = readConfig(env)
  if (config.recordUrl === undefined) return config
  throw new ConfigError(
    'RECORD_URL đang đặt: sổ địa chỉ ở PostgreSQL, còn lệnh này làm trên tệp trong DATA_DIR. · ' +
      'RECORD_URL is set: the record is in PostgreSQL, and this command works on the files of DATA_DIR. Unset it to do so.',
  )
}

/** The folder with package.json, whether the code runs from sources or from the build. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new ConfigError('package.json was not found above the running code.')
    folder = parent
  }
  return folder
}

/** The program's version, as package.json says it. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string })
    .version
}

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, min: number, max: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new ConfigError(`${name} is "${text}"; it must be a whole number from ${min} to ${max}.`)
  return value
}

function flag(env: NodeJS.ProcessEnv, name: string, fallback: boolean): boolean {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  if (text !== '0' && text !== '1') throw new ConfigError(`${name} is "${text}"; it must be 0 or 1.`)
  return text === '1'
}

function oidc(env: NodeJS.ProcessEnv): OidcConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET, OIDC_ACR = '' } = env
  if (!issuer) return undefined
  const parsed = URL.canParse(issuer) ? new URL(issuer) : undefined
  const isHere =
    parsed?.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed.hostname)
  if (parsed?.protocol !== 'https:' && !isHere)
    throw new ConfigError(
      `OIDC_ISSUER is "${issuer}"; it must be an https address (http on this machine alone).`,
    )
  if (!clientId) throw new ConfigError('OIDC_ISSUER is set without OIDC_CLIENT_ID.')
  const strongAcr = OIDC_ACR.split(' ').filter((value) => value !== '')
  return { issuer, clientId, clientSecret: OIDC_CLIENT_SECRET || undefined, strongAcr }
}

function url(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (!/^https?:\/\//.test(text) || !URL.canParse(text) || /[?#]/.test(text))
    throw new ConfigError(`PUBLIC_URL is "${text}"; it must be an http or https address without ? and #.`)
  return text.replace(/(?<!\/)\/+$/, '')
}

/** `postgres://user:password@host:port/database?…`, the host too as `?host=` for a socket. What is refused is not repeated: it may hold a password. */
function databaseUrl(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = env[name]
  if (!text) return undefined
  const form = /^postgres(?:ql)?:\/\/(?:[^@/?#\s]*@)?[^@/?#\s]*\/[^@/?#\s]+(?:\?[^#\s]*)?$/
  if (form.test(text) && !/%(?![0-9a-f]{2})/i.test(text)) return text
  throw new ConfigError(
    `${name} must be the address of a PostgreSQL database, as postgres://user:password@host:5432/database, with @ : / ? # and % in names and passwords percent-encoded. (It is not shown here: it may hold a password.)`,
  )
}

/** Hosts as they stand in `Host`, in small letters. */
function hosts(text: string): string[] {
  const list = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  const wrong = list.find((one) => !isHost(one))
  if (wrong !== undefined)
    throw new ConfigError(
      `ALLOWED_HOSTS has "${wrong}"; it must be hosts such as maps.example.vn or 10.0.0.5:3000, separated by spaces.`,
    )
  return list
}

/** Whether a text is what `Host` may hold (RFC 9110 §7.2): a name or an address (IPv6 in brackets), and a port or none. */
export function isHost(text: string): boolean {
  return (
    /^(?:[a-z0-9_][a-z0-9._-]{0,252}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i.test(text) &&
    URL.canParse(`http://${text}`)
  )
}

/** A number of proxies, or their addresses and networks (`10.0.0.0/8`). */
function proxies(text: string): number | readonly string[] {
  if (text === '' || text === 'off') return 0
  if (/^\d$/.test(text)) return Number(text)
  const list = text.split(/[\s,]+/).filter(Boolean)
  const wrong = list.find((one) => !isNetwork(one))
  if (list.length > 0 && wrong === undefined) return list
  throw new ConfigError(
    `TRUST_PROXY is "${text}"; it must be off, a number of proxies from 0 to 9, or networks such as 10.0.0.0/8, separated by spaces.`,
  )
}

/** Addresses and networks, separated by spaces or commas. */
function networks(text: string): string[] {
  const list = text.split(/[\s,]+/).filter(Boolean)
  const wrong = list.find((one) => !isNetwork(one))
  if (wrong !== undefined)
    throw new ConfigError(
      `WEBHOOK_ALLOW has "${wrong}"; it must be networks such as 10.20.0.0/16, separated by spaces.`,
    )
  return list
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}

/** A mail address, a telephone number, or an address of the web. */
function contact(text: string | undefined): string | undefined {
  if (!text) return undefined
  const isWeb = /^https?:\/\/\S+$/.test(text) && URL.canParse(text)
  if (text.length <= 200 && (isWeb || /^[^\s@<>]+@[^\s@<>]+$/.test(text) || /^\+?[\d .-]{3,20}$/.test(text)))
    return text
  throw new ConfigError(
    `CONTACT is "${text}"; it must be a mail address, a telephone number, or an address of the web.`,
  )
}

function token(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (!/^[\x21-\x7e]{1,500}$/.test(text))
    throw new ConfigError(
      'METRICS_TOKEN must be at most 500 letters, digits and signs of ASCII, without spaces.',
    )
  return text
}

/** Origins separated by spaces or commas, as they go into a Content-Security-Policy: nothing else may get in there. */
function origins(text: string): string[] {
  const list = text.split(/[\s,]+/).filter(Boolean)
  if (list.length === 1 && (list[0] === '*' || list[0] === 'none')) return list[0] === '*' ? ['*'] : []
  const wrong = list.find((one) => !/^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/i.test(one))
  if (wrong !== undefined)
    throw new ConfigError(
      `EMBED_ORIGINS has "${wrong}"; it must be *, none, or origins such as https://example.vn, separated by spaces.`,
    )
  return list
}

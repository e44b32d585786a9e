import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Everything that can be set from outside; read once, then passed on by hand. */
export interface Config {
  /** Address to listen on (`HOST`, 127.0.0.1). */
  readonly host: string
  /** TCP port, 0 for any free one (`PORT`, 3000). */
  readonly port: number
  /** Folder of registry.gpkg, people.db and serving.db (`DATA_DIR`, `data` in the package). */
  readonly dataDir: string
  /** pino level (`LOG_LEVEL`, info). */
  readonly logLevel: string
  /** Make demonstration data when the folder holds no record (`DEMO`, 1). */
  readonly demo: boolean
  /** Base URL printed into TileJSON and styles when behind a proxy (`PUBLIC_URL`, taken from the request). */
  readonly publicUrl: string | undefined
  /** Bytes of encoded tiles kept in memory (`TILE_CACHE_MB`, 64). */
  readonly tileCacheBytes: number
  /** Largest request body in bytes (`MAX_BODY_MB`, 2). */
  readonly maxBodyBytes: number
  /** Largest table that is geocoded at once, in bytes (`MAX_TABLE_MB`, 200). */
  readonly maxTableBytes: number
  /** Requests a minute and client address before 429, 0 for no limit (`RATE_LIMIT`, 0). */
  readonly rateLimit: number
  /** Whether `X-Forwarded-*` of a proxy in front is believed (`TRUST_PROXY`, 0). */
  readonly trustProxy: boolean
  /** Pages of other origins that may show the maps in a frame; `*` for any, none when empty (`EMBED_ORIGINS`, *). */
  readonly embedOrigins: readonly string[]
}

/** A setting that cannot be used; its message is a sentence for the person who set it. */
export class ConfigError extends Error {}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Reads the environment; throws {@link ConfigError} naming the variable, its value and the rule. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const logLevel = env.LOG_LEVEL ?? 'info'
  if (!LOG_LEVELS.includes(logLevel))
    throw new ConfigError(`LOG_LEVEL is "${logLevel}"; it must be one of ${LOG_LEVELS.join(', ')}.`)
  return Object.freeze({
    host: env.HOST ?? '127.0.0.1',
    port: integer(env, 'PORT', 3000, 0, 65535),
    dataDir: resolve(env.DATA_DIR ?? join(packageRoot(), 'data')),
    logLevel,
    demo: flag(env, 'DEMO', true),
    publicUrl: url(env.PUBLIC_URL),
    tileCacheBytes: integer(env, 'TILE_CACHE_MB', 64, 0, 4096) * 1_048_576,
    maxBodyBytes: integer(env, 'MAX_BODY_MB', 2, 1, 1024) * 1_048_576,
    maxTableBytes: integer(env, 'MAX_TABLE_MB', 200, 1, 10_240) * 1_048_576,
    rateLimit: integer(env, 'RATE_LIMIT', 0, 0, 1_000_000),
    trustProxy: flag(env, 'TRUST_PROXY', false),
    embedOrigins: origins(env.EMBED_ORIGINS ?? '*'),
  })
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

function url(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new ConfigError(`PUBLIC_URL is "${text}"; it must be an http or https address.`)
  return text.replace(/\/+$/, '')
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

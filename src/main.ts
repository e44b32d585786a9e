import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { buildApp } from './assembly/app.ts'
import { keySentence } from './assembly/people/key-sentence.ts'
import { prepareRecord } from './assembly/prepare-record.ts'
import { reservedLayers } from './assembly/reserved-layers.ts'
import { ServerState } from './assembly/server-state.ts'
import { openPeople } from './assembly/waiting-room.ts'
import { type Config, ConfigError, packageRoot, packageVersion, readConfig } from './config.ts'
import type { App } from './http/edge/app-type.ts'
import { ownUrlOf } from './http/edge/base-url.ts'
import { checkRecord } from './store/copies/record-check.ts'
import { databaseName } from './store/engines/postgres-failure.ts'
import { foreseenError, StoreError } from './store/errors.ts'
import type { PeopleStore } from './store/people/people-store.ts'
import { RECORD_FILE } from './store/record-store.ts'

/** Who starts the server, as it is told of administrators. */
const TERMINAL = { tell: say, isTerminal: process.stderr.isTTY === true }
/** Milliseconds after which a stop that hangs, which none should, is cut off. */
const STOP_TIMEOUT = 20_000

try {
  await main(readConfig())
} catch (error) {
  process.stderr.write(`${plainSentence(error)}\n`)
  process.exitCode = 1
}

async function main(config: Config): Promise<void> {
  const logger = pino({ level: config.logLevel }, pino.destination({ sync: false }))
  if (config.peopleKeyProblem !== undefined) say(config.peopleKeyProblem)
  const { app, about } = await (config.recordUrl === undefined
    ? serveFile(config, logger)
    : serveDatabase(config, config.recordUrl, logger))
  closeOnSignal(app)
  await listen(app, config)
  process.stderr.write(`diachiso ${packageVersion()}: ${about()}, ${urlOf(app, config)}\n`)
}

/** A server, and what it says it serves. */
interface Served {
  app: App
  about: () => string
}

/** The whole server over the record of a data folder. */
async function serveFile(config: Config, logger: Logger): Promise<Served> {
  const root = packageRoot()
  const record = prepareRecord(config.dataDir, {
    factsDir: join(root, 'data'),
    demo: config.demo,
    verify: true,
    onProgress: showDemoProgress,
  })
  for (const sentence of reservedLayers(record)) say(sentence)
  const state = await ServerState.open(record, config.dataDir, {
    tileCacheBytes: config.tileCacheBytes,
    warn: (sentence) => logger.warn(sentence),
    onFailure: (error) =>
      error instanceof StoreError
        ? logger.error(error.message)
        : logger.error({ err: error }, 'the record cannot be followed'),
    onUnusable: (row) => logger.warn(row, 'a row of the record cannot be used'),
  })
  const people = await openPeople(config.dataDir, config.peopleKey, say)
  sayWhatIsOff(people)
  const webDir = join(root, 'dist', 'web')
  const app = await buildApp({
    config,
    state,
    version: packageVersion(),
    webDir,
    logger,
    people,
    say: TERMINAL,
    warmPapers: true,
  })
  app.addHook('onClose', async () => state.close())
  const about = () => {
    const { addresses, data } = state.facts()
    const kind = data === 'demo' ? 'địa chỉ minh hoạ · demonstration addresses' : 'địa chỉ · addresses'
    return `${addresses} ${kind}`
  }
  return { app, about }
}

/** The registry alone over a record in PostgreSQL. */
async function serveDatabase(config: Config, recordUrl: string, logger: Logger): Promise<Served> {
  // The driver of PostgreSQL takes a tenth of a start, which a server over a file need not wait for.
  const { openPostgresRecord } = await import('./assembly/registry-only/postgres-record.ts')
  const { buildRegistryApp } = await import('./assembly/registry-only/registry-app.ts')
  const urls = { recordUrl, peopleUrl: config.peopleUrl ?? recordUrl, peopleKey: config.peopleKey }
  const record = await openPostgresRecord(urls, say)
  sayWhatIsOff(record.people)
  const webDir = join(packageRoot(), 'dist', 'web')
  const app = await buildRegistryApp({
    config,
    record,
    version: packageVersion(),
    webDir,
    logger,
    say: TERMINAL,
  })
  return {
    app,
    about: () => `sổ địa chỉ ở PostgreSQL · registry in PostgreSQL ${databaseName(recordUrl)}`,
  }
}

function sayWhatIsOff(people: PeopleStore | undefined): void {
  const off = people && keySentence(people)
  if (off !== undefined) say(off)
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

/** One line that counts up on a terminal; elsewhere a single line at the end. */
function showDemoProgress(done: number, total: number): void {
  const percent = Math.floor((100 * done) / total)
  const text = `Tạo dữ liệu minh hoạ · Making demonstration data: ${percent} %`
  if (process.stderr.isTTY) process.stderr.write(`\r${text}${done >= total ? '\n' : ''}`)
  else if (done >= total) process.stderr.write(`${text}\n`)
}

async function listen(app: App, config: Config): Promise<void> {
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await app.close()
    throw error
  }
}

function urlOf(app: App, { host, port }: Config): string {
  return ownUrlOf({ host, port, publicUrl: undefined }, app.server.address())
}

/** SIGTERM and SIGINT let open answers end, for five seconds, then exit 0. */
function closeOnSignal(app: App): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      setTimeout(() => process.exit(1), STOP_TIMEOUT).unref()
      app.close().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
}

/** What went wrong, for the person who started the server; an unexpected error comes with its stack. */
function plainSentence(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  const { code, message, stack, path, port, address } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
  }
  if (code === 'EADDRINUSE')
    return `Cổng ${port} trên ${address} đã có chương trình khác dùng. · Port ${port} on ${address} is taken: set PORT (or METRICS_PORT) to another one.`
  if (code === 'EACCES' && port !== undefined)
    return `Không được phép mở cổng ${port}. · Port ${port} may not be opened: ${message}.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `Máy này không có địa chỉ HOST đã đặt. · This machine has no such HOST: ${message}.`
  const file = join(readConfig().dataDir, RECORD_FILE)
  return foreseenError(error, path ?? file)?.message ?? damageOf(file) ?? stack ?? String(error)
}

/** What nobody foresaw may come from a damaged record. */
function damageOf(file: string): string | undefined {
  try {
    checkRecord(file)
    return undefined
  } catch (error) {
    return foreseenError(error, file)?.message
  }
}

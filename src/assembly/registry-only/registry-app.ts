import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../../config.ts'
import { type ErrorCode, Problem } from '../../errors.ts'
import type { App } from '../../http/edge/app-type.ts'
import { createBaseApp } from '../../http/edge/base-app.ts'
import { ownUrlOf } from '../../http/edge/base-url.ts'
import { documentRoutes } from '../../http/pages/documents/document-routes.ts'
import { noMirrorRoutes } from '../../http/pages/no-mirror.ts'
import { assetRoutes } from '../../http/pages/pages.ts'
import type { ActorOf } from '../../http/registry/actor-guard.ts'
import { serviceRoutes } from '../../http/service.ts'
import { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import { isAway, postgresFailure } from '../../store/engines/postgres-failure.ts'
import { addressesAbout } from '../../store/registry/engines/postgres-addresses.ts'
import { supplementsAbout } from '../../store/registry/engines/postgres-supplement-reader.ts'
import { RegistryStore } from '../../store/registry/registry-store.ts'
import { Turns } from '../../tables/turns.ts'
import { CurrentUnits } from '../../units/current-units.ts'
import { dayClock } from '../../units/day-clock.ts'
import { batchRoom } from '../batches/batch-room.ts'
import { resumeBatches } from '../batches/resume-batches.ts'
import { loadCertificateRules } from '../certificates/certificate-rules-file.ts'
import { placeFindingsOf } from '../checking/live-findings.ts'
import { loadIdentifierSchemes } from '../identifier-schemes-file.ts'
import { PapersInThreads } from '../papers/papers-in-threads.ts'
import { peopleProblem } from '../people/people-problem.ts'
import { placeFinders } from '../places/place-finders.ts'
import { registryParts, runRegistry, type Say } from '../registry/registry-parts.ts'
import { REGISTRY_ROUTES } from '../registry/registry-routes.ts'
import { keepDatabaseFindings } from './keep-database-findings.ts'
import { OutsidePoll } from './outside-poll.ts'
import { postgresFindings } from './postgres-findings.ts'
import type { PostgresRecord } from './postgres-record.ts'

/** Seconds after which a client may try again while the database is away. */
const RETRY_AFTER = 5
/** Milliseconds in which a database that is there answers `/ready`. */
const PROBE = 2000
/** A character that no text of PostgreSQL holds ("Error Codes": character_not_in_repertoire, untranslatable_character). */
const NO_SUCH_CHARACTER = /^(22021|22P05)$/

export interface RegistryAppParts {
  readonly config: Config
  readonly record: PostgresRecord
  readonly version: string
  /** Folder of the built pages. */
  readonly webDir: string
  readonly logger: FastifyBaseLogger | false
  /** Who sends a request, by a way beside keys and sessions; a test's own. */
  readonly actorOf?: ActorOf
  /** How who starts the server is told of administrators; without it nobody is. */
  readonly say?: Say
}

/**
 * The server of a record in PostgreSQL as a function of its parts: the registry's routes, and 503 for what needs a mirror.
 * Whoever closes it closes the record too.
 */
export async function buildRegistryApp({
  config,
  record,
  version,
  webDir,
  logger,
  actorOf,
  say,
}: RegistryAppParts): Promise<App> {
  const { reader, engine, people, state, urls } = record
  const { publicUrl, host, metricsToken, metricsPort } = config
  const app = await createBaseApp({
    config,
    version,
    logger,
    follow: () => undefined,
    problemOf: (error) => {
      if (isAway(error)) state.lost(error)
      return problemOf(error)
    },
  })
  state.tell({
    away: (error) => app.log.error(postgresFailure(error, urls.recordUrl)?.message ?? String(error)),
    back: () => app.log.warn('PostgreSQL trả lời lại. · PostgreSQL answers again.'),
  })
  const { units: rows } = record
  const table = { all: () => rows.units, changes: () => rows.changes, postcodes: () => rows.postcodes }
  const units = new CurrentUnits(table, dayClock())
  const schemes = loadIdentifierSchemes()
  const onError = (err: unknown, sentence: string) => {
    // That it is away is said once.
    if (isAway(err)) state.lost(err)
    else app.log.error({ err }, sentence)
  }
  const findings = postgresFindings(reader, units.register)
  const place = { recordUrl: urls.recordUrl }
  const registry = registryParts({
    openStore: (cover, onEnd) => new RegistryStore(engine, cover, onEnd),
    people,
    log: new AfterBackupLog(config.dataDir),
    findings,
    placeFindings: placeFindingsOf(placeFinders(units.register, () => [])),
    // Readers of PostgreSQL hold no journal.
    leaveJournal: () => {},
    actorOf,
    formKey: config.peopleKey,
    evidenceDays: config.evidenceDays,
    evidenceBytesADay: config.evidenceBytesADay,
    publicUrl,
    webhookAllow: config.webhookAllow,
    webhookCa: undefined,
    creationsADay: config.creationsADay,
    demoAccounts: config.demoAccounts,
    certificateRules: loadCertificateRules(config.dataDir),
    oidc: config.oidc,
    // A database is there for real addresses.
    isDemo: () => false,
    schemes,
    onError,
  })
  const { store } = registry
  const threads = new PapersInThreads()
  app.addHook('onClose', () => threads.close())
  const parts = {
    ...registry,
    makePaper: threads.maker,
    batches:
      people &&
      batchRoom({
        dataDir: config.dataDir,
        place,
        store,
        people,
        creations: registry.creations,
        onError: (error) => onError(error, 'a batch could not be read or noted'),
      }),
    maxTableBytes: config.maxTableBytes,
    publicUrl,
    ownUrl: () => ownUrlOf(config, app.server.address()),
    host,
    metricsToken,
    metricsPort,
    units,
    addressesAbout: (keys: () => readonly string[]) =>
      addressesAbout(
        reader.db,
        keys(),
        schemes.map(({ name }) => name),
      ),
    supplementsAbout: (uid: string) => supplementsAbout(reader.db, uid),
    turns: new Turns(),
    version,
    webDir,
    unready: () => probed(new RegistryStore(reader)),
    served: undefined,
  }
  const poll = new OutsidePoll(parts.registry, state, (err) =>
    app.log.error({ err }, 'edits of other programs get no events'),
  )
  app.addHook('onListen', async () => poll.start())
  app.addHook('onClose', async () => {
    await poll.stop()
    await parts.store.close()
    await reader.close()
  })
  keepDatabaseFindings(app, reader, { place, store, findings })
  runRegistry(app, people, parts, say)
  resumeBatches(app, parts)
  serviceRoutes(app, parts)
  for (const addRoutes of REGISTRY_ROUTES) addRoutes(app, parts)
  noMirrorRoutes(app, config)
  documentRoutes(app, config)
  await assetRoutes(app, parts)
  return app
}

function problemOf(error: unknown): Problem | undefined {
  const sealed = peopleProblem(error)
  if (sealed !== undefined) return sealed
  if (isAway(error)) return new Problem('record-away', { headers: { 'retry-after': String(RETRY_AFTER) } })
  if (NO_SUCH_CHARACTER.test(String((error as { code?: unknown } | undefined)?.code)))
    return new Problem('invalid-input', {
      detail: {
        vi: 'Yêu cầu có ký tự U+0000, không ghi được vào sổ địa chỉ.',
        en: 'The request holds the character U+0000, which the registry cannot keep.',
      },
    })
  return undefined
}

/** Why the database cannot be relied on; undefined when it answers in time. */
async function probed(store: RegistryStore): Promise<ErrorCode | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ErrorCode>((resolve) => {
    timer = setTimeout(() => resolve('record-away'), PROBE)
  })
  const answer = store
    .read(({ chains }) => chains.has(''))
    .then(
      () => undefined,
      (error: unknown): ErrorCode => {
        if (isAway(error)) return 'record-away'
        throw error
      },
    )
  // Its failure may come when nobody waits for it any more.
  answer.catch(() => undefined)
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

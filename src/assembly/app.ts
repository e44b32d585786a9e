import { dirname } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { dayOf } from '../chains/day-of.ts'
import type { Config } from '../config.ts'
import { Problem } from '../errors.ts'
import { batchRoutes } from '../http/bulk/batch.ts'
import { tableRoutes } from '../http/bulk/tables.ts'
import { declarePage } from '../http/doors/pages/declare-page.ts'
import type { App } from '../http/edge/app-type.ts'
import { createBaseApp } from '../http/edge/base-app.ts'
import { ownUrlOf } from '../http/edge/base-url.ts'
import { SchemaValidation } from '../http/edge/requests/schema-validation.ts'
import { AddressTexts } from '../http/features/address-texts.ts'
import { ogcRoutes } from '../http/ogc/ogc-routes.ts'
import { documentRoutes } from '../http/pages/documents/document-routes.ts'
import { mapPageRoutes } from '../http/pages/map-pages.ts'
import { pageRoutes } from '../http/pages/pages.ts'
import { thingRoutes } from '../http/pages/share/thing-routes.ts'
import { converterPageRoute } from '../http/pages/site/converter-page.ts'
import { siteRoutes } from '../http/pages/site/site-routes.ts'
import { AnswerCache } from '../http/read/answer-cache.ts'
import { convertRoutes } from '../http/read/convert.ts'
import { featureRoutes } from '../http/read/features.ts'
import { houseNumberRoutes } from '../http/read/places/house-numbers.ts'
import { nearbyRoutes } from '../http/read/places/nearby.ts'
import { reverseRoutes } from '../http/read/reverse.ts'
import { searchRoutes } from '../http/read/search.ts'
import type { ActorOf } from '../http/registry/actor-guard.ts'
import { candidateRoutes } from '../http/registry/desk/basemap-candidates.ts'
import { serviceRoutes } from '../http/service.ts'
import { layerCountRoutes } from '../http/tiles/layer-counts.ts'
import { styleRoutes } from '../http/tiles/styles.ts'
import { tileRoutes } from '../http/tiles/tiles.ts'
import { basemapNearby } from '../reverse/basemap-nearby.ts'
import { AfterBackupLog } from '../store/copies/after-backup-log.ts'
import type { PeopleStore } from '../store/people/people-store.ts'
import { PlaceOrder } from '../store/record/features/place-order.ts'
import { openSqliteEngine } from '../store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../store/registry/registry-store.ts'
import { Turns } from '../tables/turns.ts'
import { ThemeMaps } from '../tiles/styles/theme-maps.ts'
import { batchRoom } from './batches/batch-room.ts'
import { resumeBatches } from './batches/resume-batches.ts'
import { loadCertificateRules } from './certificates/certificate-rules-file.ts'
import { keepFindings } from './checking/keep-while-listening.ts'
import { liveFindings, livePlaceFindings } from './checking/live-findings.ts'
import { loadIdentifierSchemes } from './identifier-schemes-file.ts'
import { OutsideEdits } from './outside-edits.ts'
import { PapersInThreads } from './papers/papers-in-threads.ts'
import { peopleProblem } from './people/people-problem.ts'
import { programIdentity } from './program-identity.ts'
import { registryParts, runRegistry, type Say } from './registry/registry-parts.ts'
import { REGISTRY_ROUTES } from './registry/registry-routes.ts'
import type { ServerState } from './server-state.ts'

export interface AppParts {
  config: Config
  state: ServerState
  version: string
  /** Tells programs apart that may answer differently. */
  program?: string
  /** Folder of the built pages. */
  webDir: string
  logger: FastifyBaseLogger | false
  validation?: SchemaValidation
  /** Who sends a request, by a way beside keys and sessions; a test's own. */
  actorOf?: ActorOf
  /** The write side; that of the record in the data folder where none is given. */
  store?: RegistryStore
  /** What is kept beside the record; without it nothing can wait for another person. */
  people?: PeopleStore | undefined
  /** How who starts the server is told of administrators; without it nobody is. */
  say?: Say
  /** Whether the thread of pictures and sheets is made ready at the start; else by the first of them. */
  warmPapers?: boolean
  /** Certificate of an authority beside the usual ones that webhooks may show; a test's own. */
  webhookCa?: string
}

/** What routes are made of: what follows the record, its tables, settings, and what several routes share. */
type Parts = ReturnType<typeof partsOf> & { ownUrl: () => string; makePaper: PapersInThreads['maker'] }

/** The routes of every resource in the order of the API's description; each takes what it needs of the parts. */
const ROUTES: ReadonlyArray<(app: App, parts: Parts) => void | Promise<void>> = [
  serviceRoutes,
  searchRoutes,
  featureRoutes,
  houseNumberRoutes,
  (app, parts) => reverseRoutes(app, { ...parts, addresses: parts.search.rows }),
  (app, { nearby, basemap, ...parts }) =>
    nearbyRoutes(app, {
      ...parts,
      nearbySources: [(layer) => nearby.source(layer), (layer) => basemapNearby(basemap, layer)],
    }),
  candidateRoutes,
  batchRoutes,
  tableRoutes,
  ...REGISTRY_ROUTES,
  (app, parts) => declarePage(app, { ...parts, addresses: parts.search.rows }),
  convertRoutes,
  tileRoutes,
  layerCountRoutes,
  ogcRoutes,
  (app, { publicUrl, maps }) => styleRoutes(app, { publicUrl, themes: maps }),
  pageRoutes,
  converterPageRoute,
  siteRoutes,
  documentRoutes,
  thingRoutes,
  (app, { maps, ...parts }) => mapPageRoutes(app, { ...parts, themes: maps }),
]

/** The whole server as a function of its parts; it listens nowhere yet. */
export async function buildApp(given: AppParts): Promise<App> {
  const {
    config,
    state,
    version,
    logger,
    program = programIdentity(),
    validation = new SchemaValidation(),
  } = given
  const app = await createBaseApp({
    config,
    validation,
    version,
    logger,
    follow: () => state.follow(),
    state: () => state.tag && `${program} ${state.tag}`,
    problemOf: peopleProblem,
    site: { contact: config.contact, dataDay: () => dayOfText(state.record.info.lastEvent()) },
  })
  const threads = new PapersInThreads()
  app.addHook('onClose', () => threads.close())
  const parts = {
    ...partsOf(given),
    makePaper: threads.maker,
    ownUrl: () => ownUrlOf(config, app.server.address()),
  }
  refuseWhenReplaced(app, given)
  takeUpOutsideEdits(app, given, parts)
  keepFindings(app, given.state, parts)
  runRegistry(app, given.people, parts, given.say)
  resumeBatches(app, parts)
  for (const addRoutes of ROUTES) await addRoutes(app, parts)
  warmUpAfterStart(app, parts, validation, given.warmPapers ? threads : undefined)
  return app
}

/**
 * What makes the first answers as quick as later ones is done when the server listens already, in turns with requests: the
 * server is ready without it. It ends early when the server stops.
 */
function warmUpAfterStart(
  app: App,
  { turns, search }: Parts,
  validation: SchemaValidation,
  papers: PapersInThreads | undefined,
): void {
  const stopped = new AbortController()
  app.addHook('preClose', async () => stopped.abort())
  app.addHook('onListen', async () => {
    const inTurns = [search.warmUp(), validation.compileAll()].map((each) =>
      turns.finish(each, () => stopped.signal.throwIfAborted()),
    )
    for (const work of [...inTurns, papers?.warmUp()])
      work?.catch((err) => {
        if (!stopped.signal.aborted) app.log.error({ err }, 'warming up failed')
      })
  })
}

/** The day of a moment at +07:00, `DD/MM/YYYY`; undefined for what is none, as other programs may have written it. */
function dayOfText(moment: string | undefined): string | undefined {
  const time = new Date(moment ?? '')
  return Number.isNaN(time.getTime()) ? undefined : dayOf(time).split('-').reverse().join('/')
}

/** Tags of what is written to the record or beside it. */
const WRITING: ReadonlySet<string> = new Set(['registry', 'declarations'])

/** What is written to a file that is no longer the record would be lost, or would spoil the one in its place. */
function refuseWhenReplaced(app: App, { state }: AppParts): void {
  app.addHook('preHandler', ({ method, routeOptions: { schema } }, _reply, done) => {
    const writes = method !== 'GET' && schema?.tags?.some((tag) => WRITING.has(tag))
    if (!writes || state.replaced === undefined) return done()
    const [vi = '', en = ''] = state.replaced.split(' · ')
    done(new Problem('record-replaced', { detail: { vi, en } }))
  })
}

/** While the server listens, what QGIS writes gets its events. */
function takeUpOutsideEdits(app: App, { state }: AppParts, { registry, store }: Parts): void {
  const edits = new OutsideEdits(
    { record: state.watching, isReplaced: () => state.replaced !== undefined },
    registry,
    (err) => app.log.error({ err }, 'edits of other programs get no events'),
  )
  app.addHook('onListen', async () => edits.start())
  app.addHook('onClose', async () => {
    await edits.stop()
    await store.close()
  })
}

function partsOf({
  config,
  state,
  version,
  webDir,
  actorOf,
  store: given,
  people,
  webhookCa,
  logger,
}: AppParts) {
  const { followers, record } = state
  const {
    publicAddresses: addresses,
    publicSupplements: supplements,
    gazetteer,
    pages,
    totals,
    themes,
    changes: feed,
  } = record
  const { publicUrl, embedOrigins, maxTableBytes, host, metricsToken, metricsPort } = config
  const answerCache = new AnswerCache(config.answerCacheBytes, () => state.tag)
  const onError = (err: unknown, sentence: string) => {
    if (logger) logger.error({ err }, sentence)
  }
  const dataDir = dirname(record.file)
  const findings = liveFindings(record, followers)
  const parts = registryParts({
    openStore: (cover, onEnd) => given ?? new RegistryStore(openSqliteEngine(dataDir), cover, onEnd),
    people,
    log: new AfterBackupLog(config.dataDir),
    findings,
    placeFindings: livePlaceFindings(record, followers),
    leaveJournal: () => state.leaveJournal(),
    actorOf,
    formKey: config.peopleKey,
    evidenceDays: config.evidenceDays,
    evidenceBytesADay: config.evidenceBytesADay,
    publicUrl,
    webhookAllow: config.webhookAllow,
    webhookCa,
    creationsADay: config.creationsADay,
    demoAccounts: config.demoAccounts,
    certificateRules: loadCertificateRules(config.dataDir),
    oidc: config.oidc,
    isDemo: () => record.info.get('data_kind') === 'demo',
    schemes: loadIdentifierSchemes(),
    onError,
  })
  const { store } = parts
  const failed = (error: unknown) => onError(error, 'a batch could not be read or noted')
  return {
    ...followers,
    ...parts,
    basemap: state.basemap,
    findings,
    batches:
      people &&
      batchRoom({ dataDir, place: { dataDir }, store, people, creations: parts.creations, onError: failed }),
    addresses,
    addressesAbout: () => addresses,
    supplementsAbout: () => supplements,
    gazetteer,
    pages,
    totals,
    themes,
    feed,
    maps: new ThemeMaps(record, followers.tiles),
    answerCache,
    addressTexts: new AddressTexts(followers.units),
    served: { facts: () => state.facts(), unusable: followers.unusable, answerCache },
    turns: new Turns(),
    newOrder: () => new PlaceOrder(),
    publicUrl,
    embedOrigins,
    maxTableBytes,
    host,
    metricsToken,
    metricsPort,
    version,
    webDir,
    isDemo: () => record.info.get('data_kind') === 'demo',
    unready: () => (state.replaced === undefined ? undefined : ('record-replaced' as const)),
  }
}

import type { Database } from 'better-sqlite3'
import { StoreError } from '../errors.ts'
import { createLayer } from '../layout/create-record.ts'
import { LAYERS } from '../layout/layers.ts'
import { TOKEN } from '../layout/schema.ts'
import { addStandardThemes } from '../layout/standard-themes.ts'
import { triggersOf } from '../layout/triggers.ts'
import { addComponents } from '../registry/components/add-components.ts'
import { assignHamlets } from '../registry/components/assign-hamlets.ts'
import { COMPONENT_KINDS, COMPONENT_LAYERS } from '../registry/components/component-layers.ts'
import { addDesk } from '../registry/desk/add-desk.ts'
import { addJobTables } from '../registry/jobs/add-job-tables.ts'
import { settleVersions } from '../registry/loads/settle-versions.ts'
import { addSupplements } from '../registry/supplements/add-supplements.ts'
import { changeSchemaText } from './change-schema-text.ts'
import { nameStates } from './name-states.ts'

export interface Migrations {
  /** Schema to lead to. */
  target: number
  /** `steps[n]` leads a record of schema n to n + 1. */
  steps: Readonly<Record<number, (db: Database) => void>>
}

const STEPS: Migrations['steps'] = {
  1: addThemes,
  2: addSubjects,
  3: addTokens,
  4: rememberCounts,
  5: nameStates,
  6: addVersions,
  7: addRegistryTables,
  8: nameFeatures,
  9: indexHidden,
  10: addPopulation,
  11: indexCreated,
}

/** Schema of the layers in `layers.ts`; an older record is led to it, a newer one is refused. */
export const SCHEMA_VERSION = 1 + Object.keys(STEPS).length

const MIGRATIONS: Migrations = { target: SCHEMA_VERSION, steps: STEPS }

/** 1 → 2: thematic layers. */
function addThemes(db: Database): void {
  // the triggers of today, which are made here, write tokens
  addTokens(db)
  for (const layer of ['theme', 'theme_feature', 'theme_count']) createLayer(db, layer)
  addStandardThemes(db)
}

/** 2 → 3: counts are told apart by subject. */
function addSubjects(db: Database): void {
  const columns = db.prepare("SELECT name FROM pragma_table_info('theme_count')").pluck().all()
  if (columns.includes('subject')) return
  db.exec("ALTER TABLE theme_count ADD COLUMN subject TEXT NOT NULL DEFAULT ''")
  db.exec('DROP INDEX theme_count_key')
  db.exec('CREATE UNIQUE INDEX theme_count_key ON theme_count(theme, commune_code, period, subject)')
}

/** 3 → 4: every entry of the change feed has a token, and the feed has an entry, also where a snapshot has emptied it. */
function addTokens(db: Database): void {
  const columns = db.prepare("SELECT name FROM pragma_table_info('change_feed')").pluck().all()
  if (!columns.includes('token')) db.exec('ALTER TABLE change_feed ADD COLUMN token TEXT')
  db.exec(`UPDATE change_feed SET token = ${TOKEN} WHERE token IS NULL`)
  db.exec(`INSERT INTO change_feed(layer, operation, token)
    SELECT 'change_feed', 'bulk', ${TOKEN} WHERE NOT EXISTS (SELECT 1 FROM change_feed)`)
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
  for (const layer of Object.keys(LAYERS))
    if (LAYERS[layer]?.feed && layer !== 'address' && tables.includes(layer))
      renewTriggers(db, layer, 'feed_')
}

/** 4 → 5: what was published and hidden is remembered; of a demonstration nothing need be. */
function rememberCounts(db: Database): void {
  createLayer(db, 'theme_count_seen')
  db.exec(`INSERT INTO theme_count_seen(theme, commune_code, period, subject, published, hidden)
    SELECT theme, commune_code, period, subject, count, count IS NULL FROM theme_count`)
}

/** 6 → 7: versions name their events, and each unit's chain begins with one for all that is there. */
function addVersions(db: Database): void {
  for (const table of ['address', 'address_history'])
    for (const column of LAYERS[table]!.columns)
      if (!columnsOf(db, table).includes(column.split(' ')[0] as string))
        db.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`)
  addIndexes(db, 'address', 'address_history')
  for (const layer of ['zz_event', 'zz_chain', 'zz_idempotency', 'zz_finding_accepted'])
    if (columnsOf(db, layer).length === 0) createLayer(db, layer)
  for (const layer of Object.keys(COMPONENT_LAYERS))
    if (columnsOf(db, layer).length === 0) createLayer(db, layer)
  // Before there are versions: it makes none of its own.
  assignHamlets(db)
  settleVersions(db, { action: 'opened', office: 'server' })
}

/**
 * 7 → 8: jobs and what follows a change; attributes of addresses, and what they have beside their columns; hamlets and
 * streets with versions; what the officers' desk keeps.
 */
function addRegistryTables(db: Database): void {
  addJobTables(db)
  addSupplements(db)
  addHamlets(db)
  addDesk(db)
}

/** 8 → 9: features of layers that other programs add without an id get one. */
function nameFeatures(db: Database): void {
  changeSchemaText(db, 'theme_feature', /(\buid\b["`\]]?\s+TEXT)\s+NOT\s+NULL/i, '$1')
  renewTriggers(db, 'theme_feature')
}

/** 9 → 10: addresses that nobody is told of have an index. */
function indexHidden(db: Database): void {
  addIndexes(db, 'address')
}

/** 10 → 11: population, by which counts become rates; which field classes a layer, and what its fields are called. */
function addPopulation(db: Database): void {
  if (columnsOf(db, 'population').length === 0) createLayer(db, 'population')
  for (const column of LAYERS.theme!.columns)
    if (!columnsOf(db, 'theme').includes(column.split(' ')[0] as string))
      db.exec(`ALTER TABLE theme ADD COLUMN ${column}`)
}

/** 11 → 12: addresses that wait for a verifier have an index of their own. */
function indexCreated(db: Database): void {
  addIndexes(db, 'address')
}

/** Makes the triggers of a layer as they are today: all, or those whose names begin so. */
function renewTriggers(db: Database, layer: string, prefix = ''): void {
  for (const [name, sql] of triggersOf(layer))
    if (name.startsWith(prefix)) {
      db.exec(`DROP TRIGGER IF EXISTS "${name}"`)
      db.exec(sql)
    }
}

/** Makes the indexes of layers that are not there yet. */
function addIndexes(db: Database, ...layers: readonly string[]): void {
  for (const layer of layers)
    for (const index of LAYERS[layer]?.indexes ?? [])
      db.exec(`CREATE ${index.replace('INDEX ', 'INDEX IF NOT EXISTS ')}`)
}

/** Hamlets and streets are things with versions, and addresses name their hamlet's uid. */
function addHamlets(db: Database): void {
  for (const table of ['address', 'address_history'])
    if (!columnsOf(db, table).includes('hamlet_uid'))
      db.exec(`ALTER TABLE ${table} ADD COLUMN hamlet_uid TEXT`)
  for (const layer of Object.keys(COMPONENT_LAYERS))
    if (columnsOf(db, layer).length === 0) createLayer(db, layer)
  for (const kind of COMPONENT_KINDS) renewTriggers(db, kind)
  addIndexes(db, 'address', 'hamlet')
  addComponents(db)
}

function columnsOf(db: Database, table: string): string[] {
  return db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)
}

/**
 * Leads the record to today's schema, all steps in one transaction. Throws {@link StoreError} as
 * {@link schemaVersion} does, and changes nothing, when the record is newer.
 */
export function migrate(db: Database, file: string, { target, steps }: Migrations = MIGRATIONS): void {
  const version = schemaVersion(db, file, target)
  if (version === target) return
  db.transaction(() => {
    // Steps change tables that the triggers of addresses name, and addresses, of which nothing need be told.
    const triggers = triggersOf('address')
    for (const name of triggers.keys()) db.exec(`DROP TRIGGER IF EXISTS "${name}"`)
    for (let from = version; from < target; from++) steps[from]?.(db)
    for (const sql of triggers.values()) db.exec(sql)
    db.prepare("UPDATE diachiso_info SET value = ? WHERE key = 'schema_version'").run(String(target))
  }).immediate()
}

/** The schema of a record; throws {@link StoreError} `newer-schema` above `target`, `not-a-record` when it names none. */
export function schemaVersion(db: Database, file: string, target: number = SCHEMA_VERSION): number {
  const version = Number(
    db.prepare("SELECT value FROM diachiso_info WHERE key = 'schema_version'").pluck().get() ?? Number.NaN,
  )
  if (version > target)
    throw new StoreError(
      'newer-schema',
      `${file} theo lược đồ ${version}, mới hơn phiên bản này: hãy cài diachiso mới hơn. · ` +
        `${file} has data of schema ${version}, this version reads up to ${target}: install a newer diachiso.`,
    )
  if (!Number.isInteger(version) || version < 1)
    throw new StoreError(
      'not-a-record',
      `${file} không phải dữ liệu diachiso. · ${file} is not a diachiso record: it names no schema version.`,
    )
  return version
}

import type { Database } from 'better-sqlite3'
import { chainPrefix } from '../../chains/chain-name.ts'
import type { Box } from '../../geo/box.ts'
import { LAYERS } from '../layout/layers.ts'
import { NOW, TOKEN } from '../layout/schema.ts'
import { triggersOf } from '../layout/triggers.ts'
import { changesAddresses, forgetEventless, writeHamlets } from '../registry/components/assign-hamlets.ts'
import { settleLoadedComponents } from '../registry/components/settle-loaded-components.ts'
import { LoadedPositions } from '../registry/loads/loaded-positions.ts'
import { NewVersions } from '../registry/loads/new-versions.ts'
import { settleVersions } from '../registry/loads/settle-versions.ts'
import type { Origin } from '../registry/loads/version-batches.ts'
import { SUPPLEMENT_LAYERS } from '../registry/supplements/supplement-layers.ts'
import { DeferredIndexes, type Duplicate } from './deferred-indexes.ts'
import { NewBoxes } from './new-boxes.ts'
import { packRtree } from './packed-rtree.ts'

/** Up to so many changed rows of a layer are told one by one; above, followers read the whole layer again. */
const FEED_LIMIT = 10_000
/** Page cache of a load in KiB, negative as SQLite wants it: pages written once instead of again and again. */
const LOAD_CACHE = -262_144
/** Triggers that work row by row on what a load adds; it does the same for all rows at its end. */
const PER_INSERT = /^(?:(?:rtree|feed|identifier|uid)_.*_insert|outside_.*)$/

interface LayerState {
  name: string
  /** Highest row number before the load: what lies above was added by it. */
  lastRow: number
  removed: boolean
}

/**
 * A load of many rows: one immediate transaction, in which rows are added without the triggers of an insert,
 * and at whose end the r-tree, identifiers and change feed get what those triggers would have written.
 * Updates and deletions keep their triggers. A crash anywhere leaves the record as it was.
 */
export class BulkLoad {
  readonly #db: Database
  readonly #layers: LayerState[]
  readonly #feedBefore: number
  readonly #cacheSize: number
  /** Indexes set aside, by layer. */
  readonly #deferred = new Map<string, DeferredIndexes>()

  readonly #origin: Origin
  #versions: NewVersions | undefined
  #positions: LoadedPositions | undefined

  /**
   * Begins the transaction.
   *
   * @param origin what the events of the addresses' versions say
   */
  constructor(
    db: Database,
    layers: readonly string[],
    origin: Origin = { action: 'imported', office: 'server' },
  ) {
    this.#db = db
    this.#origin = origin
    db.exec('BEGIN IMMEDIATE')
    this.#cacheSize = db.pragma('cache_size', { simple: true }) as number
    db.pragma(`cache_size = ${LOAD_CACHE}`)
    // Sorting for an index may use a second core.
    db.pragma('threads = 2')
    this.#feedBefore = sequence(db, 'change_feed')
    this.#layers = layers.map((name) => ({ name, lastRow: sequence(db, name), removed: false }))
    for (const { name } of this.#layers) this.#drop(name, (trigger) => PER_INSERT.test(trigger))
    if (layers.includes('address')) this.#versions = new NewVersions(db, origin, () => this.positions)
  }

  /** Stamps the addresses that are added, until the load ends. */
  get versions(): NewVersions | undefined {
    return this.#versions
  }

  /** Further positions of addresses that the load brings. */
  get positions(): LoadedPositions {
    this.#positions ??= new LoadedPositions(this.#db)
    return this.#positions
  }

  /** Whether a row was added by this load. */
  added(layer: string, fid: number): boolean {
    return fid > (this.#layers.find(({ name }) => name === layer)?.lastRow ?? Infinity)
  }

  /**
   * Sets the indexes of a layer aside until {@link restoreIndexes}: rows that are there twice come in, and nothing is
   * found quickly. False, and nothing is done, when the layer is not empty.
   */
  deferIndexes(layer: string): boolean {
    if (this.#db.prepare(`SELECT 1 FROM ${layer} LIMIT 1`).get() !== undefined) return false
    this.#deferred.set(layer, new DeferredIndexes(this.#db, layer))
    return true
  }

  /** Makes the indexes of a layer again; rows that came twice are removed and told. */
  restoreIndexes(layer: string): Duplicate[] {
    const indexes = this.#deferred.get(layer)
    if (!indexes) return []
    this.#deferred.delete(layer)
    this.#drop(layer, () => true)
    const removed = indexes.restore()
    const lastRow = this.#layers.find(({ name }) => name === layer)?.lastRow ?? 0
    if (layer === 'address' && removed.length > 0) this.#versions?.discard(lastRow)
    return removed
  }

  /** Removes the rows of a layer with this source, their earlier versions and their identifiers, without a trace. */
  removeSource(layer: string, source: string): number {
    const state = this.#layers.find(({ name }) => name === layer) as LayerState
    this.#drop(layer, () => true)
    const rows = `SELECT fid FROM ${layer} WHERE source = ?`
    if (LAYERS[layer]?.geometry)
      this.#db.prepare(`DELETE FROM "rtree_${layer}_geom" WHERE id IN (${rows})`).run(source)
    if (layer === 'hamlet' || layer === 'street')
      this.#db
        .prepare(`DELETE FROM zz_component_version WHERE uid IN (SELECT uid FROM ${layer} WHERE source = ?)`)
        .run(source)
    if (layer === 'address') {
      const uids = 'SELECT uid FROM address WHERE source = @source'
      for (const sql of [
        ...Object.keys(SUPPLEMENT_LAYERS).map((table) => `DELETE FROM ${table} WHERE address IN (${uids})`),
        `DELETE FROM event WHERE action = 'decision' AND subject IN (${uids})`,
        `DELETE FROM identifier WHERE uid IN (${uids} UNION SELECT uid FROM address_history WHERE source = @source)`,
        `DELETE FROM address_history WHERE source = @source OR uid IN (${uids})`,
      ])
        this.#db.prepare(sql).run({ source })
      // Rows that go without a trace have chains of their own, see `Origin.source`.
      const prefix = chainPrefix(source)
      for (const table of ['zz_event', 'zz_chain'])
        this.#db.prepare(`DELETE FROM ${table} WHERE substr(chain, 1, ?) = ?`).run(prefix.length, prefix)
      forgetEventless(this.#db)
    }
    const removed = this.#db.prepare(`DELETE FROM ${layer} WHERE source = ?`).run(source).changes
    state.removed ||= removed > 0
    return removed
  }

  /** Writes what the triggers would have written, restores them and commits. */
  commit(): void {
    this.#versions?.close()
    this.#versions = undefined
    this.#settleComponents()
    for (const layer of this.#layers) {
      if (layer.name === 'address') {
        settleVersions(this.#db, this.#origin)
        this.#positions?.settle()
      }
      const box = LAYERS[layer.name]?.geometry ? this.#indexNewRows(layer) : undefined
      if (layer.name === 'address') {
        this.#addIdentifiers(layer.lastRow)
        this.restoreIndexes('identifier')
      }
      this.#tellFollowers(layer)
      this.#updateContents(layer.name, box)
      const present = new Set(
        this.#db
          .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?")
          .pluck()
          .all(layer.name),
      )
      for (const [name, sql] of triggersOf(layer.name)) if (!present.has(name)) this.#db.exec(sql)
    }
    this.#db.exec('COMMIT')
    this.#db.pragma('wal_checkpoint(TRUNCATE)')
    this.#db.pragma(`cache_size = ${this.#cacheSize}`)
  }

  /** Gives hamlets and streets their versions, and writes into addresses what has become of theirs. */
  #settleComponents(): void {
    if (!this.#layers.some(({ name }) => name === 'hamlet' || name === 'street')) return
    const loaded = settleLoadedComponents(this.#db, this.#origin)
    if (!changesAddresses(loaded) && !this.#layers.some(({ name, removed }) => name === 'hamlet' && removed))
      return
    this.#drop('address', (trigger) => trigger.startsWith('outside_'))
    writeHamlets(this.#db, loaded)
    if (this.#layers.some(({ name }) => name === 'address')) return
    settleVersions(this.#db, this.#origin)
    for (const [name, sql] of triggersOf('address')) if (name.startsWith('outside_')) this.#db.exec(sql)
  }

  /** Gives up: the record is as before. */
  rollback(): void {
    this.#versions = undefined
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
    this.#db.pragma(`cache_size = ${this.#cacheSize}`)
  }

  #drop(layer: string, which: (trigger: string) => boolean): void {
    for (const trigger of triggersOf(layer).keys())
      if (which(trigger)) this.#db.exec(`DROP TRIGGER IF EXISTS "${trigger}"`)
  }

  #indexNewRows({ name, lastRow }: LayerState): Box | undefined {
    const rtree = `rtree_${name}_geom`
    const boxes = new NewBoxes(this.#db, name, lastRow)
    if (!packRtree(this.#db, rtree, boxes)) {
      const insert = this.#db.prepare(`INSERT INTO "${rtree}" VALUES (?, ?, ?, ?, ?)`)
      for (const [fid, box] of boxes) insert.run(fid, box[0], box[2], box[1], box[3])
    }
    return boxes.extent
  }

  #addIdentifiers(lastRow: number): void {
    // the day is asked for once, not in each row
    const today = this.#db.prepare("SELECT date('now', '+7 hours')").pluck().get()
    for (const [column, scheme] of [
      ['code', 'local'],
      ['ndas', 'ndas'],
    ])
      if (this.#db.prepare(`SELECT 1 FROM address WHERE ${column} IS NOT NULL LIMIT 1`).get())
        this.#db
          .prepare(
            `INSERT OR IGNORE INTO identifier(scheme, value, uid, status, valid_from)
             SELECT ?, ${column}, uid, 'current', ? FROM address WHERE fid > ? AND ${column} IS NOT NULL`,
          )
          .run(scheme, today, lastRow)
  }

  #tellFollowers({ name, lastRow, removed }: LayerState): void {
    const added = this.#db
      .prepare<[number, number], number>(`SELECT count(*) FROM (SELECT 1 FROM ${name} WHERE fid > ? LIMIT ?)`)
      .pluck()
      .get(lastRow, FEED_LIMIT + 1) as number
    const told = this.#db
      .prepare<[number, string], number>('SELECT count(*) FROM change_feed WHERE fid > ? AND layer = ?')
      .pluck()
      .get(this.#feedBefore, name) as number
    if (removed || added + told > FEED_LIMIT) {
      this.#db.prepare('DELETE FROM change_feed WHERE fid > ? AND layer = ?').run(this.#feedBefore, name)
      this.#db
        .prepare(`INSERT INTO change_feed(layer, operation, token) VALUES (?, 'bulk', ${TOKEN})`)
        .run(name)
    } else if (added > 0)
      this.#db
        .prepare(
          `INSERT INTO change_feed(layer, row, operation, token)
           SELECT '${name}', fid, 'insert', ${TOKEN} FROM ${name} WHERE fid > ?`,
        )
        .run(lastRow)
  }

  #updateContents(name: string, box: Box | undefined): void {
    this.#db
      .prepare(
        `UPDATE gpkg_contents SET last_change = ${NOW},
         min_x = min(coalesce(min_x, @x0), @x0), min_y = min(coalesce(min_y, @y0), @y0),
         max_x = max(coalesce(max_x, @x1), @x1), max_y = max(coalesce(max_y, @y1), @y1) WHERE table_name = @name`,
      )
      .run({ name, x0: box?.[0] ?? null, y0: box?.[1] ?? null, x1: box?.[2] ?? null, y1: box?.[3] ?? null })
  }
}

function sequence(db: Database, table: string): number {
  return (db.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(table) as number) ?? 0
}

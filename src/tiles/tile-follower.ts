import { createHash } from 'node:crypto'
import type { Box } from '../geo/box.ts'
import { latOf, lonOf } from '../geo/mercator.ts'
import { RecordStore } from '../store/record-store.ts'
import type { ChangeRow } from '../store/rows.ts'
import { ServingStore } from '../store/serving-store.ts'
import { type FeatureTable, TileSource } from '../store/tile-source.ts'
import { BLOCK_UNITS, BLOCK_ZOOM, fromMorton } from './address-grid.ts'
import { AddressIndex } from './address-index.ts'
import { COUNT_ZOOM, type CountedPoint } from './count-pyramid.ts'
import { storedBox } from './feature-tiles.ts'
import type { TileLayer } from './layers.ts'
import { type TouchedTiles, touchedTiles } from './touched-tiles.ts'

const FEATURE_TABLES: readonly FeatureTable[] = ['unit', 'street', 'place', 'hamlet']
const TABLES = [...FEATURE_TABLES, 'address'] as const
export type TileTable = (typeof TABLES)[number]
const BATCH = 10_000
/** With more changes than this, deriving a layer anew is quicker than following each. */
const MOST_CHANGES = 50_000
/** With more boxes than this a table counts as touched everywhere. */
const MOST_BOXES = 500

/** Entries of the log in one answer; more than one change can make. */
const LOG_PAGE = 4000

/** Where a table changed: boxes in degrees, or everywhere. */
export type Touched = Partial<Record<TileTable, readonly Box[] | 'everywhere'>>

/** What the server must know after following the record. */
export interface TileState {
  /** Which record this is; part of every version. */
  readonly record: string
  /** Number of the last change that touched each table. */
  readonly versions: Readonly<Record<TileTable, number>>
  readonly bounds: Readonly<Partial<Record<TileTable, Box>>>
  /** Days on which the set of communes changes. */
  readonly communeDays: readonly string[]
  readonly touched: Touched
}

/** Brings the serving file up to date with the record, whoever edited it. */
export class TileFollower {
  readonly #record: RecordStore
  readonly #source: TileSource
  readonly #serving: ServingStore
  readonly #addresses: AddressIndex
  readonly #identity: string

  constructor(dataDir: string) {
    this.#record = RecordStore.open(dataDir, { readonly: true })
    this.#source = new TileSource(this.#record)
    this.#serving = ServingStore.open(dataDir)
    this.#addresses = new AddressIndex(this.#serving, this.#source)
    const key = this.#record.info.get('code_key') ?? ''
    this.#identity = createHash('sha256').update(`tiles ${key}`).digest('base64url').slice(0, 12)
  }

  /** Reads the change feed to its end, in one transaction; returns what is true afterwards. */
  catchUp(): TileState {
    const touched = this.#source.snapshot(() => this.#serving.write(() => this.#follow()))
    return {
      record: this.#identity,
      versions: perTable((table) => Number(this.#serving.meta(`version ${table}`) ?? 0)),
      bounds: this.#bounds(),
      communeDays: this.#source.communeDays(),
      touched,
    }
  }

  #follow(): Touched {
    const last = this.#record.changes.last()
    const since = Number(this.#serving.meta('sequence') ?? Number.NaN)
    const known = this.#serving.meta('record') === this.#identity && since <= last
    const touched: Touched = {}
    if (known) {
      const changes = this.#changesSince(since)
      for (const table of TABLES) {
        const own = changes.byTable.get(table)
        if (!own) continue
        const where = own === 'everywhere' ? this.#rebuild(table) : this.#apply(table, own)
        touched[table] = where
        this.#serving.touched.add(last, table, where)
        this.#serving.setMeta(`version ${table}`, String(changes.last.get(table)))
      }
    } else {
      this.#serving.touched.clear()
      for (const table of TABLES) {
        touched[table] = this.#rebuild(table)
        this.#serving.touched.add(last, table, 'everywhere')
        this.#serving.setMeta(`version ${table}`, String(last))
      }
    }
    this.#serving.setMeta('record', this.#identity)
    this.#serving.setMeta('sequence', String(last))
    return touched
  }

  /** Tiles that changes after `since` touched; everything, when the log does not reach back so far. */
  touchedSince(since: number, layers: readonly TileLayer[]): TouchedTiles {
    const log = this.#serving.touched
    const last = Number(this.#serving.meta('sequence') ?? 0)
    if (since > last || since < (log.first() ?? 0))
      return touchedTiles(
        TABLES.map((table) => ({ sequence: last, table, box: undefined })),
        layers,
        { sequence: last, more: false },
      )
    const rows = log.since(since, LOG_PAGE + 1)
    if (rows.length <= LOG_PAGE) return touchedTiles(rows, layers, { sequence: last, more: false })
    // a page ends between two changes: entries of one change stay together
    const page = rows.filter(({ sequence }) => sequence < rows[LOG_PAGE]!.sequence)
    return touchedTiles(page, layers, { sequence: page.at(-1)!.sequence, more: true })
  }

  #changesSince(since: number) {
    const byTable = new Map<string, ChangeRow[] | 'everywhere'>()
    const last = new Map<string, number>()
    for (let from = since; ; ) {
      const batch = this.#record.changes.since(from, BATCH)
      for (const change of batch) {
        last.set(change.layer, change.fid)
        const own = byTable.get(change.layer) ?? []
        if (own === 'everywhere') continue
        own.push(change)
        const all = change.operation === 'bulk' || change.row === null || own.length > MOST_CHANGES
        byTable.set(change.layer, all ? 'everywhere' : own)
      }
      if (batch.length < BATCH) return { byTable, last }
      from = batch.at(-1)!.fid
    }
  }

  #rebuild(table: TileTable): 'everywhere' {
    if (table === 'address') this.#addresses.rebuild()
    else {
      this.#serving.clearFeatureBoxes(table)
      for (const [fid, ...box] of this.#source.featureBoxes(table))
        this.#serving.putFeatureBox(table, fid, box)
    }
    return 'everywhere'
  }

  #apply(table: TileTable, changes: ChangeRow[]): readonly Box[] | 'everywhere' {
    const boxes =
      table === 'address'
        ? this.#addresses
            .apply(changes.map(({ row, old_geom }) => ({ fid: row as number, oldGeometry: old_geom })))
            .map(pointBox)
        : [...new Set(changes.map(({ row }) => row as number))].flatMap((fid) =>
            this.#moveFeature(table, fid),
          )
    return boxes.length > MOST_BOXES ? 'everywhere' : boxes
  }

  #moveFeature(table: FeatureTable, fid: number): Box[] {
    const before = this.#serving.featureBox(table, fid)
    const after = storedBox(this.#source.feature(table, fid)?.geom)
    this.#serving.putFeatureBox(table, fid, after)
    return [before, after].filter((box) => box !== undefined)
  }

  #bounds(): Partial<Record<TileTable, Box>> {
    const bounds: Partial<Record<TileTable, Box>> = {}
    for (const table of FEATURE_TABLES) {
      const box = this.#serving.featureBounds(table)
      if (box) bounds[table] = box
    }
    const tiles = this.#serving.countKeys(COUNT_ZOOM).map(fromMorton)
    if (tiles.length > 0) {
      const n = 2 ** COUNT_ZOOM
      const xs = tiles.map(([x]) => x)
      const ys = tiles.map(([, y]) => y)
      const [west, east] = [least(xs), -least(xs.map((x) => -x))]
      const [north, south] = [least(ys), -least(ys.map((y) => -y))]
      bounds.address = [lonOf(west / n), latOf((south + 1) / n), lonOf((east + 1) / n), latOf(north / n)]
    }
    return bounds
  }

  close(): void {
    this.#serving.close()
    this.#record.close()
  }
}

function least(numbers: number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity)
}

function perTable<T>(make: (table: TileTable) => T): Record<TileTable, T> {
  return Object.fromEntries(TABLES.map((table) => [table, make(table)])) as Record<TileTable, T>
}

function pointBox(point: CountedPoint): Box {
  const [blockX, blockY] = fromMorton(point.key)
  const n = 2 ** BLOCK_ZOOM
  // the middle of the unit, so that rounding never leads to its neighbour
  const lon = lonOf((blockX + (point.dx + 0.5) / BLOCK_UNITS) / n)
  const lat = latOf((blockY + (point.dy + 0.5) / BLOCK_UNITS) / n)
  return [lon, lat, lon, lat]
}

import type { Box } from '../../geo/box.ts'
import { latOf, lonOf } from '../../geo/mercator.ts'
import { ServingStore } from '../../store/following/serving-store.ts'
import { TileSource } from '../../store/reading/tile-source.ts'
import type { FeedPosition } from '../../store/record/change-feed.ts'
import type { MovedRow } from '../../store/record/rows.ts'
import type { ThemeRow } from '../../store/record/themes.ts'
import { RecordStore } from '../../store/record-store.ts'
import { BLOCK_UNITS, BLOCK_ZOOM, fromBlockKey, fromMorton } from '../addresses/address-grid.ts'
import { AddressIndex } from '../addresses/address-index.ts'
import { COUNT_ZOOM, type CountedPoint } from '../addresses/count-pyramid.ts'
import { BOX_TABLES, FeatureBoxes, type Touched } from '../features/feature-boxes.ts'
import type { TileLayer } from '../features/layers.ts'
import { themePart } from '../features/theme-part.ts'
import { type TouchedSince, type TouchedTiles, touchedTiles } from './touched-tiles.ts'

/** Tables of the record that tiles show; the catalogue itself stands in no tile. */
const TABLES = [...BOX_TABLES, 'address', 'theme_count', 'population'] as const
type TileTable = (typeof TABLES)[number]
/** Tables of numbers that stand on the areas of communes. */
const isNumbers = (table: TileTable) => table === 'theme_count' || table === 'population'
/** Changes to these reach the tile server. */
export const FOLLOWED: ReadonlySet<string> = new Set([...TABLES, 'theme'])
const BATCH = 10_000
/** With more changes than this a table is derived anew, which is then quicker. */
const MAX_CHANGES = 50_000
/** With more boxes than this a part counts as touched everywhere. */
const MAX_BOXES = 500
/** Entries of the log in one answer; one change never makes so many. */
const LOG_PAGE = 6000

/** What the server must know after following the record. */
export interface TileState {
  /** Number and token of the last change that touched each part of the record, `0` for one that never held anything. */
  readonly versions: Readonly<Record<string, string>>
  readonly bounds: Readonly<Record<string, Box>>
  /** Days on which the set of communes changes. */
  readonly communeDays: readonly string[]
  /** The catalogue of thematic layers. */
  readonly themes: readonly ThemeRow[]
  readonly touched: Touched
}

/** Brings the serving file up to date with the record, whoever edited it. */
export class TileFollower {
  readonly #record: RecordStore
  readonly #source: TileSource
  readonly #serving: ServingStore
  readonly #addresses: AddressIndex
  readonly #boxes: FeatureBoxes

  constructor(dataDir: string) {
    this.#record = RecordStore.open(dataDir, { readonly: true })
    this.#source = new TileSource(this.#record)
    this.#serving = ServingStore.open(dataDir)
    this.#addresses = new AddressIndex(this.#serving, this.#source)
    this.#boxes = new FeatureBoxes(this.#serving, this.#source, this.#record.themes)
  }

  /** Reads the change feed to its end, in one transaction; returns what is true afterwards. */
  catchUp(): TileState {
    const touched = this.#source.snapshot(() => this.#serving.write(() => this.#follow()))
    if (Object.values(touched).includes('everywhere')) this.#serving.emptyJournal()
    const themes = this.#record.themes.all()
    const parts = [...TABLES, ...themes.map(({ id }) => themePart(id))]
    return {
      versions: Object.fromEntries(parts.map((part) => [part, this.#serving.meta(`version ${part}`) ?? '0'])),
      bounds: this.#bounds(parts),
      communeDays: this.#source.communeDays(),
      themes,
      touched,
    }
  }

  #follow(): Touched {
    const position = this.#record.changes.position()
    const since = this.#position()
    const known = this.#record.changes.has(since)
    if (!known) {
      this.#serving.touched.clear()
      this.#serving.forgetVersions()
    }
    const changes: Map<string, MovedRow[] | 'everywhere'> = known
      ? this.#changesSince(since.sequence)
      : new Map(TABLES.map((table) => [table, 'everywhere']))
    const touched: Touched = {}
    if (this.#boxes.isStyledAnew()) changes.set('theme_feature', 'everywhere')
    for (const table of TABLES) {
      const own = changes.get(table)
      if (own) Object.assign(touched, own === 'everywhere' ? this.#rebuild(table) : this.#apply(table, own))
    }
    for (const [part, where] of Object.entries(touched)) {
      if (where.length > MAX_BOXES && where !== 'everywhere') touched[part] = 'everywhere'
      this.#serving.touched.add(position.sequence, part, touched[part]!)
      this.#serving.setMeta(`version ${part}`, `${position.sequence} ${position.token}`)
    }
    this.#serving.setMeta('sequence', String(position.sequence))
    this.#serving.setMeta('token', position.token)
    return touched
  }

  /** Up to where the serving file has followed the record. */
  #position(): FeedPosition {
    return {
      sequence: Number(this.#serving.meta('sequence') ?? 0),
      token: this.#serving.meta('token') ?? '',
    }
  }

  #changesSince(since: number): Map<string, MovedRow[] | 'everywhere'> {
    const byTable = new Map<string, MovedRow[] | 'everywhere'>()
    for (let from = since; ; ) {
      const batch = this.#record.changes.movedSince(from, BATCH)
      for (const change of batch) {
        const own = byTable.get(change.layer) ?? []
        if (own === 'everywhere') continue
        own.push(change)
        const all = change.operation === 'bulk' || change.row === null || own.length > MAX_CHANGES
        byTable.set(change.layer, all ? 'everywhere' : own)
      }
      if (batch.length < BATCH) return byTable
      from = batch.at(-1)!.fid
    }
  }

  #rebuild(table: TileTable): Touched {
    if (isNumbers(table)) return { [table]: 'everywhere' }
    if (table !== 'address') return this.#boxes.rebuild(table)
    this.#addresses.rebuild()
    return { address: 'everywhere' }
  }

  #apply(table: TileTable, changes: MovedRow[]): Touched {
    if (isNumbers(table)) return { [table]: 'everywhere' }
    const fids = changes.map(({ row }) => row as number)
    if (table !== 'address') return this.#boxes.move(table, fids)
    const moved = this.#addresses.apply(
      changes.map(({ row, old_geom }) => ({ fid: row as number, oldGeometry: old_geom })),
    )
    return { address: moved.map(pointBox) }
  }

  /**
   * Tiles that changes after `since` touched; everything, when the log does not reach back so far or `since` names the
   * token of a change that this history of the record does not have.
   */
  touchedSince(since: TouchedSince, layers: readonly TileLayer[]): TouchedTiles {
    const log = this.#serving.touched
    const { changes } = this.#record
    const last = this.#position()
    const { sequence, token = changes.tokenOf(sequence) } = since
    const strange = token !== changes.tokenOf(sequence)
    if (strange || sequence > last.sequence || sequence < (log.first() ?? 0)) {
      const parts = [...new Set(layers.flatMap(({ tables }) => tables))]
      return touchedTiles(
        parts.map((part) => ({ sequence: last.sequence, table: part, box: undefined })),
        layers,
        { ...last, more: false },
      )
    }
    const rows = log.since(sequence, LOG_PAGE + 1)
    if (rows.length <= LOG_PAGE) return touchedTiles(rows, layers, { ...last, more: false })
    // a page ends between two changes: entries of one change stay together
    const page = rows.filter((row) => row.sequence < rows[LOG_PAGE]!.sequence)
    const end = page.at(-1)!.sequence
    return touchedTiles(page, layers, { sequence: end, token: changes.tokenOf(end), more: true })
  }

  #bounds(parts: readonly string[]): Record<string, Box> {
    const bounds: Record<string, Box> = {}
    for (const part of parts) {
      const box = this.#boxes.bounds(part)
      if (box) bounds[part] = box
    }
    const tiles = this.#serving.countKeys(COUNT_ZOOM).map(fromMorton)
    if (tiles.length > 0) {
      const n = 2 ** COUNT_ZOOM
      const xs = tiles.map(([x]) => x)
      const ys = tiles.map(([, y]) => y)
      const [west, east] = extent(xs)
      const [north, south] = extent(ys)
      bounds.address = [lonOf(west / n), latOf((south + 1) / n), lonOf((east + 1) / n), latOf(north / n)]
    }
    return bounds
  }

  close(): void {
    this.#serving.close()
    this.#record.close()
  }
}

/** Smallest and largest of many numbers: too many to be arguments of `Math.min`. */
function extent(numbers: readonly number[]): [min: number, max: number] {
  return [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))]
}

function pointBox(point: CountedPoint): Box {
  const [blockX, blockY] = fromBlockKey(point.key)
  const n = 2 ** BLOCK_ZOOM
  // the middle of the unit, so that rounding never leads to its neighbour
  const lon = lonOf((blockX + (point.dx + 0.5) / BLOCK_UNITS) / n)
  const lat = latOf((blockY + (point.dy + 0.5) / BLOCK_UNITS) / n)
  return [lon, lat, lon, lat]
}

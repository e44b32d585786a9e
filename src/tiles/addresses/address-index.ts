import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import { PUBLIC_STATUSES } from '../../store/layout/address-status.ts'
import type { AddressTileRow, TileSource } from '../../store/reading/tile-source.ts'
import { LAST_CLASS, OWN_COLUMNS, SHARED_COLUMNS } from './address-attributes.ts'
import { AddressBlock, type BlockEntry } from './address-block.ts'
import { blockKey, gridPosition } from './address-grid.ts'
import { BlockBuilder, changedBlock } from './block-builder.ts'
import { type CountedPoint, CountPyramid, countedPoint } from './count-pyramid.ts'

const NONE = new Uint8Array(0)

/** A changed address: its number and where the change feed says it was. */
export interface AddressChange {
  readonly fid: number
  readonly oldGeometry: Buffer | null
}

/** Keeps blocks and counts of the serving file equal to the addresses of the record. */
export class AddressIndex {
  readonly #serving: ServingStore
  readonly #source: TileSource

  constructor(serving: ServingStore, source: TileSource) {
    this.#serving = serving
    this.#source = source
  }

  /** Derives everything anew in one pass over the addresses in spatial order; memory stays bounded. */
  rebuild(): void {
    this.#serving.clearAddresses()
    const pyramid = new CountPyramid(this.#serving)
    const builder = new BlockBuilder()
    let key = -1
    const flush = () => {
      if (builder.count > 0) this.#put(key, builder.finish())
    }
    for (const row of this.#source.addressesInOrder(keyOfGeometry)) {
      const placed = place(row)
      if (!placed) continue
      if (placed.key !== key) flush()
      key = placed.key
      builder.add(placed.entry)
      pyramid.append(countedPoint(key, placed.entry, 1))
    }
    flush()
    pyramid.finish()
  }

  /**
   * Brings changed addresses up to date: each is taken out of every block it may be in and put where it lies now.
   * Doing it twice does no harm. Returns what was taken away and added.
   */
  apply(changes: readonly AddressChange[]): CountedPoint[] {
    const removals = new Map<number, Set<number>>()
    const additions = new Map<number, BlockEntry[]>()
    const leave = (key: number, fid: number) => {
      const fids = removals.get(key) ?? new Set()
      removals.set(key, fids.add(fid))
    }
    for (const { fid, oldGeometry } of changes) {
      const key = keyOfGeometry(oldGeometry)
      if (key !== null) leave(key, fid)
    }
    for (const fid of new Set(changes.map((change) => change.fid))) {
      const row = this.#source.address(fid)
      const placed = row && place(row)
      if (!placed) continue
      leave(placed.key, fid)
      const entries = additions.get(placed.key)
      if (entries) entries.push(placed.entry)
      else additions.set(placed.key, [placed.entry])
    }
    const moved: CountedPoint[] = []
    for (const [key, fids] of removals) {
      const before = new AddressBlock(this.#serving.block(key) ?? NONE)
      const entries = additions.get(key) ?? []
      const after = changedBlock(before, fids, entries, (block, i) => {
        moved.push(countedPoint(key, pointOf(block, i), -1))
      })
      for (const entry of entries) moved.push(countedPoint(key, entry, 1))
      if (before.count === 0 && after.length === 0) continue
      this.#put(key, after)
    }
    new CountPyramid(this.#serving).change(moved)
    return moved
  }

  #put(key: number, block: Uint8Array): void {
    this.#serving.putBlock(key, new AddressBlock(block).edges(), block)
  }
}

function pointOf(block: AddressBlock, i: number) {
  return { dx: block.dx(i), dy: block.dy(i), objectClass: block.objectClass(i), status: block.status(i) }
}

/** Block of a stored geometry; null when it is no point. */
function keyOfGeometry(geometry: Buffer | null): number | null {
  const point = geometry && decodePoint(geometry)
  if (!point) return null
  const { blockX, blockY } = gridPosition(...point)
  return blockKey(blockX, blockY)
}

/** Where a row goes; undefined when maps do not show it: no point, reserved, retired, or an impossible number. */
function place(row: AddressTileRow): { key: number; entry: BlockEntry } | undefined {
  const status = PUBLIC_STATUSES.indexOf(row.status)
  const point = Buffer.isBuffer(row.geom) && decodePoint(row.geom)
  if (status < 0 || !point || !Number.isSafeInteger(row.fid) || row.fid < 0) return undefined
  const { blockX, blockY, dx, dy } = gridPosition(...point)
  const isClass = Number.isInteger(row.class) && row.class >= 1 && row.class <= LAST_CLASS
  return {
    key: blockKey(blockX, blockY),
    entry: {
      fid: row.fid,
      dx,
      dy,
      objectClass: isClass ? row.class : 0,
      status,
      uid: String(row.uid),
      own: OWN_COLUMNS.map((column) => textOf(row[column])),
      shared: SHARED_COLUMNS.map((column) => textOf(row[column])),
    },
  }
}

/** A column as text, whatever another program stored in it. */
function textOf(value: unknown): string | null {
  return value === null ? null : String(value)
}

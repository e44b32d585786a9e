import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import type { AddressRow } from '../../src/store/record/rows.ts'
import { RecordStore } from '../../src/store/record-store.ts'

const folders = new Set<string>()
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** An empty record in a folder of its own, which goes with the process at the latest. */
export function emptyRecord(): { dataDir: string; record: RecordStore; close: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-tiles-'))
  folders.add(dataDir)
  const record = RecordStore.open(dataDir, { create: true })
  return {
    dataDir,
    record,
    close() {
      record.close()
      folders.delete(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Writes addresses as a load of ours does, whose states stand as they are written; what other programs certify does not. */
export function asLoad(record: RecordStore, work: () => unknown): void {
  const load = record.bulkLoad(['address'])
  work()
  load.commit()
}

let made = 0

/** An address row at a position, with overrides. */
export function addressRow(
  lon: number,
  lat: number,
  more: Partial<AddressRow> = {},
): Omit<AddressRow, 'fid'> {
  made++
  return {
    uid: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    code: null,
    ndas: null,
    class: 1,
    name: null,
    house_number: String(made % 90),
    street: null,
    hamlet: null,
    group_name: null,
    commune_code: '27694',
    former_commune_code: null,
    postcode: null,
    position: null,
    status: 'created',
    source: null,
    updated_at: null,
    raw_text: null,
    successor: null,
    attributes: null,
    hamlet_uid: null,
    geom: encodePoint(lon, lat),
    ...more,
  }
}

/** A repeatable stream of numbers from 0 to 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface DecodedFeature {
  id: number | undefined
  type: number
  properties: Record<string, string | number | boolean>
  /** Rings or points in tile units. */
  geometry: { x: number; y: number }[][]
}

/** The layers of an unpacked tile, as @mapbox/vector-tile reads them. */
export function decodeTile(bytes: Uint8Array): Record<string, DecodedFeature[]> {
  const tile = new VectorTile(new PbfReader(bytes))
  return Object.fromEntries(
    Object.entries(tile.layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, i) => {
        const feature = layer.feature(i)
        return {
          id: feature.id,
          type: feature.type,
          properties: { ...feature.properties },
          geometry: feature.loadGeometry().map((ring) => ring.map(({ x, y }) => ({ x, y }))),
        }
      }),
    ]),
  )
}

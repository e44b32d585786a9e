import { existsSync, renameSync, rmSync } from 'node:fs'
import { extname } from 'node:path'
import type { Box } from '../../geo/box.ts'
import { tileOfId } from '../../geo/hilbert.ts'
import { ServingStore } from '../../store/following/serving-store.ts'
import { MbtilesWriter } from '../../store/geopackage/mbtiles-writer.ts'
import { BASE_LAYERS, SOURCE_MAX_ZOOM, type TileLayer, themeLayer } from '../features/layers.ts'
import { TileFollower, type TileState } from '../making/tile-follower.ts'
import { boundsOf, type TileJson, tileJson } from '../making/tile-json.ts'
import { TileMaker } from '../making/tile-maker.ts'
import { PmtilesWriter } from './pmtiles-writer.ts'
import { presentTiles } from './present-tiles.ts'

export interface TileArchiveOptions {
  /** Folder of a record that nobody else uses, with a serving file of its own: a copy. */
  dataDir: string
  /** `.mbtiles` or `.pmtiles`. */
  file: string
  /** Ids of layers; all when absent. */
  layers?: readonly string[]
  minzoom?: number
  maxzoom?: number
  /** Whose communes are shown, `YYYY-MM-DD`. */
  day: string
  /** Told how many of how many places were looked at, and how many tiles there are. */
  onProgress?: (done: number, total: number, tiles: number) => void
}

/** Why tiles cannot be written: the option, its value and the rule. */
export class TileArchiveError extends Error {}

const PROGRESS = 200

/**
 * Writes the tiles of some layers to an MBTiles 1.3 or PMTiles 3 archive, byte for byte as they are served, in the
 * order of the Hilbert curve; the file takes its place when it is whole. Returns the number of tiles.
 * Throws {@link TileArchiveError} for options that cannot be.
 */
export function writeTileArchive(options: TileArchiveOptions): number {
  const { dataDir, file, minzoom = 0, maxzoom = SOURCE_MAX_ZOOM } = options
  for (const [name, zoom] of Object.entries({ minzoom, maxzoom }))
    if (!Number.isInteger(zoom) || zoom < 0 || zoom > SOURCE_MAX_ZOOM || minzoom > maxzoom)
      throw new TileArchiveError(`--${name} ${zoom}: 0…${SOURCE_MAX_ZOOM}, minzoom ≤ maxzoom.`)
  const open = ARCHIVES[extname(file).toLowerCase()]
  if (!open) throw new TileArchiveError(`${file}: ${Object.keys(ARCHIVES).join(', ')}.`)
  const state = follow(dataDir)
  const layers = chosenLayers(state, options.layers)
  const part = `${file}.part`
  for (const leftover of [part, `${part}.tiles`]) rmSync(leftover, { force: true })
  const archive = open(part)
  try {
    const tiles = addTiles(archive, layers, options, { minzoom, maxzoom, within: around(state) })
    archive.close(factsOf(layers, state, { minzoom, maxzoom }))
    renameSync(part, file)
    return tiles
  } finally {
    archive.discard()
    if (existsSync(part)) rmSync(part, { force: true })
  }
}

/** The communes and a degree around them. */
function around({ bounds }: TileState): Box {
  const [west, south, east, north] = bounds.unit ?? bounds.address ?? [105, 10, 107, 12]
  return [west - 1, south - 1, east + 1, north + 1]
}

/** Brings the serving file up to date. */
function follow(dataDir: string): TileState {
  const follower = new TileFollower(dataDir)
  try {
    return follower.catchUp()
  } finally {
    follower.close()
  }
}

function chosenLayers({ themes }: TileState, ids: readonly string[] | undefined): TileLayer[] {
  const all = [...BASE_LAYERS, ...themes.map(themeLayer)]
  const unknown = ids?.find((id) => !all.some((layer) => layer.id === id))
  if (unknown !== undefined)
    throw new TileArchiveError(`--layers ${unknown}: ${all.map(({ id }) => id).join(', ')}.`)
  return ids ? all.filter(({ id }) => ids.includes(id)) : all
}

function addTiles(
  archive: Archive,
  layers: readonly TileLayer[],
  { dataDir, day, onProgress = () => {} }: TileArchiveOptions,
  { minzoom, maxzoom, within }: { minzoom: number; maxzoom: number; within: Box },
): number {
  const serving = ServingStore.read(dataDir)
  const maker = new TileMaker(dataDir)
  try {
    const zooms = Array.from({ length: maxzoom - minzoom + 1 }, (_, i) => minzoom + i)
    const places = zooms.map((z) => presentTiles(serving, layers, z, within))
    const total = places.reduce((sum, { length }) => sum + length, 0)
    let [done, tiles] = [0, 0]
    for (const ids of places)
      for (const id of ids) {
        const [z, x, y] = tileOfId(id)
        const shown = layers.filter((layer) => z >= layer.minzoom).map((layer) => layer.id)
        const tile = maker.make({ layers: shown, z, x, y, day })
        if (tile) {
          archive.add(z, x, y, tile.body)
          tiles++
        }
        if (++done % PROGRESS === 0) onProgress(done, total, tiles)
      }
    onProgress(total, total, tiles)
    return tiles
  } finally {
    maker.close()
    serving.close()
  }
}

function factsOf(
  layers: readonly TileLayer[],
  { bounds }: TileState,
  zooms: { minzoom: number; maxzoom: number },
): TileJson {
  const json = tileJson(layers, { baseUrl: '', version: '', at: undefined, box: boundsOf(layers, bounds) })
  const clamp = (zoom: number) => Math.max(zooms.minzoom, Math.min(zooms.maxzoom, zoom))
  return {
    ...json,
    ...zooms,
    center: [json.center[0], json.center[1], clamp(json.center[2])],
    vector_layers: json.vector_layers.map((layer) => ({
      ...layer,
      minzoom: clamp(layer.minzoom),
      maxzoom: zooms.maxzoom,
    })),
  }
}

interface Archive {
  add(z: number, x: number, y: number, body: Uint8Array): void
  close(facts: TileJson): void
  discard(): void
}

/** What can be written, by extension. */
const ARCHIVES: Readonly<Record<string, (file: string) => Archive>> = {
  '.mbtiles': (file) => {
    const writer = new MbtilesWriter(file)
    return {
      add: (z, x, y, body) => writer.add(z, x, y, body),
      close: ({ name, attribution, bounds, center, minzoom, maxzoom, vector_layers }) =>
        writer.close({
          name,
          format: 'pbf',
          bounds: bounds.join(','),
          center: center.join(','),
          minzoom: String(minzoom),
          maxzoom: String(maxzoom),
          attribution,
          description: name,
          type: 'overlay',
          version: '1',
          json: JSON.stringify({ vector_layers }),
        }),
      discard: () => writer.discard(),
    }
  },
  '.pmtiles': (file) => {
    const writer = new PmtilesWriter(file)
    return {
      add: (z, x, y, body) => writer.add(z, x, y, body),
      close: ({ name, attribution, vector_layers, ...facts }) =>
        writer.close({
          ...facts,
          metadata: {
            name,
            description: name,
            attribution,
            type: 'overlay',
            version: '1.0.0',
            vector_layers,
          },
        }),
      discard: () => writer.discard(),
    }
  },
}

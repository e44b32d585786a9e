import type { Feature } from 'geojson'
import { tileBox } from '../../geo/mercator.ts'
import { BASEMAP_LAYERS, type BasemapLayer } from '../../store/basemap/basemap-layers.ts'
import { BasemapReader, type BasemapRow } from '../../store/basemap/basemap-reader.ts'
import { EXTENT } from '../addresses/address-grid.ts'
import { encodeFeatures } from './encode-features.ts'
import { BUFFER } from './layers.ts'
import { feature } from './stored-feature.ts'

interface Budget {
  /** Most bytes before gzip; together they keep a tile of all layers below 500 kB. */
  readonly bytes: number
  /** Features shorter than this part of a tile are left out. */
  readonly smallest: number
}

/** A pixel of a tile that is 512 pixels wide. */
const PIXEL = 1 / 512
const BUDGETS: Readonly<Record<BasemapLayer, Budget>> = {
  landuse: { bytes: 90_000, smallest: 4 * PIXEL },
  water: { bytes: 90_000, smallest: PIXEL },
  building: { bytes: 130_000, smallest: 2 * PIXEL },
  road: { bytes: 130_000, smallest: PIXEL / 2 },
  rail: { bytes: 20_000, smallest: PIXEL },
  boundary: { bytes: 20_000, smallest: PIXEL },
  poi: { bytes: 20_000, smallest: 0 },
}
const MAX_FEATURES = 12_000
/** From this zoom on everything is shown that the bytes allow. */
const WHOLE_ZOOM = 16
const NOTHING = new Uint8Array(0)
const LAYERS: ReadonlySet<string> = new Set(BASEMAP_LAYERS)

/** Encodes the layers of the base map, from the file that a request names. */
export class BasemapTiles {
  readonly #dataDir: string
  #reader: BasemapReader | undefined

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** Whether a layer is one of the base map's. */
  static has(layer: string): layer is BasemapLayer {
    return LAYERS.has(layer)
  }

  /** One layer as bytes of a tile message, of the base map with this token; empty without features or base map. */
  encode(layer: BasemapLayer, z: number, x: number, y: number, token: string): Uint8Array {
    const reader = this.#open(token)
    if (!reader) return NOTHING
    const { bytes, smallest } = BUDGETS[layer]
    const least = z < WHOLE_ZOOM ? (360 / 2 ** z) * smallest : 0
    const box = tileBox(z, x, y, BUFFER / EXTENT)
    let features = reader.featuresIn(layer, box, z, least, MAX_FEATURES).flatMap((row) => shown(layer, row))
    for (;;) {
      const encoded = encodeFeatures(layer, features, z, x, y)
      if (encoded.length <= bytes || features.length <= 1) return encoded
      // the first are the most important; bytes fall about as the number does
      features = features.slice(
        0,
        Math.floor(features.length * Math.min(0.9, (0.95 * bytes) / encoded.length)),
      )
    }
  }

  #open(token: string): BasemapReader | undefined {
    if (this.#reader?.state.token === token) return this.#reader
    this.close()
    if (token !== '') this.#reader = BasemapReader.open(this.#dataDir)
    return this.#reader
  }

  close(): void {
    this.#reader?.close()
    this.#reader = undefined
  }
}

/** Values that say nothing are left out. */
function shown(layer: BasemapLayer, { fid, geom, minzoom, ...own }: BasemapRow): Feature[] {
  const entries = Object.entries(own).filter(([, value]) => value !== null && value !== 0)
  const properties = Object.fromEntries(
    entries.map(([key, value]) => [key, BOOLEANS.has(key) ? value === 1 : value]),
  )
  return feature({ geom }, fid, layer === 'poi' ? { ...properties, minzoom } : properties)
}

const BOOLEANS: ReadonlySet<string> = new Set(['bridge', 'tunnel'])

import type { Feature } from 'geojson'
import type { Box } from '../../geo/box.ts'
import { tileBox } from '../../geo/mercator.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import type { FeatureRow, FeatureTable, TileSource } from '../../store/reading/tile-source.ts'
import type { ThemeTables } from '../../store/record/themes.ts'
import { EXTENT } from '../addresses/address-grid.ts'
import { encodeFeatures } from './encode-features.ts'
import { storedBox } from './feature-boxes.ts'
import { BUFFER } from './layers.ts'
import { feature } from './stored-feature.ts'
import { ThemeTiles } from './theme-tiles.ts'

/** Below this zoom a street must be this part of a tile long, so that few of many are sent. */
const ALL_STREETS_ZOOM = 13
const MIN_STREET_SIZE = 1 / 32
const HAMLET_ZOOM = 11
/** Most features of a layer in a tile; the longest or most important ones stay. */
const MAX_FEATURES = 4000
const MAX_PLACES_BELOW_12 = 500

/** Encodes the layers of lines, areas and named points: only what one tile needs, straight from the record. */
export class FeatureTiles {
  readonly #source: TileSource
  readonly #themes: ThemeTiles

  constructor(source: TileSource, themes: ThemeTables, serving: ServingStore) {
    this.#source = source
    this.#themes = new ThemeTiles(source, themes, serving)
  }

  /** One layer as bytes of a tile message, empty without features; `day` chooses the communes in force. */
  encode(layer: string, z: number, x: number, y: number, day: string): Uint8Array {
    const box = tileBox(z, x, y, BUFFER / EXTENT)
    const features = this.#features(layer, z, box, day)
    return features
      ? encodeFeatures(layer, features, z, x, y)
      : this.#themes.encode(layer, { z, x, y }, box, day)
  }

  /** Features of a base layer; undefined for a thematic one. */
  #features(layer: string, z: number, box: Box, day: string): Feature[] | undefined {
    const rows = (table: FeatureTable, minSize = 0, limit = MAX_FEATURES) =>
      this.#source.featuresIn(table, box, minSize, limit, day)
    switch (layer) {
      case 'commune':
        return rows('unit').flatMap((row) => feature(row, row.fid, commune(row)))
      case 'commune_label':
        return rows('unit').flatMap((row) => labelPoint(row))
      case 'street': {
        const minSize = z < ALL_STREETS_ZOOM ? (360 / 2 ** z) * MIN_STREET_SIZE : 0
        return rows('street', minSize).flatMap((row) =>
          feature(row, row.fid, { id: row.uid, name: row.name, class: row.class }),
        )
      }
      case 'place': {
        const limit = z < 12 ? MAX_PLACES_BELOW_12 : MAX_FEATURES
        const places = rows('place', 0, limit).flatMap(({ uid: id, name, category, importance, ...row }) =>
          feature(row, row.fid * 2, { id, name, category, importance }),
        )
        if (z < HAMLET_ZOOM) return places
        const hamlets = rows('hamlet', 0, limit).flatMap((row) =>
          feature(row, row.fid * 2 + 1, { id: row.uid, name: row.name, category: 'hamlet' }),
        )
        return [...places, ...hamlets]
      }
      default:
        return undefined
    }
  }
}

function commune(row: FeatureRow): Record<string, unknown> {
  return {
    code: row.code,
    name: row.name,
    full_name: row.full_name,
    approximate: row.area_approximate === 1,
  }
}

/** The point a commune's name is written at: its centre where one is known, else the middle of its box. */
function labelPoint(row: FeatureRow): Feature[] {
  const box = storedBox(row.geom)
  if (!box) return []
  const centre =
    typeof row.centre_lon === 'number' && typeof row.centre_lat === 'number'
      ? [row.centre_lon, row.centre_lat]
      : [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
  return feature(row, row.fid, commune(row), { type: 'Point', coordinates: centre })
}

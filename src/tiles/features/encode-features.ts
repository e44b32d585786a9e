import type { Feature } from 'geojson'
import GeoJSONVT, { type LegacyFeature } from 'geojson-vt'
import vtpbf from 'vt-pbf'
import { worldX, worldY } from '../../geo/mercator.ts'
import { EXTENT } from '../addresses/address-grid.ts'
import { BUFFER } from './layers.ts'
import { COARSE, FINE } from './shape-forms.ts'

/** Which tile. */
export interface TileNumbers {
  readonly z: number
  readonly x: number
  readonly y: number
}

const NOTHING = new Uint8Array(0)

/**
 * Cuts features to a tile and writes them as one MVT version 2 layer: lines and areas, behind them those of `fine`, which are hardly
 * simplified, then points. Empty when nothing lies in it.
 */
export function encodeFeatures(
  layer: string,
  features: readonly Feature[],
  z: number,
  x: number,
  y: number,
  fine: readonly Feature[] = [],
): Uint8Array {
  const shapes = features.filter(({ geometry }) => geometry.type !== 'Point')
  const all = [...cut(shapes, COARSE, z, x, y), ...cut(fine, FINE, z, x, y), ...pointsIn(features, z, x, y)]
  if (all.length === 0) return NOTHING
  return vtpbf.fromGeojsonVt({ [layer]: { features: all } }, { version: 2, extent: EXTENT })
}

function cut(
  features: readonly Feature[],
  tolerance: number,
  z: number,
  x: number,
  y: number,
): LegacyFeature[] {
  if (features.length === 0) return []
  const index = new GeoJSONVT(
    { type: 'FeatureCollection', features: [...features] },
    {
      // two zooms deeper, so that this one is simplified and rounded only once
      maxZoom: Math.min(24, z + 2),
      indexMaxZoom: 0,
      indexMaxPoints: 0,
      tolerance,
      buffer: BUFFER,
      extent: EXTENT,
    },
  )
  return index.getTile(z, x, y)?.features ?? []
}

/** The points of a tile and its margin: geojson-vt would divide them once a zoom. */
function pointsIn(features: readonly Feature[], z: number, x: number, y: number): LegacyFeature[] {
  const n = 2 ** z
  const placed: LegacyFeature[] = []
  for (const { id, geometry, properties } of features) {
    if (geometry.type !== 'Point') continue
    const [lon, lat] = geometry.coordinates as [number, number]
    const at: [number, number] = [
      Math.round((worldX(lon) * n - x) * EXTENT),
      Math.round((worldY(lat) * n - y) * EXTENT),
    ]
    if (at.some((unit) => unit < -BUFFER || unit > EXTENT + BUFFER)) continue
    placed.push({ type: 1, geometry: [at], tags: properties, ...(id === undefined ? {} : { id }) })
  }
  return placed
}

import type { Feature } from 'geojson'
import GeoJSONVT from 'geojson-vt'
import vtpbf from 'vt-pbf'
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
 * Cuts features to a tile and writes them as one MVT version 2 layer, those of `fine` behind the others and hardly simplified; empty when
 * nothing lies in it.
 */
export function encodeFeatures(
  layer: string,
  features: readonly Feature[],
  z: number,
  x: number,
  y: number,
  fine: readonly Feature[] = [],
): Uint8Array {
  const tile = cut(features, COARSE, z, x, y)
  const fineTile = cut(fine, FINE, z, x, y)
  const all = [...(tile?.features ?? []), ...(fineTile?.features ?? [])]
  const frame = tile ?? fineTile
  if (!frame || all.length === 0) return NOTHING
  return vtpbf.fromGeojsonVt({ [layer]: { ...frame, features: all } }, { version: 2, extent: EXTENT })
}

function cut(
  features: readonly Feature[],
  tolerance: number,
  z: number,
  x: number,
  y: number,
): ReturnType<GeoJSONVT['getTile']> {
  if (features.length === 0) return null
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
  return index.getTile(z, x, y)
}

import type { ThingLayer } from '../store/basemap/index-things.ts'
import type { ServedThings } from '../store/basemap/served-things.ts'
import { fold } from '../text/syllable.ts'
import type { NearbySource } from './nearby-index.ts'

const LAYERS: ReadonlySet<string> = new Set<ThingLayer>(['poi', 'road'])

/**
 * The points of interest (`poi`, with their kinds) and named roads (`road`) of the base map as layers whose nearest things can be
 * asked for; undefined for any other layer. Without a base map they have nothing.
 */
export function basemapNearby(
  served: Pick<ServedThings, 'current'>,
  layer: string,
): NearbySource | undefined {
  if (!isThingLayer(layer)) return undefined
  const { things, attribution } = served.current ?? {}
  const kinds = (layer === 'poi' && things?.kinds) || []
  const written = (kind: string) => kinds.find((each) => fold(each) === fold(kind))
  return {
    kinds,
    hasKind: (kind) => written(kind) !== undefined,
    nearest: (lon, lat, kind, limit) =>
      (things?.nearest(layer, lon, lat, kind === undefined ? undefined : written(kind), limit) ?? []).map(
        ({ sourceId, ...thing }) => ({ ...thing, id: `osm:${sourceId}` }),
      ),
    ...(attribution === undefined ? {} : { basemap: 'osm', attribution }),
  }
}

function isThingLayer(layer: string): layer is ThingLayer {
  return LAYERS.has(layer)
}

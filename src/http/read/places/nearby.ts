import { Type } from 'typebox'
import { Problem, refuse } from '../../../errors.ts'
import { shownDegrees } from '../../../geo/shown-degrees.ts'
import type { NearbySource, NearbyThing } from '../../../reverse/nearby-index.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, Lat, Limit, Lon, query } from '../../edge/fields.ts'
import { named } from '../../features/unit-json.ts'

export interface NearbyParts {
  /** Where layers are looked for, in this order; each answers undefined for a layer that is not its own. */
  nearbySources: readonly ((layer: string) => NearbySource | undefined)[]
  units: { register: Pick<UnitRegister, 'containing'> }
}

const NearbyQuery = query({
  layer: Type.String({
    minLength: 1,
    maxLength: 100,
    description:
      'Id of a thematic layer of places of /v1/layers, "place", or of the base map "poi" and "road"',
  }),
  lat: Lat,
  lon: Lon,
  limit: Type.Optional(Limit(10, 100)),
  kind: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'One of the kinds of the layer, accents left out or not',
    }),
  ),
})

/** `/v1/nearby`: the nearest of a kind from places, thematic layers and the base map, within 100 km. */
export function nearbyRoutes(app: App, { nearbySources, units }: NearbyParts): void {
  app.get(
    '/v1/nearby',
    {
      config: { taggedByState: true },
      schema: {
        operationId: 'nearby',
        tags: ['search'],
        summary: 'Những nơi gần nhất thuộc một loại · The nearest places of a kind',
        querystring: NearbyQuery,
        response: {
          200: Json(
            'FeatureCollection by distance, with the kinds of the layer; of each: id, layer, kind, name, distance in metres, commune; of the base map basemap (osm) and attribution too. Of a line or area the point is its nearest position, the asked one within it',
          ),
        },
      },
    },
    async ({ query: { layer, lat, lon, limit = 10, kind } }) => {
      const source = sourceOf(layer)
      if (kind !== undefined && !source.hasKind(kind)) throw unknownKind(layer, kind, source.kinds)
      return {
        type: 'FeatureCollection',
        layer,
        kinds: source.kinds,
        attribution: source.attribution,
        features: source
          .nearest(lon, lat, kind, limit)
          .map((thing) =>
            feature({ layer, basemap: source.basemap, attribution: source.attribution }, thing),
          ),
      }
    },
  )

  function sourceOf(layer: string): NearbySource {
    for (const each of nearbySources) {
      const source = each(layer)
      if (source) return source
    }
    throw new Problem('unknown-layer', {
      detail: {
        vi: `layer = "${layer}": không có lớp địa điểm này; hãy dùng "place" hoặc một lớp kind = features trong /v1/layers.`,
        en: `layer = "${layer}": there is no such layer of places; use "place" or one of /v1/layers with kind = features.`,
      },
    })
  }

  function feature(
    of: { layer: string; basemap: 'osm' | undefined; attribution: string | undefined },
    { id, lon, lat, metres, name, kind }: NearbyThing,
  ) {
    const commune = units.register.containing(lon, lat)?.commune
    return {
      type: 'Feature',
      id,
      geometry: { type: 'Point', coordinates: [shownDegrees(lon), shownDegrees(lat)] },
      properties: {
        ...of,
        kind,
        name,
        distance: Math.round(metres * 10) / 10,
        commune: commune ? named(commune) : null,
      },
    }
  }
}

function unknownKind(layer: string, kind: string, kinds: readonly string[]): Problem {
  const list = kinds.join(', ')
  return refuse(
    'kind',
    'not-allowed',
    `kind = "${kind}": lớp "${layer}" ${list ? `chỉ có ${list}` : 'không chia loại'}.`,
    `kind = "${kind}": layer "${layer}" has ${list ? `only ${list}` : 'no kinds'}.`,
  )
}

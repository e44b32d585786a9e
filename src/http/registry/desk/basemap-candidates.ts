import { Type } from 'typebox'
import { shownDegrees } from '../../../geo/shown-degrees.ts'
import type { ServedThings } from '../../../store/basemap/served-things.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, Lat, Limit, Lon, query } from '../../edge/fields.ts'
import type { ActorGuard } from '../actor-guard.ts'

export interface CandidateParts {
  basemap: Pick<ServedThings, 'current'>
  guard: ActorGuard
}

/** `/v1/basemap/candidates`: `addr:*` of the base map near a place, as a hint for whoever looks at a declaration. */
export function candidateRoutes(app: App, { basemap, guard }: CandidateParts): void {
  app.get(
    '/v1/basemap/candidates',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'getBasemapCandidates',
        tags: ['registry'],
        summary:
          'Số nhà của bản đồ nền gần một điểm, chưa phải địa chỉ · House numbers of the base map near a point, no addresses',
        querystring: query({
          lat: Lat,
          lon: Lon,
          radius: Type.Optional(
            Type.Number({ minimum: 1, maximum: 1000, default: 100, description: 'Metres' }),
          ),
          limit: Type.Optional(Limit(20, 100)),
        }),
        response: {
          200: Json(
            'FeatureCollection by distance, with attribution; of each house_number, street, tags (its addr:*), basemap (osm), object (n1, w1, r1 of OpenStreetMap) and distance in metres. None has an id, code or status',
          ),
        },
      },
    },
    async ({ query: { lat, lon, radius = 100, limit = 20 } }, reply) => {
      reply.header('cache-control', 'no-store')
      const { candidates, attribution } = basemap.current ?? {}
      return {
        type: 'FeatureCollection',
        attribution,
        features: (candidates?.near(lon, lat, radius, limit) ?? []).map((one) => ({
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [shownDegrees(one.lon), shownDegrees(one.lat)] },
          properties: {
            house_number: one.houseNumber,
            street: one.street,
            tags: one.tags,
            basemap: 'osm',
            object: one.sourceId,
            distance: Math.round(one.metres * 10) / 10,
          },
        })),
      }
    },
  )
}

import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import { AddressHistory } from '../../registry/address-history.ts'
import type { SearchEngine } from '../../search/search-engine.ts'
import type { PublicAddresses } from '../../store/record/public-addresses.ts'
import type { App } from '../edge/app-type.ts'
import { atDate } from '../edge/at-date.ts'
import { DateField, Json, query } from '../edge/fields.ts'
import { addressFeature } from '../features/address-feature.ts'
import type { GeocodeFeature } from '../features/geocode-reply.ts'
import { thingFeature } from '../features/hit-feature.ts'
import type { HitUnits } from '../features/hit-units.ts'

export interface FeatureParts {
  search: Pick<SearchEngine, 'byId'>
  addresses: PublicAddresses
  units: HitUnits
}

/** Ids that were made of names are as long as these; the router takes no longer one. */
const MAX_ID = 512

/** `/v1/features/{id}`: the whole feature of what search suggested. */
export function featureRoutes(app: App, parts: FeatureParts): void {
  app.get(
    '/v1/features/:id',
    {
      config: { taggedByState: true },
      schema: {
        operationId: 'getSuggestedFeature',
        tags: ['search'],
        summary: 'Toàn bộ một gợi ý theo id · The whole feature of a suggestion by its id',
        params: Type.Object({
          id: Type.String({
            minLength: 1,
            maxLength: MAX_ID,
            description: 'As search, autocomplete and reverse gave it, percent-encoded',
          }),
        }),
        querystring: query({ at: Type.Optional(DateField) }),
        response: {
          200: Json(
            'A Feature as in a search answer, without what is of the query: score, grade, highlight, warnings, distance, not_found, nearest, complete',
          ),
        },
      },
    },
    async ({ params: { id }, query }) => {
      const at = query.at === undefined ? undefined : atDate(query.at, parts.units.register)
      const feature = featureById(id, parts, at)
      if (!feature) throw unknownFeature(id)
      return feature
    },
  )
}

/** The feature of what has an id: anything that search suggests, and an address that is no more, which is shown as retired. */
export function featureById(
  id: string,
  { search, addresses, units }: FeatureParts,
  at?: string,
): GeocodeFeature | undefined {
  const hit = search.byId(id)
  if (hit) return thingFeature(hit, units, at)
  const gone = new AddressHistory(addresses).newest(id)
  return gone && addressFeature(gone, units, { at })
}

/** Nothing has that id. */
export function unknownFeature(id: string): Problem {
  return new Problem('unknown-feature', {
    detail: {
      vi: `Không có gì mang id "${id}", hoặc id đó không còn chỉ đúng một đối tượng: hãy tìm lại.`,
      en: `Nothing has the id "${id}", or it does not mean one thing alone any more: search again.`,
    },
  })
}

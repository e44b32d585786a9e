import { Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { SearchEngine } from '../../../search/search-engine.ts'
import type { PublicAddresses } from '../../../store/record/public-addresses.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, Limit, query } from '../../edge/fields.ts'

export interface HouseNumberParts {
  search: Pick<SearchEngine, 'numbersOf'>
  addresses: Pick<PublicAddresses, 'byFid'>
}

const NumbersQuery = query({
  begins: Type.Optional(
    Type.String({ maxLength: 40, description: 'How the numbers begin: "12", "12/", as it is typed' }),
  ),
  side: Type.Optional(
    Type.Unsafe<'odd' | 'even' | 'alley'>({
      type: 'string',
      enum: ['odd', 'even', 'alley'],
      description: 'odd or even numbers of the street itself, or those in its alleys (12/3)',
    }),
  ),
  after: Type.Optional(Type.String({ maxLength: 40, description: '`next` of the page before' })),
  limit: Type.Optional(Limit(100, 500)),
})

/** `/v1/features/{id}/numbers`: the house numbers of a street or hamlet, in order, page by page. */
export function houseNumberRoutes(app: App, { search, addresses }: HouseNumberParts): void {
  app.get(
    '/v1/features/:id/numbers',
    {
      config: { taggedByState: true },
      schema: {
        operationId: 'listHouseNumbers',
        tags: ['search'],
        summary: 'Số nhà của một đường, ấp · House numbers of a street or hamlet',
        params: Type.Object({
          id: Type.String({ minLength: 1, maxLength: 512, description: 'As search gave it' }),
        }),
        querystring: NumbersQuery,
        response: {
          200: Json(
            'numbers: number and id of an address each, in order along the street; next: for `after`, null at the end; sides: how many numbers odd, even and in alleys; nearest: those next to a number that does not exist',
          ),
        },
      },
    },
    async ({ params: { id }, query: { limit = 100, lang, ...asked } }) => {
      const told = search.numbersOf(id, { ...asked, limit })
      if (!told)
        throw new Problem('unknown-feature', {
          detail: {
            vi: `Không có đường hay ấp, khu phố nào mang id "${id}": hãy tìm lại.`,
            en: `No street or hamlet has the id "${id}": search again.`,
          },
        })
      const { houses, more, sides, nearest } = told
      return {
        numbers: houses.flatMap(({ fid, text }) => {
          const uid = addresses.byFid(fid)?.uid
          return uid === undefined ? [] : [{ number: text, id: uid }]
        }),
        next: more ? (houses.at(-1)?.text ?? null) : null,
        sides,
        nearest,
      }
    },
  )
}

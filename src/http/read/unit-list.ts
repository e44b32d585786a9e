import { Type } from 'typebox'
import type { AddressesAbout } from '../../store/record/public-addresses.ts'
import type { SupplementsAbout } from '../../store/record/public-supplements.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { unknownAddress } from './addresses.ts'

export interface UnitListParts {
  addressesAbout: AddressesAbout
  supplementsAbout: SupplementsAbout
}

/** Units of a page; a building has two thousand at most. */
const MOST = 500

/** `/v1/addresses/{id}/units`: the flats, rooms and floors of a building, page by page. */
export function unitListRoutes(app: App, { addressesAbout, supplementsAbout }: UnitListParts): void {
  app.get(
    '/v1/addresses/:id/units',
    {
      schema: {
        operationId: 'listUnitsInside',
        tags: ['addresses'],
        summary: 'Căn, phòng, tầng trong toà nhà · Units inside a building',
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }),
        querystring: query({
          offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST })),
        }),
        response: { 200: Json('units by designation, and how many there are') },
      },
    },
    async ({ params: { id }, query: { offset = 0, limit = 100 } }) => {
      const row = (await addressesAbout(() => [id])).byUid(id)
      if (!row) throw unknownAddress(id)
      const { unitCount, units } = (await supplementsAbout(id)).units(id, offset, limit)
      return { id, unit_count: unitCount, units }
    },
  )
}

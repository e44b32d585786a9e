import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import { AddressHistory } from '../../registry/address-history.ts'
import type { AddressesAbout } from '../../store/record/public-addresses.ts'
import type { SupplementsAbout } from '../../store/record/public-supplements.ts'
import type { IdentifierRow } from '../../store/record/rows.ts'
import type { Turns } from '../../tables/turns.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import { jsonPieces } from '../edge/answers/json-pieces.ts'
import { sendWhole } from '../edge/answers/sliced-answer.ts'
import type { App } from '../edge/app-type.ts'
import { asMoment, atDate } from '../edge/at-date.ts'
import { DateField, JSON_TYPE, Json, MomentField, query } from '../edge/fields.ts'
import { addressFeature, type UnitKnowledge } from '../features/address-feature.ts'
import { shownSupplements } from './shown-supplements.ts'

export interface AddressParts {
  addressesAbout: AddressesAbout
  supplementsAbout: SupplementsAbout
  units: UnitKnowledge & { register: UnitRegister }
  turns: Turns
}

const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

/** `/v1/addresses/{id}`: one address now, then, and all its versions. */
export function addressRoutes(app: App, parts: AddressParts): void {
  addressRoute(app, parts)
  historyRoute(app, parts)
}

function addressRoute(app: App, { addressesAbout, supplementsAbout, units }: AddressParts): void {
  app.get(
    '/v1/addresses/:id',
    {
      schema: {
        operationId: 'getAddress',
        tags: ['addresses'],
        summary: 'Một địa chỉ · One address',
        params,
        querystring: query({ at: Type.Optional(DateField), as_of: Type.Optional(MomentField) }),
        response: { 200: Json('GeoJSON Feature with vn (revision, of the present version) and identifiers') },
      },
    },
    async ({ params: { id }, query }) => {
      const at = query.at === undefined ? undefined : atDate(query.at, units.register)
      const asOf = query.as_of === undefined ? undefined : asMoment('as_of', query.as_of)
      const isNow = at === undefined && asOf === undefined
      const addresses = await addressesAbout(() => [id])
      const history = new AddressHistory(addresses)
      const then = isNow ? undefined : history.on(id, { day: at, asOf })
      const row = isNow ? history.newest(id) : then?.row
      if (!row) throw unknownAddress(id)
      const facts = isNow ? addresses.versionFacts(id) : undefined
      const version = then ?? facts
      const supplements = version?.supplements ? await supplementsAbout(id) : undefined
      const shown = shownSupplements(supplements, row, version, then?.until ?? null)
      const vn = { revision: facts?.revision ?? undefined, ...shown }
      const feature = addressFeature(row, units, { at, vn })
      const identifiers = addresses.identifiersOf(id).map(identifierJson)
      return { ...feature, properties: { ...feature.properties, identifiers } }
    },
  )
}

function historyRoute(app: App, { addressesAbout, supplementsAbout, units, turns }: AddressParts): void {
  app.get(
    '/v1/addresses/:id/history',
    {
      schema: {
        operationId: 'getAddressHistory',
        tags: ['addresses'],
        summary: 'Mọi phiên bản của một địa chỉ · All versions of an address',
        params,
        querystring: query({ as_of: Type.Optional(MomentField) }),
        response: {
          200: Json('versions, newest first: when it was recorded, its revision, from when it is true'),
        },
      },
    },
    async ({ params: { id }, query }, reply) => {
      const asOf = query.as_of === undefined ? undefined : asMoment('as_of', query.as_of)
      const found = new AddressHistory(await addressesAbout(() => [id]))
        .versions(id)
        .filter(({ from }) => asOf === undefined || from === null || from <= asOf)
      if (found.length === 0) throw unknownAddress(id)
      const supplements = found.some((version) => version.supplements !== null)
        ? await supplementsAbout(id)
        : undefined
      function* versions() {
        for (const version of found.reverse()) {
          const { row, from, until, revision, trueFrom } = version
          const vn = shownSupplements(supplements, row, version, until)
          yield {
            valid_from: from,
            valid_to: until !== null && asOf !== undefined && until > asOf ? null : until,
            revision,
            true_from: trueFrom,
            address: addressFeature(row, units, { vn }),
          }
        }
      }
      reply.type(JSON_TYPE)
      return sendWhole(reply, turns, jsonPieces({ id, versions: versions() }))
    },
  )
}

/** Each member by name: a column that is added to the table does not become public with it. */
function identifierJson({ scheme, value, status, valid_from, valid_to, successor }: IdentifierRow) {
  return { scheme, value, status, valid_from, valid_to, successor }
}

/** Nobody has an address of that id. */
export function unknownAddress(id: string): Problem {
  return new Problem('unknown-address', {
    detail: { vi: `Không có địa chỉ nào mang id "${id}".`, en: `No address has the id "${id}".` },
  })
}

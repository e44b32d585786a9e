import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { AddressTable } from '../../store/addresses.ts'
import type { AddressRow, AddressVersionRow } from '../../store/rows.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import type { App } from '../edge/app-type.ts'
import { atDate } from '../edge/at-date.ts'
import { DateField, Json, query } from '../edge/fields.ts'
import { addressFeature, type UnitKnowledge } from '../features/address-feature.ts'
import type { GeocodeFeature } from '../features/geocode-reply.ts'

export interface AddressParts {
  addresses: AddressTable
  units: UnitKnowledge & { register: UnitRegister }
}

/** The first moment after a day at +07:00, in UTC, for comparing with recorded times. */
function endOfDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00+07:00`) + 86_400_000).toISOString()
}

/** `/v1/addresses/{id}`: one address now, then, and all its versions. */
export function addressRoutes(app: App, { addresses, units }: AddressParts): void {
  const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

  app.get(
    '/v1/addresses/:id',
    {
      schema: {
        operationId: 'getAddress',
        tags: ['addresses'],
        summary: 'Một địa chỉ · One address',
        params,
        querystring: query({ at: Type.Optional(DateField) }),
        response: { 200: Json('GeoJSON Feature with vn and identifiers') },
      },
    },
    async ({ params, query }) => {
      const at = query.at === undefined ? undefined : atDate(query.at, units.register)
      return withIdentifiers(addressFeature(versionAt(params.id, at), units, { at }), params.id)
    },
  )

  app.get(
    '/v1/addresses/:id/history',
    {
      schema: {
        operationId: 'getAddressHistory',
        tags: ['addresses'],
        summary: 'Mọi phiên bản của một địa chỉ · All versions of an address',
        params,
        querystring: query({}),
        response: { 200: Json('versions, newest first') },
      },
    },
    async ({ params: { id } }) => {
      const current = addresses.byUid(id)
      const earlier = addresses.versionsOf(id)
      if (!current && earlier.length === 0) throw unknown(id)
      const versions = earlier.map((version, i) => ({
        valid_from: earlier[i - 1]?.recorded_until ?? version.updated_at,
        valid_to: version.recorded_until,
        address: addressFeature(asRow(version), units),
      }))
      if (current)
        versions.push({
          valid_from: earlier.at(-1)?.recorded_until ?? current.updated_at,
          valid_to: null as unknown as string,
          address: addressFeature(current, units),
        })
      return { id, versions: versions.reverse() }
    },
  )

  /** The version in force at the end of a day; the current one without a day. */
  function versionAt(id: string, at: string | undefined): Omit<AddressRow, 'fid'> {
    const current = addresses.byUid(id)
    if (at === undefined) {
      if (current) return current
      const last = addresses.versionsOf(id).at(-1)
      if (!last) throw unknown(id)
      return { ...asRow(last), status: 'retired' }
    }
    const then = addresses.versionsOf(id).find(({ recorded_until }) => recorded_until >= endOfDay(at))
    const row = then ? asRow(then) : current
    if (!row) throw unknown(id)
    return row
  }

  function withIdentifiers(feature: GeocodeFeature, id: string) {
    const identifiers = addresses
      .identifiersOf(id)
      .map(({ scheme, value, status, valid_from, valid_to, successor }) => ({
        scheme,
        value,
        status,
        valid_from,
        valid_to,
        successor,
      }))
    return { ...feature, properties: { ...feature.properties, identifiers } }
  }
}

function asRow({ point, recorded_until, operation, ...version }: AddressVersionRow): Omit<AddressRow, 'fid'> {
  return { ...version, geom: point ?? Buffer.alloc(0) }
}

function unknown(id: string): Problem {
  return new Problem('unknown-address', {
    detail: { vi: `Không có địa chỉ nào mang id "${id}".`, en: `No address has the id "${id}".` },
  })
}

import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { type AddressStatus, isPublic } from '../../../src/store/layout/address-status.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'

/** A document of addok's batch file: a line of JSON each. */
export interface AddokDocument {
  readonly _id: string
  readonly id: string
  readonly type: 'street' | 'locality' | 'poi' | 'municipality'
  readonly name: string | readonly string[]
  readonly city?: string
  readonly postcode?: string
  readonly context?: string
  readonly lat: number
  readonly lon: number
  /** 0..1 */
  readonly importance: number
  readonly housenumbers?: Record<string, { id: string; lat: number; lon: number }>
}

interface Parent {
  readonly type: 'street' | 'locality'
  readonly name: string
  readonly code: string
  readonly position: [number, number]
  readonly houses: NonNullable<AddokDocument['housenumbers']>
  addresses: number
}

/**
 * A record as addok takes it: communes, streets and hamlets with their houses, and places. Own names of addresses and former units are
 * left out, for addok has no place for them: it has less to look through than we have.
 */
export function* addokDocuments(record: RecordStore): Generator<AddokDocument> {
  const units = record.units.all().filter(({ valid_to }) => valid_to === null)
  const names = new Map(units.map(({ code, full_name }) => [code, full_name]))
  const postcodes = new Map(
    record.units
      .postcodes()
      .flatMap((row) => (row.valid_to === null ? [[row.commune_code, row.postcode]] : [])),
  )
  const parents = new Map<string, Parent>()
  for (const [fid, geom, code, , street, hamlet, number, , , status] of record.addresses.scan()) {
    const position = decodePoint(geom)
    if (!isPublic({ status: status as AddressStatus }) || !position || !names.has(code)) continue
    for (const [type, name] of [
      ['street', street],
      ['locality', hamlet],
    ] as const) {
      if (!name) continue
      const key = `${type} ${code} ${name}`
      const parent = parents.get(key) ?? { type, name, code, position, houses: {}, addresses: 0 }
      parents.set(key, parent)
      parent.addresses++
      // of a house on a street the street is told, as we do
      if (number && (type === 'street' || !street))
        parent.houses[number] = { id: String(fid), lon: position[0], lat: position[1] }
    }
  }
  const within = (code: string | null) => ({
    ...(names.has(code ?? '') ? { city: names.get(code!)! } : {}),
    ...(postcodes.has(code ?? '') ? { postcode: postcodes.get(code!)! } : {}),
  })
  let n = 0
  const id = (kind: string) => ({ _id: `${kind}${n}`, id: `${kind}${n++}` })
  for (const { type, name, code, position, houses, addresses } of parents.values())
    yield {
      ...id(type),
      type,
      name,
      ...within(code),
      lon: position[0],
      lat: position[1],
      importance: Math.min(1, Math.log10(1 + addresses) / 4),
      ...(Object.keys(houses).length > 0 ? { housenumbers: houses } : {}),
    }
  for (const { name, alt_names, commune_code, importance, geom } of record.gazetteer.places()) {
    const position = geom ? decodePoint(geom) : undefined
    if (!position) continue
    yield {
      ...id('poi'),
      type: 'poi',
      name: [name, ...(alt_names?.split('|') ?? [])],
      ...within(commune_code),
      lon: position[0],
      lat: position[1],
      importance: importance ?? 0,
    }
  }
  for (const { code, name, full_name, parent_code, level, centre_lon, centre_lat } of units) {
    if (level !== 'commune' || centre_lon === null || centre_lat === null) continue
    yield {
      ...id('commune'),
      type: 'municipality',
      name: [full_name, name],
      ...within(code),
      context: names.get(parent_code ?? '') ?? '',
      lon: centre_lon,
      lat: centre_lat,
      importance: 1,
    }
  }
}

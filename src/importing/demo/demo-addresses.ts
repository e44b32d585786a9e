import type { LocalCodeMaker } from '../../codes/local-code.ts'
import { decodePoint, encodePoint } from '../../geo/geopackage-geometry.ts'
import { lonLatMorton } from '../../geo/morton.ts'
import type { AddressStatus } from '../../store/layout/address-status.ts'
import type { AddressRow, HamletRow, PlaceRow, StreetRow } from '../../store/record/rows.ts'
import type { DemoCommune } from './demo-communes.ts'
import { demoHamlets, hamletRow } from './demo-hamlets.ts'
import { type DemoHouse, ruralHouses, streetHouses } from './demo-houses.ts'
import type { DemoNames } from './demo-names.ts'
import { objectName } from './demo-object-names.ts'
import { demoPlaces } from './demo-places.ts'
import { SeededRandom } from './seeded-random.ts'

export type NewAddress = Omit<AddressRow, 'fid'>

/** What is made in one commune. */
export interface DemoCommuneData {
  commune: DemoCommune
  hamlets: Omit<HamletRow, 'fid'>[]
  streets: Omit<StreetRow, 'fid'>[]
  places: Omit<PlaceRow, 'fid'>[]
  /** In Morton order. */
  addresses: NewAddress[]
}

export interface GenerateOptions {
  /** The same seed, count and communes give the same data. */
  seed: number
  /** How many addresses in all, within a few. */
  count: number
  communes: readonly DemoCommune[]
  names: DemoNames
  /** Makes the local codes; counters run from 0. */
  codes: LocalCodeMaker
}

/** Share of houses that stand in a street; the others have only a hamlet. */
const IN_STREETS = { ward: 0.75, town: 0.5, rural: 0.28 }
/** How many addresses a commune gets compared with others. */
const WEIGHT = { ward: 2, town: 1.4, rural: 1 }
/** Cumulative shares of the object classes 1..5. */
const CLASSES = [0.87, 0.885, 0.965, 0.98, 1]
/** Cumulative shares of the states. */
const STATES = [
  ['official', 0.3],
  ['verified', 0.65],
  ['created', 1],
] as const satisfies readonly (readonly [AddressStatus, number])[]

/** Makes demonstration data commune by commune; memory is bounded by one commune. */
export function* generateCommunes(options: GenerateOptions): Generator<DemoCommuneData> {
  const { communes, count } = options
  const total = communes.reduce((sum, commune) => sum + WEIGHT[commune.density], 0)
  let made = 0
  let weight = 0
  for (const commune of communes) {
    weight += WEIGHT[commune.density]
    const wanted = Math.round((count * weight) / total) - made
    yield generateCommune(commune, wanted, made, options)
    made += wanted
  }
}

/** Only the addresses of {@link generateCommunes}, for tests and benches of any size. */
export function* generateAddresses(options: GenerateOptions): Generator<NewAddress> {
  for (const { addresses } of generateCommunes(options)) yield* addresses
}

function generateCommune(
  commune: DemoCommune,
  count: number,
  firstCode: number,
  { seed, names, codes }: GenerateOptions,
): DemoCommuneData {
  const random = new SeededRandom(seed ^ Math.imul(Number(commune.code), 0x9e3779b1))
  const hamlets = demoHamlets(commune, names, random)
  const { streets, houses } = streetHouses(
    commune,
    hamlets,
    names,
    Math.round(count * IN_STREETS[commune.density]),
    random,
  )
  for (const house of ruralHouses(commune, hamlets, count - houses.length, random)) houses.push(house)
  const addresses = houses.map((house, i) => addressRow(house, commune, codes.code(firstCode + i), random))
  return {
    commune,
    hamlets: hamlets.map((hamlet) => hamletRow(hamlet, commune)),
    streets,
    places: demoPlaces(commune, hamlets, names, random),
    addresses: inMortonOrder(addresses),
  }
}

function addressRow(
  { houseNumber, street, hamlet, position }: DemoHouse,
  commune: DemoCommune,
  code: string,
  random: SeededRandom,
): NewAddress {
  const roll = random.next()
  const objectClass = CLASSES.findIndex((share) => roll < share) + 1
  const day = 19_905 + random.integer(0, 150) // 1 July 2024 onwards, in days since 1970
  return {
    uid: random.uuid(),
    code,
    ndas: null,
    class: objectClass,
    name: objectName(objectClass, hamlet.name, random),
    house_number: houseNumber ?? null,
    street: street ?? null,
    hamlet: hamlet.name,
    group_name: hamlet.kind === 'ấp' && random.chance(0.5) ? `Tổ ${random.integer(1, 14)}` : null,
    commune_code: commune.code,
    former_commune_code: hamlet.former.code,
    postcode: null,
    position: random.pick(['entrance', 'entrance', 'building', 'building', 'parcel']),
    status: stateOf(random.next()),
    source: 'demo',
    updated_at: `${new Date(day * 86_400_000).toISOString().slice(0, 10)}T${String(random.integer(0, 9)).padStart(2, '0')}:00:00.000Z`,
    raw_text: null,
    successor: null,
    attributes: null,
    hamlet_uid: hamlet.uid,
    geom: encodePoint(round(position[0]), round(position[1])),
  }
}

function stateOf(roll: number): AddressStatus {
  return STATES.find(([, share]) => roll < share)![0]
}

/** Sorts addresses along the Z-order curve, so that box queries read neighbouring rows. */
export function inMortonOrder<T extends { geom: Buffer }>(rows: readonly T[]): T[] {
  const keyed = rows.map((row) => {
    const [lon, lat] = decodePoint(row.geom) ?? [0, 0]
    return { row, key: lonLatMorton(lon, lat) }
  })
  return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row)
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7
}

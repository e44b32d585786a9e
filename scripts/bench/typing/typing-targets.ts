import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { type AddressStatus, isPublic } from '../../../src/store/layout/address-status.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'

const SEED = 20250701

/** Something that people look for. */
export interface TypingTarget {
  readonly name: string
  /** Full name of the commune that it lies in; undefined of a commune itself. */
  readonly within: string | undefined
  /** `[lon, lat]` where known. */
  readonly position: readonly [number, number] | undefined
}

/** By kind, the most important first. */
export type TypingTargets = Readonly<
  Record<'house' | 'street' | 'hamlet' | 'place' | 'commune', readonly TypingTarget[]>
>

interface Counted extends TypingTarget {
  importance: number
}

/**
 * What a record has to look for, by importance: communes, streets and hamlets by the number of their addresses, houses by that of
 * their street or hamlet, those of one street in an arbitrary order that is the same at every run; places by their own importance.
 */
export function typingTargets(record: RecordStore): TypingTargets {
  const units = record.units.all().filter(({ level, valid_to }) => level === 'commune' && valid_to === null)
  const communes = new Map(units.map(({ code, full_name }) => [code, full_name]))
  const sums = {
    commune: new Map<string, Counted>(),
    street: new Map<string, Counted>(),
    hamlet: new Map<string, Counted>(),
  }
  const count = (
    sum: Map<string, Counted>,
    key: string,
    name: string,
    within: string | undefined,
    position: Counted['position'],
  ): Counted => {
    const known = sum.get(key) ?? { name, within, position, importance: 0 }
    known.importance++
    sum.set(key, known)
    return known
  }
  const houses: { house: TypingTarget; parent: Counted }[] = []
  for (const [, geom, code, , street, hamlet, number, , , status] of record.addresses.scan()) {
    const within = communes.get(code)
    if (!isPublic({ status: status as AddressStatus }) || within === undefined) continue
    const position = decodePoint(geom) ?? undefined
    count(sums.commune, code, within, undefined, position)
    const ofStreet = street ? count(sums.street, `${code} ${street}`, street, within, position) : undefined
    const ofHamlet = hamlet ? count(sums.hamlet, `${code} ${hamlet}`, hamlet, within, position) : undefined
    const parent = ofStreet ?? ofHamlet
    if (parent && number)
      houses.push({ house: { name: `${number} ${parent.name}`, within, position }, parent })
  }
  const places: Counted[] = []
  for (const { name, commune_code, importance, geom } of record.gazetteer.places())
    places.push({
      name,
      within: communes.get(commune_code ?? ''),
      position: geom ? (decodePoint(geom) ?? undefined) : undefined,
      importance: importance ?? 0,
    })
  const sorted = (all: Iterable<Counted>) => [...all].sort((a, b) => b.importance - a.importance)
  return {
    house: new SeededRandom(SEED)
      .shuffled(houses)
      .sort((a, b) => b.parent.importance - a.parent.importance)
      .map(({ house }) => house),
    street: sorted(sums.street.values()),
    hamlet: sorted(sums.hamlet.values()),
    place: sorted(places),
    commune: sorted(sums.commune.values()),
  }
}

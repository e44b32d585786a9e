import { hash } from 'node:crypto'
import { isHouseNumber } from '../../parsing/house-path.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import { HOLDS_NUMBER } from '../../store/registry/address-sets.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { mustHaveRole } from '../actions/guards.ts'
import { type Actor, isInArea } from '../actor.ts'
import { numberKey } from '../findings/place-key.ts'
import { MAX_ITEMS } from '../registry.ts'
import {
  type GivenNumbers,
  type Numbered,
  type NumberRule,
  numberAlong,
  numberByNearest,
} from './number-houses.ts'
import { type NumberedPlace, placeAddresses } from './numbering-place.ts'
import {
  ambiguousStreet,
  lineWithoutLength,
  mustBeThere,
  noCourse,
  noHouseNumber,
  numberTaken,
  tooMany,
} from './numbering-refusals.ts'
import { type Position, StreetCourse } from './street-course.ts'

/** How a street or hamlet is numbered. */
export interface NumberingOrder {
  readonly place: NumberedPlace
  readonly rule: NumberRule
  /** Along the street, or from each house to the nearest one. */
  readonly order: 'line' | 'nearest'
  /** Where numbers begin; without it at the northernmost end. */
  readonly from?: Position | undefined
  /** Of streets of one name in two former communes the one that is meant. */
  readonly former_commune_code?: string | undefined
  /** A line that was drawn, to go along in the place of the street's own, from its first point on. */
  readonly line?: readonly Position[] | undefined
  /** Metres from the line within which houses are numbered; without it all of the place. */
  readonly within?: number | undefined
  /** The addresses that are numbered; without them all of the place. */
  readonly addresses?: readonly string[] | undefined
  /** What was corrected by hand: a number, or null for a house that keeps what it has. */
  readonly numbers?: readonly GivenNumber[] | undefined
  /** Whether those that have a number get another one. */
  readonly renumber: boolean
}

export interface GivenNumber {
  readonly uid: string
  readonly house_number: string | null
}

/** Why an address of the place keeps what it has: others take its number into account. */
export type KeptBecause = 'certified' | 'has-number' | 'left-out' | 'outside-area' | 'same-number'

/** What a numbering comes to. */
export interface NumberingPlan {
  /** Names the plan: it is another one as soon as an address of it has changed. */
  readonly tag: string
  readonly items: readonly (Numbered & {
    readonly revision: number
    readonly before: string | null
    readonly lon: number
    readonly lat: number
  })[]
  readonly left: readonly {
    readonly uid: string
    readonly house_number: string | null
    readonly because: KeptBecause
  }[]
}

/** What a numbering comes to. Throws {@link Refusal}: `not-your-role`, `findings` for what cannot be numbered so. */
export async function planNumbers(
  tx: RegistryTransaction,
  actor: Actor,
  asked: NumberingOrder,
): Promise<NumberingPlan> {
  const { place, rule, order, from, former_commune_code, addresses: chosen, renumber } = asked
  mustHaveRole(actor, ['officer'], 'number')
  const drawn = asked.line && drawnCourse(asked.line, from)
  const { addresses, line } = await placeAddresses(tx, place)
  const held = addresses.filter(({ status }) => HOLDS_NUMBER.has(status))
  const former = former_commune_code ?? onlyFormer(held)
  const here = held.filter((each) => former === undefined || (each.former_commune_code ?? former) === former)
  const wanted = chosen && new Set(chosen)
  const byHand = new Map((asked.numbers ?? []).map(({ uid, house_number }) => [uid, house_number]))
  mustBeThere(chosen, here, 'addresses')
  mustBeThere([...byHand.keys()], here, 'numbers')
  const free: (StoredVersion & { lon: number; lat: number })[] = []
  const left: { uid: string; house_number: string | null; because: KeptBecause }[] = []
  for (const address of here) {
    const { uid, house_number, lon, lat } = address
    if ((wanted && !wanted.has(uid)) || address.status === 'reserved' || lon === null || lat === null)
      continue
    const { within } = asked
    if (drawn && within !== undefined && Math.abs(drawn.beside([lon, lat]).left) > within) continue
    const because = keptBecause(actor, address, renumber, byHand)
    if (because === undefined) free.push({ ...address, lon, lat })
    else left.push({ uid, house_number, because })
  }
  if (free.length > MAX_ITEMS) throw tooMany(free.length, MAX_ITEMS)
  const renumbered = new Set(free.map(({ uid }) => uid))
  const taken = new Set(
    here.filter(({ uid }) => !renumbered.has(uid)).map((each) => numberKey(each.house_number)),
  )
  const given = givenNumbers(asked.numbers ?? [], renumbered, taken)
  const isTaken = (number: string) => taken.has(numberKey(number))
  const numbered =
    free.length === 0
      ? []
      : order === 'nearest'
        ? numberByNearest(free, from, rule, isTaken, given)
        : numberAlong(free, drawn ?? courseOf(line, here, from), rule, isTaken, given)
  const byUid = new Map(free.map((address) => [address.uid, address]))
  const items = numbered.map((each) => {
    const { revision, house_number: before, lon, lat } = byUid.get(each.uid) as (typeof free)[0]
    return { ...each, revision, before, lon, lat }
  })
  const changes = items.filter(({ house_number, before }) => house_number !== before)
  for (const { uid, house_number, before } of items)
    if (house_number === before) left.push({ uid, house_number, because: 'same-number' })
  const content = JSON.stringify(
    changes.map(({ uid, revision, house_number }) => [uid, revision, house_number]),
  )
  return { tag: hash('sha256', content, 'hex').slice(0, 32), items: changes, left }
}

/** A certified one is changed by its own proposal: another person must agree to each. */
function keptBecause(
  actor: Actor,
  address: StoredVersion,
  renumber: boolean,
  byHand: ReadonlyMap<string, string | null>,
): KeptBecause | undefined {
  if (isCertified(address)) return 'certified'
  if (!isInArea(actor.area, address)) return 'outside-area'
  if (address.house_number !== null && !renumber) return 'has-number'
  return byHand.get(address.uid) === null ? 'left-out' : undefined
}

/**
 * The numbers that were given by hand to houses of the plan; they are taken from then on. Throws {@link Refusal} `findings`: for what
 * is no house number, and for one that another house has.
 */
function givenNumbers(
  numbers: readonly GivenNumber[],
  renumbered: ReadonlySet<string>,
  taken: Set<string | undefined>,
): GivenNumbers {
  const given = new Map<string, string>()
  for (const [i, { uid, house_number }] of numbers.entries()) {
    if (house_number === null || !renumbered.has(uid)) continue
    const number = house_number.trim()
    if (!isHouseNumber(number)) throw noHouseNumber(i, number)
    if (taken.has(numberKey(number))) throw numberTaken(i, number)
    taken.add(numberKey(number))
    given.set(uid, number)
  }
  return given
}

function drawnCourse(line: readonly Position[], from: Position | undefined): StreetCourse {
  const course = StreetCourse.ofLine([line], from ?? line[0])
  if (course) return course
  throw lineWithoutLength()
}

/** The course of the street: its line where it is drawn, else that along which its houses stand. */
function courseOf(
  line: readonly (readonly Position[])[],
  addresses: readonly StoredVersion[],
  from: Position | undefined,
): StreetCourse {
  const drawn = StreetCourse.ofLine(line, from)
  if (drawn) return drawn
  const points = addresses.flatMap(({ lon, lat }): Position[] =>
    lon === null || lat === null ? [] : [[lon, lat]],
  )
  const course = StreetCourse.ofHouses(points, from)
  if (course) return course
  throw noCourse()
}

/** The former commune of all that name one; throws where they name several. */
function onlyFormer(addresses: readonly StoredVersion[]): string | undefined {
  const formers = [...new Set(addresses.flatMap(({ former_commune_code: former }) => former ?? []))].sort()
  if (formers.length <= 1) return undefined
  throw ambiguousStreet(formers)
}

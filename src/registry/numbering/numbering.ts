import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { isCertified } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import { takeChange } from '../actions/change-address.ts'
import { mustBeFilled, mustHaveRole } from '../actions/guards.ts'
import { type Part, writeTogether } from '../actions/write-together.ts'
import { type Actor, isInArea } from '../actor.ts'
import { numberKey } from '../findings/place-key.ts'
import { MAX_ITEMS, type Sent } from '../registry.ts'
import type { Repeated } from '../requests.ts'
import { type Outcome, Writes } from '../writes.ts'
import { type Numbered, type NumberRule, numberAlong, numberByNearest } from './number-houses.ts'
import { type NumberedPlace, placeAddresses } from './numbering-place.ts'
import {
  ambiguousStreet,
  mustBeThere,
  noCourse,
  nothingToNumber,
  planChanged,
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
  /** The addresses that are numbered; without them all of the place. */
  readonly addresses?: readonly string[] | undefined
  /** Whether those that have a number get another one. */
  readonly renumber: boolean
}

/** Why an address of the place keeps what it has: others take its number into account. */
export type KeptBecause = 'certified' | 'has-number' | 'outside-area' | 'same-number'

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

/** States in which a number is somebody's. */
const HOLDING: ReadonlySet<string> = new Set(['created', 'verified', 'official', 'reserved'])
/** Versions written before others in this process have their turn. */
const TURN = 50

/** Numbers a street or hamlet in one gesture: told first, then written as told, all of it or nothing. */
export class Numbering {
  readonly #store: RegistryStore
  readonly #writes: Writes

  constructor({ store, now }: { store: RegistryStore; now?: () => Date }) {
    this.#store = store
    this.#writes = new Writes({ store, now })
  }

  /** Which address would get which number. Throws {@link Refusal}: `findings` for what cannot be numbered so. */
  plan(actor: Actor, order: NumberingOrder): Promise<NumberingPlan> {
    return this.#store.read((tx) => planned(tx, actor, order))
  }

  /**
   * Gives the numbers of a plan: a version and an event each, in one transaction; undoing the first one's event takes all back.
   * Throws {@link Refusal} `changed` when the plan is another one by now.
   *
   * @param tag of the plan that the sender has seen
   */
  apply(
    actor: Actor,
    order: NumberingOrder,
    tag: string,
    { reason, request }: Sent = {},
  ): Promise<{ plan: NumberingPlan; event: string } | Repeated> {
    let plan: NumberingPlan | undefined
    const done = this.#writes.once(actor, request, async (tx, now) => {
      plan = await planned(tx, actor, order)
      if (plan.tag !== tag) throw planChanged()
      if (plan.items.length === 0) throw nothingToNumber()
      if (plan.items.some(({ before }) => before !== null))
        mustBeFilled({ action: 'changed', needs: ['reason'] }, { reason })
      const present = await tx.sets.hold(plan.items.map(({ uid }) => uid))
      let written = 0
      const parts = plan.items.map(({ uid, revision, house_number }): Part => {
        const version = present.get(uid)
        // It has changed between the plan and its being held.
        if (version?.revision !== revision) throw planChanged()
        return {
          uid,
          commune_code: version.commune_code,
          write: async (facts) => {
            if (++written % TURN === 0) await setImmediate()
            return takeChange(tx, actor, version, { house_number }, now, facts)
          },
        }
      })
      return writeTogether(parts[0] as Part, parts.slice(1), { reason, details: { numbered: parts.length } })
    })
    return done.then((made: Outcome) => {
      if ('repeated' in made) return made
      if (!('event' in made) || plan === undefined) throw new Error('a numbering waits for nobody')
      return { plan, event: made.event }
    })
  }
}

async function planned(
  tx: RegistryTransaction,
  actor: Actor,
  { place, rule, order, from, former_commune_code, addresses: chosen, renumber }: NumberingOrder,
): Promise<NumberingPlan> {
  mustHaveRole(actor, ['officer'], 'number')
  const { addresses, line } = await placeAddresses(tx, place)
  const held = addresses.filter(({ status }) => HOLDING.has(status))
  const former = former_commune_code ?? onlyFormer(held)
  const here = held.filter((each) => former === undefined || (each.former_commune_code ?? former) === former)
  const wanted = chosen && new Set(chosen)
  const free: (StoredVersion & { lon: number; lat: number })[] = []
  const left: { uid: string; house_number: string | null; because: KeptBecause }[] = []
  for (const address of here) {
    const { uid, house_number, lon, lat } = address
    if ((wanted && !wanted.has(uid)) || address.status === 'reserved' || lon === null || lat === null)
      continue
    const because = keptBecause(actor, address, renumber)
    if (because === undefined) free.push({ ...address, lon, lat })
    else left.push({ uid, house_number, because })
  }
  mustBeThere(wanted, here)
  if (free.length > MAX_ITEMS) throw tooMany(free.length, MAX_ITEMS)
  const renumbered = new Set(free.map(({ uid }) => uid))
  const taken = new Set(
    here.filter(({ uid }) => !renumbered.has(uid)).map((each) => numberKey(each.house_number)),
  )
  const isTaken = (number: string) => taken.has(numberKey(number))
  const numbered =
    free.length === 0
      ? []
      : order === 'nearest'
        ? numberByNearest(free, from, rule, isTaken)
        : numberAlong(free, courseOf(line, here, from), rule, isTaken)
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
function keptBecause(actor: Actor, address: StoredVersion, renumber: boolean): KeptBecause | undefined {
  if (isCertified(address)) return 'certified'
  if (!isInArea(actor.area, address)) return 'outside-area'
  return address.house_number !== null && !renumber ? 'has-number' : undefined
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

import { setImmediate } from 'node:timers/promises'
import { ADDRESS_COLUMNS } from '../../store/layout/layers.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { StoredExpected } from '../../store/registry/desk/desk-tables.ts'
import type { CollectedAddress } from '../../store/registry/desk/overview-rows.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { mustBeInArea, mustHaveRole } from '../actions/guards.ts'
import { chainOf } from '../actions/make-version.ts'
import type { Actor, Role } from '../actor.ts'
import { standingFor } from '../people/merged-addresses.ts'
import { CLASSES, type FieldProfiles, isFilled, missingFields } from '../profiles/field-profiles.ts'

/** Addresses counted before others have their turn. */
const TOGETHER = 1000
const SETTLERS: readonly Role[] = ['collector', 'officer', 'verifier']
const READERS: readonly Role[] = ['coordinator', 'auditor']
/** States of an object that was collected: an alternative address is no object of its own. */
const COLLECTED = ['created', 'verified', 'official'] as const
const OUTSIDE: ReadonlySet<string> = new Set(['outside-unit', 'far-outside-unit'])
/** How long a count of who can be reached holds where only contacts have changed, in milliseconds: they are in no chain. */
const CONTACTS_HOLD = 600_000

/** What was collected of a class, in a commune or in one of its hamlets. */
export interface Tally {
  /** Null for the whole commune. */
  readonly hamlet: string | null
  readonly class: number
  /** Addresses in force: created, verified and official together. */
  collected: number
  /** Of these, how many have all basic fields, and all advanced ones besides. */
  basic: number
  advanced: number
  created: number
  verified: number
  official: number
  without_code: number
  /** With somebody who can be reached about it or about one that was merged into it, as of ten minutes ago at most; null without `people.db`. */
  with_contact: number | null
  /** By the office whose event was the first. */
  readonly offices: Record<string, number>
}

/** A tally beside the number that is expected; null where nobody has said one. */
export type ToldTally = Tally & {
  readonly expected: Pick<StoredExpected, 'count' | 'source' | 'date' | 'office'> | null
}

export interface CommuneOverview {
  readonly commune_code: string
  /** The whole commune by class, then each hamlet by class; addresses without a hamlet are in the first alone. */
  readonly tallies: readonly ToldTally[]
  readonly duplicates: number
  readonly outside: number
  /** Since when the oldest item of the queue is open; null where none is. */
  readonly oldest_open: string | null
}

export interface OverviewParts {
  readonly store: RegistryStore
  readonly people: PeopleStore | undefined
  readonly profiles: () => FieldProfiles
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** How many addresses each commune has, by hamlet, class, state and who collected them, beside the numbers expected. */
export class Overview {
  readonly #parts: OverviewParts
  readonly #now: () => Date
  #profiles: FieldProfiles | undefined
  readonly #counted = new Map<string, Counted>()

  constructor(parts: OverviewParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /**
   * Communes that an actor sees: those of the area, for coordinators and auditors all. Throws {@link Refusal}
   * `not-your-role`, `outside-area`.
   */
  async communes(actor: Actor, commune?: string): Promise<readonly string[]> {
    mustHaveRole(actor, [...SETTLERS, ...READERS], 'overview')
    const everywhere = actor.area.everywhere || READERS.some((role) => actor.roles.has(role))
    if (commune !== undefined) {
      if (!everywhere) mustBeInArea(actor, { commune_code: commune, hamlet_uid: null })
      return [commune]
    }
    return everywhere
      ? this.#parts.store.read((tx) => tx.overview.communes())
      : [...actor.area.communes].sort()
  }

  /** One commune. It is counted anew where its chain has grown since, in turns with other work. */
  async of(commune: string): Promise<CommuneOverview> {
    const { store, people } = this.#parts
    const { heads, findings, expected } = await store.read(async (tx) => ({
      heads: JSON.stringify((await tx.chains.heads()).filter(({ chain }) => chain.includes(`${commune}@`))),
      findings: await tx.overview.findings(commune),
      expected: inForce(await tx.expected.ofCommune(commune)),
    }))
    const { tallies } = await this.#upToDate(commune, heads)
    const waiting = await people?.read((tx) => tx.queue.oldest(commune))
    const oldest = [...findings.map((each) => each.oldest), ...(waiting ? [waiting] : [])].sort()[0]
    const sum = (which: (each: (typeof findings)[0]) => boolean) =>
      findings.filter(which).reduce((total, { count }) => total + count, 0)
    return {
      commune_code: commune,
      tallies: told(tallies, expected),
      duplicates: sum(({ kind }) => kind === 'duplicate'),
      outside: sum(({ rule }) => OUTSIDE.has(rule)),
      oldest_open: oldest ?? null,
    }
  }

  /** Says how many are expected, in the place of what was said before; null takes that back. Throws {@link Refusal}. */
  async expect(
    actor: Actor,
    expected: Pick<StoredExpected, 'commune_code' | 'hamlet' | 'class' | 'count' | 'source' | 'date'>,
  ): Promise<readonly StoredExpected[]> {
    const { commune_code, hamlet } = expected
    mustHaveRole(actor, ['officer', 'verifier', 'coordinator'], 'expected')
    if (!actor.roles.has('coordinator')) mustBeInArea(actor, { commune_code, hamlet_uid: null })
    const { account, person, office } = actor
    return this.#parts.store.write(async (tx) => {
      await chainOf(tx, commune_code)
      await tx.expected.add({ ...expected, account, person, office, at: this.#now().toISOString() })
      const all = await tx.expected.ofCommune(commune_code)
      return all.filter((each) => each.hamlet === hamlet && each.class === expected.class)
    })
  }

  /** Names of offices by their ids, of those that have not ended. */
  async officeNames(): Promise<ReadonlyMap<string, string>> {
    const offices = (await this.#parts.people?.read((tx) => tx.offices.all())) ?? []
    return new Map(offices.map(({ id, name }) => [id, name]))
  }

  async #upToDate(commune: string, heads: string): Promise<Counted> {
    const known = this.#counted.get(commune)
    const now = this.#now().getTime()
    if (known?.heads === heads && now - known.at < CONTACTS_HOLD) return known
    const contacts = (await this.#parts.people?.read((tx) => tx.contacts.mark())) ?? ''
    const isSame = known?.heads === heads && known.contacts === contacts
    const tallies = isSame ? known.tallies : await this.#count(commune)
    const counted = { heads, contacts, tallies, at: now }
    this.#counted.set(commune, counted)
    return counted
  }

  async #count(commune: string): Promise<Tally[]> {
    const { people } = this.#parts
    this.#profiles ??= this.#parts.profiles()
    const profiles = this.#profiles
    const tallies = new Map<string, Tally>()
    const noContacts = people === undefined ? null : 0
    for (const each of CLASSES) tallies.set(`${each}`, emptyTally(null, each, noContacts))
    const byMerge = await this.#reachedByMerge(commune)
    for (let row = 0; ; ) {
      const rows = await this.#parts.store.read((tx) => tx.overview.collected(commune, row, TOGETHER))
      const uids = rows.map(({ uid }) => uid)
      const reached = await people?.read((tx) => tx.contacts.among(uids))
      for (const uid of uids) if (byMerge.has(uid)) reached?.add(uid)
      for (const address of rows) add(tallies, address, profiles, reached)
      if (rows.length < TOGETHER) break
      row = rows.at(-1)?.row ?? row
      await setImmediate()
    }
    return [...tallies.values()].sort((a, b) => compare(a.hamlet ?? '', b.hamlet ?? '') || a.class - b.class)
  }

  /** Addresses that stand for ones of a commune with somebody who can be reached, which were merged into them. */
  async #reachedByMerge(commune: string): Promise<Set<string>> {
    const { people, store } = this.#parts
    const found = new Set<string>()
    for (let row = 0; people !== undefined; ) {
      const gone = await store.read((tx) => tx.overview.replaced(commune, row, TOGETHER))
      const reached = await people.read((tx) => tx.contacts.among(gone.map(({ uid }) => uid)))
      await store.read(async (tx) => {
        for (const uid of reached) found.add((await standingFor(tx, uid))[0])
      })
      if (gone.length < TOGETHER) break
      row = gone.at(-1)?.row ?? row
    }
    return found
  }
}

/** Tallies of a commune as they were counted. */
interface Counted {
  /** Heads of its chains, and how many contacts there were. */
  readonly heads: string
  readonly contacts: string
  readonly at: number
  readonly tallies: readonly Tally[]
}

function emptyTally(hamlet: string | null, objectClass: number, contacts: 0 | null): Tally {
  const none = { collected: 0, basic: 0, advanced: 0, created: 0, verified: 0, official: 0, without_code: 0 }
  return { hamlet, class: objectClass, ...none, with_contact: contacts, offices: {} }
}

function add(
  tallies: Map<string, Tally>,
  address: CollectedAddress,
  profiles: FieldProfiles,
  reached: ReadonlySet<string> | undefined,
): void {
  const state = COLLECTED.find((each) => each === address.status)
  if (state === undefined) return
  // A place is required of every row.
  const values = { ...address, lon: 0, lat: 0 }
  const basic = missingFields(profiles, address.class, values).length === 0
  const advanced =
    basic &&
    profiles
      .ofClass(address.class)
      .every(({ field, level }) => level !== 'advanced' || !HELD.has(field) || isFilled(values, field))
  for (const hamlet of address.hamlet?.trim() ? [null, address.hamlet] : [null]) {
    const key = hamlet === null ? `${address.class}` : `${address.class} ${hamlet}`
    const tally = tallies.get(key) ?? emptyTally(hamlet, address.class, reached ? 0 : null)
    tallies.set(key, tally)
    tally.collected++
    tally[state]++
    if (basic) tally.basic++
    if (advanced) tally.advanced++
    if (address.code === null && address.ndas === null) tally.without_code++
    if (tally.with_contact !== null && reached?.has(address.uid)) tally.with_contact++
    const office = address.collector ?? ''
    tally.offices[office] = (tally.offices[office] ?? 0) + 1
  }
}

/** Advanced fields that the record has a column for; others nobody can fill yet. */
const HELD: ReadonlySet<string> = new Set(ADDRESS_COLUMNS)

/** The last number said of each hamlet and class. */
function inForce(said: readonly StoredExpected[]): Map<string, StoredExpected> {
  return new Map(said.map((each) => [keyOf(each), each]))
}

function keyOf({ hamlet, class: objectClass }: { hamlet: string | null; class: number }): string {
  return JSON.stringify([hamlet, objectClass])
}

/** Tallies with their numbers, and those of which only a number is known. */
function told(tallies: readonly Tally[], expected: ReadonlyMap<string, StoredExpected>): ToldTally[] {
  const counted = new Set(tallies.map(keyOf))
  const noContacts = tallies.some((each) => each.with_contact === null) ? null : 0
  const uncounted = [...expected.values()]
    .filter((each) => each.count !== null && !counted.has(keyOf(each)))
    .map((each) => emptyTally(each.hamlet, each.class, noContacts))
  return [...tallies, ...uncounted].map((tally) => {
    const said = expected.get(keyOf(tally))
    if (said === undefined || said.count === null) return { ...tally, expected: null }
    const { count, source, date, office } = said
    return { ...tally, expected: { count, source, date, office } }
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

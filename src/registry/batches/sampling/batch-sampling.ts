import { setImmediate } from 'node:timers/promises'
import type { BatchLot, BatchSample } from '../../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import type { StoredVersion } from '../../../store/registry/address-version.ts'
import type { RegistryStore, RegistryTransaction } from '../../../store/registry/registry-store.ts'
import {
  addressesOf,
  contributorsOf,
  mustBeAnotherPerson,
  mustBeFilled,
  mustBeInArea,
  mustHaveRole,
  wrongState,
} from '../../actions/guards.ts'
import { makeVersions, type NewVersion } from '../../actions/make-versions.ts'
import type { Actor } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { batchFor } from '../batch-access.ts'
import type { BatchRounds, Round, Written } from '../batch-rounds.ts'
import { drawn, type SamplingPlan } from './sampling-plan.ts'

/** Addresses asked about before others in this process have their turn. */
const TURN = 200

export interface SamplingParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly rounds: BatchRounds
  readonly plan: () => SamplingPlan
  /** The present moment; a test sets it back. */
  readonly now?: (() => Date) | undefined
}

/** What somebody says of an address that was drawn. */
export interface Verdict {
  readonly uid: string
  readonly right: boolean
  /** What is wrong. */
  readonly text?: string | undefined
}

/** The sample of a batch: a lot a hamlet, and what was drawn of it. */
export interface Sample {
  readonly lots: readonly BatchLot[]
  readonly drawn: readonly BatchSample[]
}

/** Verifies batches by sample: what was drawn is looked at, and decides about the rest of its hamlet. */
export class BatchSampling {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #rounds: BatchRounds
  readonly #plan: () => SamplingPlan
  readonly #now: () => Date

  constructor({ store, people, rounds, plan, now = () => new Date() }: SamplingParts) {
    this.#store = store
    this.#people = people
    this.#rounds = rounds
    this.#plan = plan
    this.#now = now
  }

  /**
   * Draws the sample of a batch that was applied, once: asked again it is the same. It is of what nobody has changed since.
   * Throws {@link Refusal} `wrong-state` for a batch that is not applied, or of which nothing is left to verify.
   */
  async draw(actor: Actor, id: string): Promise<Sample> {
    mustHaveRole(actor, ['officer', 'verifier'], 'sample')
    const known = await this.#sample(actor, id)
    if (known.lots.length > 0) return known
    const lots = await this.#store.read((tx) => this.#untouched(tx, id, 'byUids'))
    if (lots.size === 0) throw wrongState('applied', 'sample')
    const plan = this.#plan()
    const sample = [...lots.values()].map(({ commune_code, hamlet, addresses }) => {
      const uids = addresses.map(({ uid }) => uid)
      const place = { batch: id, commune_code, hamlet }
      const { sample, allowed } = plan.of(uids.length)
      const lot: BatchLot = { ...place, size: uids.length, sample, allowed, state: 'open' }
      const nobody = { verdict: null, account: null, person: null, text: null, at: null }
      return { lot, drawn: drawn(uids, sample).map((uid) => ({ ...place, uid, ...nobody })) }
    })
    await this.#people.write(async ({ samples }) => {
      // Of two who draw at once the first has drawn.
      if ((await samples.lots(id)).length > 0) return
      await samples.add(
        sample.map(({ lot }) => lot),
        sample.flatMap((each) => each.drawn),
      )
    })
    return this.#sample(actor, id)
  }

  /**
   * Settles some of a sample, as a verifier who has not contributed to them. When all of a commune's are settled, each of its
   * hamlets in which no more were wrong than may be is verified, but for the wrong ones and for what somebody has
   * changed since: one event a commune. Throws {@link Refusal}; then nothing is settled.
   *
   * @param date the day of the verification, `YYYY-MM-DD`
   */
  async verify(actor: Actor, id: string, verdicts: readonly Verdict[], date: string): Promise<Sample> {
    mustHaveRole(actor, ['verifier'], 'verified')
    const { drawn, lots } = await this.#sample(actor, id)
    if (lots.length === 0) throw wrongState('applied', 'verified')
    const known = new Set(drawn.map(({ uid }) => uid))
    for (const { uid, right, text } of verdicts) {
      if (!known.has(uid)) throw notDrawn(uid)
      if (!right) mustBeFilled({ action: 'wrong', needs: ['text'] }, { text })
    }
    await this.#store.write(async (tx) => {
      const uids = verdicts.map(({ uid }) => uid)
      mustBeInArea(actor, ...(await addressesOf(tx, uids)).values())
      for (const uid of uids) await mustBeAnotherPerson(tx, actor, uid)
    })
    const at = this.#now().toISOString()
    await this.#people.write(async ({ samples }) => {
      for (const { uid, right, text } of verdicts) {
        const verdict = right ? 'right' : 'wrong'
        const { account, person } = actor
        const settled = { verdict, account, person, text: text ?? null, at } as const
        if (!(await samples.settle(id, uid, settled))) throw wrongState('settled', verdict)
      }
    })
    await this.#close(actor, id, date)
    return this.#sample(actor, id)
  }

  #sample(actor: Actor, id: string): Promise<Sample> {
    return this.#people.write(async (tx) => {
      const { state } = await batchFor(tx, actor, id)
      if (state !== 'applied') throw wrongState(state, 'sample')
      return { lots: await tx.samples.lots(id), drawn: await tx.samples.drawn(id) }
    })
  }

  /** Closes the lots of the communes in which everything that was drawn is settled. */
  async #close(actor: Actor, id: string, date: string): Promise<void> {
    const { lots, drawn } = await this.#sample(actor, id)
    const waiting = new Set(
      drawn.flatMap(({ verdict, commune_code }) => (verdict === null ? commune_code : [])),
    )
    const ready = lots.filter(({ state, commune_code }) => state === 'open' && !waiting.has(commune_code))
    if (ready.length === 0) return
    const wrong = drawn.filter(({ verdict }) => verdict === 'wrong')
    const closed = ready.map((lot) => {
      const count = wrong.filter((one) => keyOf(one) === keyOf(lot)).length
      return { ...lot, wrong: count, state: count <= lot.allowed ? 'verified' : 'failed' } as const
    })
    const passed = closed.filter(({ state }) => state === 'verified')
    if (passed.length > 0)
      await this.#rounds.run(id, 'verify', ['applied'], (tx, round) =>
        this.#verifyLots(tx, actor, round, passed, new Set(wrong.map(({ uid }) => uid)), date),
      )
    await this.#people.write(({ samples }) => samples.close(closed))
  }

  async #verifyLots(
    tx: RegistryTransaction,
    actor: Actor,
    { batch, id }: Round,
    lots: readonly (BatchLot & { wrong: number })[],
    wrong: ReadonlySet<string>,
    date: string,
  ): Promise<Written> {
    const untouched = await this.#untouched(tx, batch.id, 'hold')
    const versions: NewVersion[] = []
    let asked = 0
    for (const previous of lots.flatMap((lot) => untouched.get(keyOf(lot))?.addresses ?? [])) {
      if (++asked % TURN === 0) await setImmediate()
      if (wrong.has(previous.uid) || (await contributorsOf(tx, previous.uid)).has(actor.person)) continue
      versions.push({ previous, next: { ...previous, status: 'verified', valid_from: date } })
    }
    const sum = (of: (lot: BatchLot) => number) => lots.reduce((all, lot) => all + of(lot), 0)
    const details = {
      method: `mẫu ${sum(({ sample }) => sample)}/${sum(({ size }) => size)}`,
      date,
      batch: batch.id,
      lots: lots.map(({ commune_code, hamlet, sample, size, wrong }) => ({
        commune_code,
        hamlet,
        sample,
        size,
        wrong,
      })),
    }
    const facts = { action: 'batch-verified', actor, details, id, from: 'created', to: 'verified' } as const
    return { events: await makeVersions(tx, versions, facts, this.#now()), settled: [] }
  }

  /** What a batch has written and nobody has changed since, hamlet by hamlet. */
  async #untouched(tx: RegistryTransaction, id: string, how: 'hold' | 'byUids'): Promise<Map<string, Lot>> {
    const { uids, events } = await this.#people.write(async ({ batches }) => ({
      uids: await batches.written(id),
      events: await batches.events(id, 'apply'),
    }))
    const own = await tx.chains.rowsOf(events)
    const lots = new Map<string, Lot>()
    for (const version of (await tx.sets[how](uids)).values()) {
      const { commune_code, event, status } = version
      if (status !== 'created' || event === null || !own.has(event)) continue
      const hamlet = version.hamlet ?? ''
      const key = keyOf({ commune_code, hamlet })
      const lot = lots.get(key) ?? { commune_code, hamlet, addresses: [] }
      lot.addresses.push(version)
      lots.set(key, lot)
    }
    return lots
  }
}

/** The addresses of a hamlet of which a sample decides. */
interface Lot {
  readonly commune_code: string
  readonly hamlet: string
  readonly addresses: StoredVersion[]
}

function keyOf({ commune_code, hamlet }: Pick<BatchLot, 'commune_code' | 'hamlet'>): string {
  return `${commune_code} ${hamlet}`
}

function notDrawn(uid: string): Refusal {
  return new Refusal('unknown-address', {
    vi: `Địa chỉ "${uid}" không nằm trong mẫu của mẻ này.`,
    en: `The address "${uid}" is not in the sample of this batch.`,
  })
}

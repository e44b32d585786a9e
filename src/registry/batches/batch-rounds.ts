import { randomUUID } from 'node:crypto'
import type { ChainHead } from '../../chains/linked-event.ts'
import type { SettledRow } from '../../store/people/batches/batch-rows.ts'
import type { BatchRound, BatchState, StoredBatch } from '../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import { wrongState } from '../actions/guards.ts'
import { HeadCopies } from '../continuity/head-copies.ts'
import { Refusal } from '../refusal.ts'
import { DAYS_KEPT, daysAfter } from './batch-limits.ts'
import { openProposals, withdrawProposals } from './batch-proposals.ts'
import { isDraft } from './layers/layer-content.ts'

/** Times that a round is tried when others add what it adds. */
const TRIES = 3
/** Rows whose outcome is noted in one transaction. */
const NOTED_TOGETHER = 500

/** What one round has written to the record, and what is to be noted beside it. */
export interface Written {
  /** Ids of its events. */
  readonly events: readonly string[]
  readonly settled: readonly SettledRow[]
}

/** A round that is being written. */
export interface Round {
  readonly batch: StoredBatch
  /** Id of its first event. */
  readonly id: string
  readonly kind: BatchRound
}

export interface RoundsParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  /** The present moment; a test sets it back. */
  readonly now?: (() => Date) | undefined
  /** Told why a round that is in the record could not be noted beside it; the next start does it. */
  readonly onError?: (error: unknown) => void
}

/**
 * Writing a batch concerns two files that do not commit together. A round is written beside the record first, under the id of
 * its first event, with what becomes of each row; then it is in the record, whole or not at all; then it is confirmed. So
 * wherever it ends, the record says what became of it.
 */
export class BatchRounds {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #copies: HeadCopies
  readonly #now: () => Date
  readonly #onError: (error: unknown) => void

  constructor({ store, people, now = () => new Date(), onError = () => {} }: RoundsParts) {
    this.#now = now
    this.#store = store
    this.#people = people
    this.#copies = new HeadCopies(store, people)
    this.#onError = onError
  }

  /**
   * Does a round.
   *
   * @param from states of the batch from which it leads on
   * @param work writes the versions; the first event has the round's id
   */
  async run(
    id: string,
    kind: BatchRound,
    from: readonly BatchState[],
    work: (tx: RegistryTransaction, round: Round) => Promise<Written>,
  ): Promise<Written> {
    const round = await this.#begin(id, kind, from)
    let heads: readonly ChainHead[] = []
    let written: Written
    try {
      written = await this.#untilAlone(async (tx) => {
        await tx.chains.holdWork(round.id)
        // A transaction may run again: what the first has noted is not what there is to do.
        const still = await this.#people.write(async ({ batches }) => {
          await batches.forgetRound(id, round.id)
          return batches.byId(id)
        })
        // Another server, which started meanwhile, may have taken it for one that a process left.
        if (still?.round !== round.id) throw wrongState(still?.state ?? 'gone', ENDS[kind])
        const done = await work(tx, round)
        await this.#note(round, done)
        heads = tx.chains.grown
        return done
      })
    } catch (error) {
      await this.#settle(round).catch(this.#onError)
      throw error
    }
    await this.#confirm(round, heads).catch(this.#onError)
    return written
  }

  /** Settles rounds that a process which ended has left: the record says whether they were written. */
  async settlePending(): Promise<void> {
    const pending = await this.#people.write(({ batches }) => batches.inState(['writing']))
    for (const batch of pending)
      await this.#settle({ batch, id: batch.round as string, kind: batch.round_kind as BatchRound })
  }

  /**
   * Writes, and again where somebody else has just added an address under the same id or given out the same code: nothing is
   * held of what is not there yet. The second time it is there, and its row is settled by that.
   */
  async #untilAlone<T>(work: (tx: RegistryTransaction) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++)
      try {
        return await this.#store.write(work)
      } catch (error) {
        if (tries === TRIES || this.#store.duplicateColumn(error) === undefined) throw error
      }
  }

  #begin(id: string, kind: BatchRound, from: readonly BatchState[]): Promise<Round> {
    const round = randomUUID()
    return this.#people.write(async ({ batches }) => {
      const batch = await batches.byId(id)
      if (batch === undefined) throw unknownBatch(id)
      if (batch.dry_run === 1) throw wrongState('dry-run', ENDS[kind])
      const led = await batches.lead(id, from, { state: 'writing', round, round_kind: kind })
      if (!led) throw wrongState(batch.state, ENDS[kind])
      return { batch, id: round, kind }
    })
  }

  async #note({ batch, id, kind }: Round, { events, settled }: Written): Promise<void> {
    for (let at = 0; at < settled.length; at += NOTED_TOGETHER)
      await this.#people.write(({ batches }) =>
        batches.settle(batch.id, id, settled.slice(at, at + NOTED_TOGETHER)),
      )
    await this.#people.write(({ batches }) => batches.addEvents(batch.id, id, kind, events))
  }

  async #settle(round: Round): Promise<void> {
    const { batch, id } = round
    const heads = await this.#store.write(async ({ chains, layers }) => {
      // Another server may be writing it, or a commit whose answer was lost be under way.
      await chains.holdWork(id)
      // What is done with a layer stands in no unit's chain.
      if (batch.layer !== null) return (await layers.hasRound(batch.layer, id)) ? [] : undefined
      const event = await chains.byId(id)
      return event && [event]
    })
    if (heads !== undefined) return this.#confirm(round, heads)
    await this.#people.write(async ({ batches }) => {
      await batches.forgetRound(batch.id, id)
      const state = (await batches.events(batch.id)).length > 0 ? 'applied' : stateBefore(batch)
      await batches.lead(batch.id, ['writing'], { state, round: null, round_kind: null }, id)
    })
  }

  async #confirm({ batch, id, kind }: Round, heads: readonly ChainHead[]): Promise<void> {
    const following = await this.#copies.following(heads)
    await this.#people.write(async (tx) => {
      const expires_at = daysAfter(this.#now(), DAYS_KEPT.applied)
      const over = { state: ENDS[kind], round: null, round_kind: null, expires_at }
      if (!(await tx.batches.lead(batch.id, ['writing'], over, id))) return
      await tx.heads.keep(following)
      if (kind === 'undo') await withdrawProposals(tx, batch, this.#now())
      if (kind === 'apply') await openProposals(tx, batch, id, this.#now())
    })
  }
}

/** The state in which a batch stood before anything of it was in the record. */
function stateBefore({ layer, report }: StoredBatch): BatchState {
  return layer !== null && isDraft(JSON.parse(report as string)) ? 'draft' : 'ready'
}

/** The state in which a round leaves a batch. */
const ENDS: Readonly<Record<BatchRound, BatchState>> = {
  apply: 'applied',
  verify: 'applied',
  undo: 'undone',
}

/** The refusal of an id that no batch has, or none that one may see. */
export function unknownBatch(id: string): Refusal {
  return new Refusal('unknown-batch', {
    vi: `Không có mẻ nào mang id "${id}".`,
    en: `No batch has the id "${id}".`,
  })
}

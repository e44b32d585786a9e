import type { Transaction } from 'kysely'
import type { PeopleTables, ProposalState, StoredProposal } from './people-tables.ts'
import type { Sealing } from './sealing/sealing.ts'

/** What settling a proposal writes beside its state. */
export type Settlement = Partial<
  Pick<
    StoredProposal,
    | 'event'
    | 'settled_account'
    | 'settled_person'
    | 'settled_office'
    | 'settle_reason'
    | 'settle_text'
    | 'ended_at'
  >
>

/** What tells what became of a proposal: nothing of what it says. */
export type SettledProposal = Pick<StoredProposal, 'id' | 'commune_code' | 'event'>
const SETTLED = ['id', 'commune_code', 'event'] as const

/** Ids that one statement asks for. */
const ASKED_TOGETHER = 500

/** Proposals in one transaction. */
export class ProposalRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  async add(proposal: Omit<StoredProposal, 'revision'>): Promise<void> {
    const sealed = await this.#sealing.seal('proposal', proposal)
    await this.#tx.insertInto('proposal').values(sealed).execute()
  }

  async byId(id: string): Promise<StoredProposal | undefined> {
    const found = await this.#tx.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirst()
    return found && this.#sealing.open('proposal', found)
  }

  /** Proposals about an address, and the declaration that it came from. */
  async about(uid: string): Promise<StoredProposal[]> {
    const found = await this.#tx
      .selectFrom('proposal')
      .selectAll()
      .where((where) => where.or([where('subject', '=', uid), where('id', '=', uid)]))
      .execute()
    return this.#sealing.openAll('proposal', found)
  }

  /** Writes other texts in the place of a proposal's own. */
  async rewrite(
    id: string,
    texts: Pick<StoredProposal, 'changes' | 'text' | 'reason' | 'settle_text'>,
  ): Promise<void> {
    const sealed = await this.#sealing.seal('proposal', { id, ...texts })
    await this.#tx.updateTable('proposal').set(sealed).where('id', '=', id).execute()
  }

  /** Opens a returned proposal again with other content; false if it is not the revision that its author has seen. */
  async amend(
    id: string,
    revision: number,
    content: Pick<
      StoredProposal,
      'kind' | 'base_revision' | 'commune_code' | 'hamlet' | 'lon' | 'lat' | 'changes' | 'text' | 'reason'
    >,
  ): Promise<boolean> {
    const sealed = await this.#sealing.seal('proposal', { id, ...content })
    const { numUpdatedRows } = await this.#tx
      .updateTable('proposal')
      .set({ ...sealed, state: 'open', revision: revision + 1 })
      .where('id', '=', id)
      .where('state', '=', 'returned')
      .where('revision', '=', revision)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /**
   * Leads a proposal from one of some states to another; false if somebody else was first.
   *
   * @param event of those that name this event alone
   */
  async lead(
    id: string,
    from: readonly ProposalState[],
    to: ProposalState,
    settlement: Settlement,
    event?: string | null,
  ): Promise<boolean> {
    const sealed = await this.#sealing.seal('proposal', { id, ...settlement })
    let update = this.#tx
      .updateTable('proposal')
      .set((column) => ({ ...sealed, state: to, revision: column('revision', '+', 1) }))
      .where('id', '=', id)
      .where('state', 'in', from)
    if (event !== undefined) update = update.where('event', '=', event)
    const { numUpdatedRows } = await update.executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** How many of some proposals nobody has settled. */
  async countOpen(ids: readonly string[]): Promise<number> {
    let open = 0
    for (let at = 0; at < ids.length; at += ASKED_TOGETHER) {
      const some = ids.slice(at, at + ASKED_TOGETHER)
      const rows = await this.#tx
        .selectFrom('proposal')
        .select('id')
        .where('id', 'in', some)
        .where('state', 'in', ['open', 'returned'])
        .execute()
      open += rows.length
    }
    return open
  }

  /** Ids of what an account has proposed since a moment and nobody has settled. */
  async openBy(account: string, since: string): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('proposal')
      .select('id')
      .where('account', '=', account)
      .where('created_at', '>=', since)
      .where('state', 'in', ['open', 'returned'])
      .execute()
    return rows.map(({ id }) => id)
  }

  /** What is proposed of some addresses and nobody has settled. */
  async openOf(
    subjects: readonly string[],
  ): Promise<Pick<StoredProposal, 'subject' | 'base_revision' | 'changes'>[]> {
    if (subjects.length === 0) return []
    const found = await this.#tx
      .selectFrom('proposal')
      .select(['id', 'subject', 'base_revision', 'changes'])
      .where('subject', 'in', subjects)
      .where('state', 'in', ['open', 'returned'])
      .execute()
    return this.#sealing.openAll('proposal', found)
  }

  /** Those whose change was begun and not confirmed. */
  settling(): Promise<SettledProposal[]> {
    return this.#tx
      .selectFrom('proposal')
      .select(SETTLED)
      .where('state', '=', 'settling')
      .orderBy('id')
      .execute()
  }

  /** Those that were accepted, by id after one, at most `limit`. */
  accepted(after: string, limit: number): Promise<SettledProposal[]> {
    return this.#tx
      .selectFrom('proposal')
      .select(SETTLED)
      .where('state', '=', 'accepted')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute()
  }

  /** How many there are, by state. */
  async countByState(): Promise<{ state: ProposalState; count: number }[]> {
    const rows = await this.#tx
      .selectFrom('proposal')
      .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
      .groupBy('state')
      .orderBy('state')
      .execute()
    return rows.map(({ state, count }) => ({ state, count: Number(count) }))
  }

  /** Deletes those that ended in one of some states before a moment; returns how many. */
  async deleteEnded(states: readonly ProposalState[], before: string): Promise<number> {
    const { numDeletedRows } = await this.#tx
      .deleteFrom('proposal')
      .where('state', 'in', states)
      .where('ended_at', '<', before)
      .executeTakeFirst()
    return Number(numDeletedRows)
  }
}

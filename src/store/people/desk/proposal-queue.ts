import type { Transaction } from 'kysely'
import { type QueueArea, type QueuePage, queueCounts, queuePage } from '../../engines/queue-pages.ts'
import type { PeopleTables, ProposalKind, ProposalState, StoredProposal } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'

/** Proposals as queues of areas, in one transaction. */
export class ProposalQueue {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  async page(page: QueuePage<ProposalKind, ProposalState>): Promise<StoredProposal[]> {
    const all = this.#tx.selectFrom('proposal').selectAll()
    return this.#sealing.openAll('proposal', await queuePage(this.#tx, all, 'created_at', page))
  }

  counts(area: QueueArea, state: ProposalState): Promise<Map<string, number>> {
    return queueCounts(this.#tx.selectFrom('proposal'), area, state)
  }

  /** Since when the oldest open proposal of a commune waits. */
  async oldest(commune: string): Promise<string | undefined> {
    const first = await this.#tx
      .selectFrom('proposal')
      .select((column) => column.fn.min('created_at').as('at'))
      .where('commune_code', '=', commune)
      .where('state', '=', 'open')
      .executeTakeFirst()
    return first?.at ?? undefined
  }
}

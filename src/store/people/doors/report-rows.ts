import type { Transaction } from 'kysely'
import { type QueueArea, type QueuePage, queueCounts, queuePage } from '../../engines/queue-pages.ts'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { ReportKind, ReportState, ReportTable } from './door-tables.ts'

/** What settling a report writes beside its state. */
export type ReportSettlement = Pick<
  ReportTable,
  'settled_account' | 'settled_person' | 'settled_office' | 'settle_reason' | 'settle_text' | 'ended_at'
>

/** Reports in one transaction. */
export class ReportRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  async add(report: ReportTable): Promise<void> {
    await this.#tx
      .insertInto('report')
      .values(await this.#sealing.seal('report', report))
      .execute()
  }

  /** One with its texts, as all here. Throws {@link StoreError} `sealed` without the key. */
  async byId(id: string): Promise<ReportTable | undefined> {
    const found = await this.#tx.selectFrom('report').selectAll().where('id', '=', id).executeTakeFirst()
    return found && this.#sealing.open('report', found)
  }

  async about(uid: string): Promise<ReportTable[]> {
    const found = await this.#tx.selectFrom('report').selectAll().where('subject', '=', uid).execute()
    return this.#sealing.openAll('report', found)
  }

  /** Objections to the refusals of a proposal, closed. */
  ofProposal(id: string): Promise<Pick<ReportTable, 'state' | 'created_at'>[]> {
    return this.#tx
      .selectFrom('report')
      .select(['state', 'created_at'])
      .where('proposal', '=', id)
      .orderBy('created_at')
      .execute()
  }

  /** Writes other texts in the place of a report's own. */
  async rewrite(id: string, texts: Pick<ReportTable, 'text' | 'settle_text'>): Promise<void> {
    const { text, settle_text } = await this.#sealing.seal('report', { id, ...texts })
    await this.#tx.updateTable('report').set({ text, settle_text }).where('id', '=', id).execute()
  }

  /** Settles an open report; false if somebody else was first. */
  async settle(
    id: string,
    state: Exclude<ReportState, 'open'>,
    settlement: ReportSettlement,
  ): Promise<boolean> {
    const { settle_text } = await this.#sealing.seal('report', { id, settle_text: settlement.settle_text })
    const { numUpdatedRows } = await this.#tx
      .updateTable('report')
      .set({ ...settlement, settle_text, state })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  async page(page: QueuePage<ReportKind, ReportState>): Promise<ReportTable[]> {
    const found = await queuePage(this.#tx, this.#tx.selectFrom('report').selectAll(), 'created_at', page)
    return this.#sealing.openAll('report', found)
  }

  /** How many of a state there are in an area, of all kinds together. */
  async count(area: QueueArea, state: ReportState): Promise<number> {
    const counts = await queueCounts(this.#tx.selectFrom('report'), area, state)
    return [...counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Deletes those that were settled before a moment, ISO 8601 in UTC; returns how many. */
  async deleteEnded(before: string): Promise<number> {
    const { numDeletedRows } = await this.#tx
      .deleteFrom('report')
      .where('ended_at', '<', before)
      .executeTakeFirst()
    return Number(numDeletedRows)
  }
}

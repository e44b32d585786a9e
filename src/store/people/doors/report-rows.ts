import type { Transaction } from 'kysely'
import { type QueueArea, type QueuePage, queueCounts, queuePage } from '../../engines/queue-pages.ts'
import type { PeopleTables } from '../people-tables.ts'
import type { ReportKind, ReportState, ReportTable } from './door-tables.ts'

/** What settling a report writes beside its state. */
export type ReportSettlement = Pick<
  ReportTable,
  'settled_account' | 'settled_person' | 'settled_office' | 'settle_reason' | 'settle_text' | 'ended_at'
>

/** Reports in one transaction. */
export class ReportRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async add(report: ReportTable): Promise<void> {
    await this.#tx.insertInto('report').values(report).execute()
  }

  byId(id: string): Promise<ReportTable | undefined> {
    return this.#tx.selectFrom('report').selectAll().where('id', '=', id).executeTakeFirst()
  }

  about(uid: string): Promise<ReportTable[]> {
    return this.#tx.selectFrom('report').selectAll().where('subject', '=', uid).execute()
  }

  /** Writes other texts in the place of a report's own. */
  async rewrite(id: string, texts: Pick<ReportTable, 'text' | 'settle_text'>): Promise<void> {
    await this.#tx.updateTable('report').set(texts).where('id', '=', id).execute()
  }

  /** Settles an open report; false if somebody else was first. */
  async settle(
    id: string,
    state: Exclude<ReportState, 'open'>,
    settlement: ReportSettlement,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('report')
      .set({ ...settlement, state })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  page(page: QueuePage<ReportKind, ReportState>): Promise<ReportTable[]> {
    return queuePage(this.#tx, this.#tx.selectFrom('report').selectAll(), 'created_at', page)
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

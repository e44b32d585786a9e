import { sql, type Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { ReceiptKind, ReceiptTable } from './door-tables.ts'

/** Receipts in one transaction, by the hash of their number. */
export class ReceiptRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async add(receipt: ReceiptTable): Promise<void> {
    await this.#tx.insertInto('receipt').values(receipt).execute()
  }

  of(kind: ReceiptKind, hash: string): Promise<ReceiptTable | undefined> {
    return this.#tx
      .selectFrom('receipt')
      .selectAll()
      .where('hash', '=', hash)
      .where('kind', '=', kind)
      .executeTakeFirst()
  }

  /** Deletes receipts of what ended before a moment, ISO 8601 in UTC, or is there no more; returns how many. */
  async deleteEnded(before: string): Promise<number> {
    const open = sql`ended_at IS NULL OR ended_at >= ${before}`
    const asked = sql`fulfilled_at IS NULL OR fulfilled_at >= ${before}`
    const { numDeletedRows } = await this.#tx
      .deleteFrom('receipt')
      .where((where) =>
        where.or([
          where.and([
            where('kind', '=', 'declaration'),
            where(
              'subject',
              'not in',
              where.selectFrom('proposal').select('id').where(sql<boolean>`(${open})`),
            ),
          ]),
          where.and([
            where('kind', '=', 'report'),
            where(
              'subject',
              'not in',
              where.selectFrom('report').select('id').where(sql<boolean>`(${open})`),
            ),
          ]),
          where.and([
            where('kind', '=', 'person-request'),
            where(
              'subject',
              'not in',
              where.selectFrom('person_request').select('id').where(sql<boolean>`(${asked})`),
            ),
          ]),
        ]),
      )
      .executeTakeFirst()
    return Number(numDeletedRows)
  }
}

import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { OfficeTable } from './account-tables.ts'

/** Offices, whose rights outlive their people. */
export class OfficeRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async add(office: OfficeTable): Promise<void> {
    await this.#tx.insertInto('office').values(office).execute()
  }

  byId(id: string): Promise<OfficeTable | undefined> {
    return this.#tx.selectFrom('office').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** Names its head, or none. */
  async setHead(id: string, head: string | null): Promise<void> {
    await this.#tx.updateTable('office').set({ head }).where('id', '=', id).execute()
  }

  /** Those that have not ended, by name. */
  all(): Promise<OfficeTable[]> {
    return this.#tx
      .selectFrom('office')
      .selectAll()
      .where('ended_at', 'is', null)
      .orderBy('name')
      .orderBy('id')
      .execute()
  }
}

import type { Selectable, Transaction } from 'kysely'
import type { PeopleTables } from './people-tables.ts'
import type { WebhookTable } from './webhook-table.ts'

/** A webhook as it is stored. */
export type StoredWebhook = Selectable<WebhookTable>

/** Who is told of events, and where. */
export class WebhookRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async add(webhook: StoredWebhook): Promise<void> {
    await this.#tx.insertInto('webhook').values(webhook).execute()
  }

  byId(id: string): Promise<StoredWebhook | undefined> {
    return this.#tx.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** All of them, the oldest first. */
  all(): Promise<StoredWebhook[]> {
    return this.#tx.selectFrom('webhook').selectAll().orderBy('created_at').orderBy('id').execute()
  }

  async setState(id: string, state: StoredWebhook['state']): Promise<void> {
    await this.#tx.updateTable('webhook').set({ state }).where('id', '=', id).execute()
  }

  /** Deletes one with its secret; whether there was one. */
  async delete(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#tx.deleteFrom('webhook').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0n
  }
}

import type { Selectable, Transaction } from 'kysely'
import type { PeopleTables } from './people-tables.ts'
import type { Sealing } from './sealing/sealing.ts'
import type { WebhookTable } from './webhook-table.ts'

/** A webhook as it is stored. */
export type StoredWebhook = Selectable<WebhookTable>
/** What is told of a webhook: all but its secret. */
export type KnownWebhook = Omit<StoredWebhook, 'secret'>

const KNOWN = [
  'id',
  'url',
  'communes',
  'actions',
  'state',
  'account',
  'person',
  'office',
  'created_at',
] as const satisfies readonly (keyof KnownWebhook)[]

/** Who is told of events, and where. */
export class WebhookRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  async add(webhook: StoredWebhook): Promise<void> {
    await this.#tx
      .insertInto('webhook')
      .values(await this.#sealing.seal('webhook', webhook))
      .execute()
  }

  /** One with its secret. Throws {@link StoreError} `sealed` without the key. */
  async byId(id: string): Promise<StoredWebhook | undefined> {
    const found = await this.#tx.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst()
    return found && this.#sealing.open('webhook', found)
  }

  async has(id: string): Promise<boolean> {
    const found = await this.#tx.selectFrom('webhook').select('id').where('id', '=', id).executeTakeFirst()
    return found !== undefined
  }

  /** All of them, the oldest first. */
  all(): Promise<KnownWebhook[]> {
    return this.#tx.selectFrom('webhook').select(KNOWN).orderBy('created_at').orderBy('id').execute()
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

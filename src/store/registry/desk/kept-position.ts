import type { Transaction } from 'kysely'
import type { RegistryTables } from '../registry-tables.ts'

const KEY = 'findings_kept'

/** How far the findings that are stored follow the record. */
export interface Kept {
  /** Last entry of the feed that was looked at, with its token, and last earlier version. */
  readonly feed: number
  readonly token: string | null
  readonly history: number
  /** Row of the last address looked at, while all are; then that of the last finding, while those that are left are. */
  readonly sweep?: { readonly step: 'addresses' | 'findings'; readonly behind: number } | undefined
}

/** {@link Kept} in one transaction. */
export class KeptPosition {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** Undefined where nothing was ever looked at, or another program has written what cannot be read. */
  async get(): Promise<Kept | undefined> {
    const text = await this.#text()
    try {
      const { feed, token, history, sweep } = JSON.parse(text ?? '') as Kept
      return Number.isInteger(feed) && Number.isInteger(history) ? { feed, token, history, sweep } : undefined
    } catch {
      return undefined
    }
  }

  /** Writes a position in the place of one; false if somebody else has moved it meanwhile. */
  async move(from: Kept | undefined, to: Kept): Promise<boolean> {
    const value = JSON.stringify(to)
    if (from === undefined) {
      await this.#tx
        .insertInto('diachiso_info')
        .values({ key: KEY, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute()
      return true
    }
    const { numUpdatedRows } = await this.#tx
      .updateTable('diachiso_info')
      .set({ value })
      .where('key', '=', KEY)
      .where('value', '=', JSON.stringify(from))
      .executeTakeFirst()
    return Number(numUpdatedRows) > 0
  }

  async #text(): Promise<string | null | undefined> {
    const row = await this.#tx
      .selectFrom('diachiso_info')
      .select('value')
      .where('key', '=', KEY)
      .executeTakeFirst()
    return row?.value
  }
}

import type { Transaction } from 'kysely'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables, StoredEvent } from '../registry-tables.ts'

/** An event that is still to be told of. */
export interface OutboxEntry {
  readonly fid: number
  /** Undefined where it was cut out of the record. */
  readonly event: StoredEvent | undefined
}

/** Events that are still to be told of: the record writes each with its event, in the same transaction. */
export class OutboxRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** The oldest entries, at most `limit`, held; none that another worker holds. */
  async take(limit: number): Promise<OutboxEntry[]> {
    let query = this.#tx.selectFrom('zz_outbox').select(['fid', 'event']).orderBy('fid').limit(limit)
    if (this.#engine.locksRows) query = query.forUpdate().skipLocked()
    const rows = await query.execute()
    if (rows.length === 0) return []
    const events = await this.#tx
      .selectFrom('zz_event')
      .selectAll()
      .where(
        'fid',
        'in',
        rows.map(({ event }) => event),
      )
      .execute()
    const byRow = new Map(events.map((event) => [event.fid, event]))
    return rows.map(({ fid, event }) => ({ fid, event: byRow.get(event) }))
  }

  /** Removes entries that {@link take} gave. */
  async remove(fids: readonly number[]): Promise<void> {
    await this.#tx.deleteFrom('zz_outbox').where('fid', 'in', fids).execute()
  }

  /** Whether an event is to be told of. */
  async any(): Promise<boolean> {
    return (await this.#tx.selectFrom('zz_outbox').select('fid').limit(1).executeTakeFirst()) !== undefined
  }

  /** How many there are, and the moment of the oldest. */
  async depth(): Promise<{ count: number; oldest: string | null }> {
    const { count } = await this.#tx
      .selectFrom('zz_outbox')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    const first = await this.#tx
      .selectFrom('zz_outbox')
      .select('at')
      .orderBy('fid')
      .limit(1)
      .executeTakeFirst()
    return { count: Number(count), oldest: first?.at ?? null }
  }
}

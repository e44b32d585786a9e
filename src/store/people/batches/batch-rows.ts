import type { Insertable, Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { BatchState, BatchTable, RowOutcome, StoredBatch, StoredBatchRow } from './batch-tables.ts'

/** Rows that one statement adds: SQLite binds 32,766 values at most, PostgreSQL 65,535. */
const ADDED_TOGETHER = 500

/** What became of a row in a round. */
export interface SettledRow {
  readonly line: number
  /** Null for one that waits, with the office whose yes it needs. */
  readonly outcome: RowOutcome | null
  readonly office?: string
  readonly findings?: string | null
  readonly proposal?: string | null
  readonly proposed?: string | null
}

/** Files that were read, and what each of their rows comes to, in one transaction. */
export class BatchRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  async add(batch: Insertable<BatchTable>): Promise<void> {
    await this.#tx.insertInto('batch').values(batch).execute()
  }

  byId(id: string): Promise<StoredBatch | undefined> {
    return this.#tx.selectFrom('batch').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** Batches in one of some states, oldest first. */
  inState(states: readonly BatchState[], office?: string): Promise<StoredBatch[]> {
    let query = this.#tx.selectFrom('batch').selectAll().where('state', 'in', states)
    if (office !== undefined) query = query.where('office', '=', office)
    return query.orderBy('created_at').orderBy('id').execute()
  }

  /** The newest batches of an office. */
  ofOffice(office: string, limit: number): Promise<StoredBatch[]> {
    return this.#tx
      .selectFrom('batch')
      .selectAll()
      .where('office', '=', office)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute()
  }

  /** The draft of a thematic layer, which has one at most. */
  draftOf(layer: string): Promise<StoredBatch | undefined> {
    return this.#tx
      .selectFrom('batch')
      .selectAll()
      .where('layer', '=', layer)
      .where('state', '=', 'draft')
      .executeTakeFirst()
  }

  /**
   * Leads a batch from one of some states to another; false if somebody else was first.
   *
   * @param round of one that names this round alone
   */
  async lead(
    id: string,
    from: readonly BatchState[],
    set: Partial<Omit<StoredBatch, 'id'>>,
    round?: string,
  ): Promise<boolean> {
    let update = this.#tx.updateTable('batch').set(set).where('id', '=', id).where('state', 'in', from)
    if (round !== undefined) update = update.where('round', '=', round)
    const { numUpdatedRows } = await update.executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Adds rows that nobody has settled. */
  async addRows(rows: readonly StoredBatchRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += ADDED_TOGETHER) {
      const some: StoredBatchRow[] = []
      for (const row of rows.slice(at, at + ADDED_TOGETHER))
        some.push(await this.#sealing.seal('batch_row', row))
      await this.#tx.insertInto('batch_row').values(some).execute()
    }
  }

  /** Forgets the rows of a file that is read again. */
  async clearRows(id: string): Promise<void> {
    await this.#tx.deleteFrom('batch_row').where('batch', '=', id).execute()
  }

  /** Lines of rows that are not settled and are not refused, with their addresses' ids. */
  openKeys(id: string): Promise<Pick<StoredBatchRow, 'line' | 'uid'>[]> {
    return this.#tx
      .selectFrom('batch_row')
      .select(['line', 'uid'])
      .where('batch', '=', id)
      .where('outcome', 'is', null)
      .where('plan', '!=', 'refused')
      .execute()
  }

  /** Rows on some lines. */
  async onLines(id: string, lines: readonly number[]): Promise<StoredBatchRow[]> {
    const found = await this.#tx
      .selectFrom('batch_row')
      .selectAll()
      .where('batch', '=', id)
      .where('line', 'in', lines)
      .execute()
    return this.#sealing.openAll('batch_row', found)
  }

  /** Rows of all batches that are about an address, with what they say of it. */
  async about(uid: string): Promise<StoredBatchRow[]> {
    const found = await this.#tx
      .selectFrom('batch_row')
      .selectAll()
      // By batch, as the index goes.
      .where('batch', 'in', this.#tx.selectFrom('batch').select('id'))
      .where('uid', '=', uid)
      .execute()
    return this.#sealing.openAll('batch_row', found)
  }

  /** Writes other texts in the place of a row's own. */
  async rewrite(
    { batch, line }: Pick<StoredBatchRow, 'batch' | 'line'>,
    texts: Pick<StoredBatchRow, 'content' | 'findings' | 'proposed'>,
  ): Promise<void> {
    const sealed = await this.#sealing.seal('batch_row', { batch, line, ...texts })
    await this.#tx
      .updateTable('batch_row')
      .set(sealed)
      .where('batch', '=', batch)
      .where('line', '=', line)
      .execute()
  }

  /** Rows in the order of their lines, of a plan or outcome where one is named. */
  async rows(
    id: string,
    { which, after, limit }: { which?: string | undefined; after: number; limit: number },
  ): Promise<StoredBatchRow[]> {
    let query = this.#tx.selectFrom('batch_row').selectAll().where('batch', '=', id).where('line', '>', after)
    if (which !== undefined)
      query = query.where((row) =>
        row.or([
          row('outcome', '=', which as RowOutcome),
          row.and([row('outcome', 'is', null), row('plan', '=', which as StoredBatchRow['plan'])]),
        ]),
      )
    return this.#sealing.openAll('batch_row', await query.orderBy('line').limit(limit).execute())
  }

  /** Ids of addresses that rows of a batch made or changed. */
  async written(id: string): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('batch_row')
      .select('uid')
      .where('batch', '=', id)
      .where('outcome', 'in', ['added', 'changed'])
      .execute()
    return rows.map(({ uid }) => uid)
  }

  /** How many rows there are of each plan and outcome, and whose yes they need. */
  counts(id: string): Promise<(Pick<StoredBatchRow, 'plan' | 'outcome' | 'office'> & { rows: number })[]> {
    return this.#tx
      .selectFrom('batch_row')
      .select(['plan', 'outcome', 'office'])
      .select((row) => row.fn.countAll<number>().as('rows'))
      .where('batch', '=', id)
      .groupBy(['plan', 'outcome', 'office'])
      .orderBy('plan')
      .execute()
      .then((rows) => rows.map((row) => ({ ...row, rows: Number(row.rows) })))
  }

  /** Communes in which a batch has rows, and offices whose yes it needs. */
  async reach(id: string): Promise<{ communes: string[]; offices: string[] }> {
    const rows = await this.#tx
      .selectFrom('batch_row')
      .select(['commune_code', 'office'])
      .distinct()
      .where('batch', '=', id)
      .execute()
    const communes = [...new Set(rows.map(({ commune_code }) => commune_code))]
    const offices = [...new Set(rows.flatMap(({ office }) => office ?? []))]
    return { communes, offices }
  }

  /** Notes what became of rows in a round. */
  async settle(id: string, round: string, rows: readonly SettledRow[]): Promise<void> {
    for (const { line, ...settled } of rows)
      await this.#tx
        .updateTable('batch_row')
        .set(await this.#sealing.seal('batch_row', { batch: id, line, ...settled, round }))
        .where('batch', '=', id)
        .where('line', '=', line)
        .execute()
  }

  /** Rows that became proposals in a round. */
  async proposed(id: string, round: string): Promise<StoredBatchRow[]> {
    const found = await this.#tx
      .selectFrom('batch_row')
      .selectAll()
      .where('batch', '=', id)
      .where('round', '=', round)
      .where('outcome', '=', 'proposed')
      .orderBy('line')
      .execute()
    return this.#sealing.openAll('batch_row', found)
  }

  /** Ids of all proposals that rows became. */
  async proposals(id: string): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('batch_row')
      .select('proposal')
      .where('batch', '=', id)
      .where('proposal', 'is not', null)
      .execute()
    return rows.flatMap(({ proposal }) => proposal ?? [])
  }

  async addEvents(
    id: string,
    round: string,
    kind: NonNullable<StoredBatch['round_kind']>,
    events: readonly string[],
  ): Promise<void> {
    for (const event of events)
      await this.#tx.insertInto('batch_event').values({ batch: id, event, round, kind }).execute()
  }

  /** Ids of the events that a batch has made. */
  async events(id: string, kind?: NonNullable<StoredBatch['round_kind']>): Promise<string[]> {
    let query = this.#tx.selectFrom('batch_event').select('event').where('batch', '=', id)
    if (kind !== undefined) query = query.where('kind', '=', kind)
    return (await query.execute()).map(({ event }) => event)
  }

  /** Forgets a round that the record does not have. */
  async forgetRound(id: string, round: string): Promise<void> {
    await this.#tx.deleteFrom('batch_event').where('batch', '=', id).where('round', '=', round).execute()
    await this.#tx
      .updateTable('batch_row')
      .set({ outcome: null, round: null, proposal: null, proposed: null })
      .where('batch', '=', id)
      .where('round', '=', round)
      .execute()
  }

  /** Ids of those that are to be deleted by a moment, but for what is being written or read. */
  async expired(now: string): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('batch')
      .select('id')
      .where('expires_at', '<', now)
      .where('state', 'not in', ['writing', 'reading'])
      .execute()
    return rows.map(({ id }) => id)
  }

  async delete(id: string): Promise<void> {
    for (const table of ['batch_row', 'batch_event', 'batch_lot', 'batch_sample'] as const)
      await this.#tx.deleteFrom(table).where('batch', '=', id).execute()
    await this.#tx.deleteFrom('batch').where('id', '=', id).execute()
  }
}

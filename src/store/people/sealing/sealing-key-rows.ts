import { sql, type Transaction } from 'kysely'
import type { PeopleKey } from '../people-key.ts'
import type { PeopleTables } from '../people-tables.ts'
import { newKey, type PeopleKeys, wrapUnder } from './people-keys.ts'
import { SEALED, type SealedTable } from './sealed-columns.ts'
import { Sealing } from './sealing.ts'
import type { SealingKeyTable } from './sealing-tables.ts'

/** How far all values are sealed under the current data key: a table and the key of its last row. */
export interface SealedTo {
  readonly table: SealedTable
  readonly after: readonly (string | number)[]
}

/** Which keys there are, and which open them. */
export interface KeyOverview {
  /** The current data key; undefined where nothing was ever sealed. */
  readonly current: Pick<SealingKeyTable, 'id' | 'created_at'> | undefined
  /** Null where nobody has begun, undefined when all is sealed under it. */
  readonly sealedTo: SealedTo | null | undefined
  /** Data keys that were current before. */
  readonly former: number
  /** Marks of the keys from outside that open what is there. */
  readonly masters: readonly string[]
}

const DONE = 'done'

/** Tables by a name that is known when it runs. */
type AnyTables = Record<string, Record<string, string | number | null>>

/** The keys that values are sealed with, and the walk that brings all values under the current one, in one transaction. */
export class SealingKeyRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #keys: PeopleKeys
  readonly #rowLocks: boolean

  constructor(tx: Transaction<PeopleTables>, keys: PeopleKeys, rowLocks: boolean) {
    this.#tx = tx
    this.#keys = keys
    this.#rowLocks = rowLocks
  }

  async overview(): Promise<KeyOverview> {
    const data = await this.#tx.selectFrom('sealing_key').selectAll().where('kind', '=', 'data').execute()
    const current = data.find(({ state }) => state === 'current')
    const masters = await this.#tx
      .selectFrom('sealing_wrap')
      .select('master')
      .distinct()
      .orderBy('master')
      .execute()
    const to = current?.sealed_to ?? null
    return {
      current,
      sealedTo: to === DONE ? undefined : (JSON.parse(to ?? 'null') as SealedTo | null),
      former: data.length - (current ? 1 : 0),
      masters: masters.map(({ master }) => master),
    }
  }

  /** How many rows there are in which something is sealed. */
  async countRows(): Promise<number> {
    let rows = 0
    for (const table of Object.keys(SEALED) as SealedTable[]) {
      const counted = await this.#tx
        .selectFrom(table)
        .select((column) => column.fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow()
      rows += Number(counted.rows)
    }
    return rows
  }

  /** Holds the current data key until the end, so that nobody else replaces it or walks on. */
  async holdCurrent(): Promise<void> {
    if (!this.#rowLocks) return
    await this.#tx
      .selectFrom('sealing_key')
      .select('id')
      .where('kind', '=', 'data')
      .where('state', '=', 'current')
      .forUpdate()
      .execute()
  }

  /** Notes how far all values are sealed under the current data key; undefined for all. */
  async setSealedTo(to: SealedTo | null | undefined): Promise<void> {
    await this.#tx
      .updateTable('sealing_key')
      .set({ sealed_to: to === undefined ? DONE : to && JSON.stringify(to) })
      .where('kind', '=', 'data')
      .where('state', '=', 'current')
      .execute()
  }

  /**
   * Seals values of rows after one under the current data key, unless they are; the row that it came to, undefined at the
   * table's end.
   */
  async sealSome(
    { table, after }: SealedTo,
    limit: number,
  ): Promise<{ rows: number; last: SealedTo['after'] | undefined }> {
    const sealing = new Sealing(this.#tx, this.#keys, this.#rowLocks)
    const current = await sealing.current()
    const { key, columns } = SEALED[table]
    const tx = this.#tx as unknown as Transaction<AnyTables>
    const names = sql.join(key.map((column) => sql.ref(column)))
    let query = tx
      .selectFrom(table)
      .select([...key, ...columns])
      .limit(limit)
    for (const column of key) query = query.orderBy(column)
    if (after.length > 0) query = query.where(sql<boolean>`(${names}) > (${sql.join(after)})`)
    // Nobody writes a row between its being read here and its being written.
    const rows = await (this.#rowLocks ? query.forUpdate() : query).execute()
    for (const row of rows) {
      const stale = columns.filter((column) => {
        const stored = row[column]
        return typeof stored === 'string' && !stored.startsWith(`sealed:1:${current}:`)
      })
      if (stale.length === 0) continue
      const part = Object.fromEntries([...key, ...stale].map((column) => [column, row[column] as string]))
      let update = tx.updateTable(table).set(await sealing.seal(table, await sealing.open(table, part)))
      for (const column of key) update = update.where(column, '=', row[column] as string)
      await update.execute()
    }
    const last = rows.length < limit ? undefined : rows.at(-1)
    return { rows: rows.length, last: last && key.map((column) => last[column] as string | number) }
  }

  /**
   * Lets another key from outside open what is there too. Throws {@link StoreError} `sealed` unless the present one does.
   *
   * @returns false where it does already
   */
  async admit(master: PeopleKey): Promise<boolean> {
    const wraps = await this.#tx
      .selectFrom('sealing_wrap')
      .selectAll()
      .where('master', 'in', [this.#keys.master.id, master.id])
      .execute()
    const known = new Set(wraps.filter((wrap) => wrap.master === master.id).map(({ key }) => key))
    const more = wraps
      .filter(({ key }) => !known.has(key))
      .map(({ key, wrapped }) => wrapUnder(master, key, this.#keys.unwrap(key, wrapped)))
    if (more.length > 0) await this.#tx.insertInto('sealing_wrap').values(more).execute()
    return more.length > 0
  }

  /** Makes a new data key the current one, which whoever opens the others opens too. */
  async replaceDataKey(masters: readonly PeopleKey[]): Promise<void> {
    const { row, wraps } = newKey('data', masters)
    await this.#tx
      .updateTable('sealing_key')
      .set({ state: 'former' })
      .where('kind', '=', 'data')
      .where('state', '=', 'current')
      .execute()
    await this.#tx.insertInto('sealing_key').values(row).execute()
    await this.#tx.insertInto('sealing_wrap').values(wraps).execute()
  }

  /** Takes away data keys under which nothing is sealed any more, and what other keys from outside open. */
  async dropFormer(): Promise<void> {
    const former = this.#tx.selectFrom('sealing_key').select('id').where('state', '=', 'former')
    await this.#tx
      .deleteFrom('sealing_wrap')
      .where((wrap) => wrap.or([wrap('key', 'in', former), wrap('master', '!=', this.#keys.master.id)]))
      .execute()
    await this.#tx.deleteFrom('sealing_key').where('state', '=', 'former').execute()
  }
}

import type { KeyObject } from 'node:crypto'
import type { Transaction } from 'kysely'
import { StoreError } from '../../errors.ts'
import type { PeopleTables } from '../people-tables.ts'
import { newKey, type PeopleKeys } from './people-keys.ts'
import { SEALED, type SealedTable } from './sealed-columns.ts'
import { openText, plainText, type SealedPlace, sealText, storedValue } from './sealed-value.ts'

/** A data key that values are sealed with. */
interface DataKey {
  readonly id: string
  readonly secret: KeyObject
}

/** Values sealed and opened within one transaction, which sees one current data key. */
export class Sealing {
  readonly #tx: Transaction<PeopleTables>
  readonly #keys: PeopleKeys
  readonly #rowLocks: boolean
  #current: Promise<DataKey | undefined> | undefined

  /** @param rowLocks whether the engine locks rows; where it locks the file nobody can be in between */
  constructor(tx: Transaction<PeopleTables>, keys: PeopleKeys, rowLocks: boolean) {
    this.#tx = tx
    this.#keys = keys
    this.#rowLocks = rowLocks
  }

  /**
   * A row, or part of one with its key, with those columns sealed that {@link SEALED} names; in plain text where no key was ever
   * set. Throws {@link StoreError} `sealed` where values are sealed and the key is not there.
   */
  async seal<T extends object>(table: SealedTable, row: T): Promise<T> {
    const columns = held(table, row)
    if (columns.length === 0) return row
    this.#current ??= this.#currentKey()
    const current = await this.#current
    return mapped(row, columns, (column, text) =>
      current === undefined
        ? plainText(text)
        : sealText(text, current.id, current.secret, placeOf(table, column, row)),
    )
  }

  /**
   * A stored row, or part of one with its key, with its sealed columns opened. Throws {@link StoreError} `sealed` without the key,
   * `corrupt` for a value that was changed or stands in another place than it was sealed for.
   */
  async open<T extends object>(table: SealedTable, row: T): Promise<T> {
    const columns = held(table, row)
    for (const column of columns) await this.#prepare((row as Record<string, string>)[column] as string)
    return mapped(row, columns, (column, stored) => {
      const value = storedValue(stored)
      if ('plain' in value) return value.plain
      const place = placeOf(table, column, row)
      const text = openText(value, this.#keys.opened(value.key) as KeyObject, place)
      if (text === undefined) throw notSealedHere(place)
      return text
    })
  }

  /** Stored rows, opened. */
  async openAll<T extends object>(table: SealedTable, rows: readonly T[]): Promise<T[]> {
    const opened: T[] = []
    for (const row of rows) opened.push(await this.open(table, row))
    return opened
  }

  /** Throws {@link StoreError} `sealed` where there is no key: for what is never kept in plain text. */
  async mustSeal(): Promise<void> {
    if ((await this.current()) === undefined) throw this.#keys.cannotOpen()
  }

  /** Id of the current data key, which is made where there is a key from outside and none yet. */
  async current(): Promise<string | undefined> {
    this.#current ??= this.#currentKey()
    return (await this.#current)?.id
  }

  async #currentKey(): Promise<DataKey | undefined> {
    if (this.#keys.state !== 'right') {
      const any = await this.#tx.selectFrom('sealing_key').select('id').limit(1).executeTakeFirst()
      if (any !== undefined) throw this.#keys.cannotOpen()
      return undefined
    }
    const key = (await this.#held()) ?? (await this.#begin())
    const secret = this.#keys.opened(key.id) ?? (await this.#unwrap(key.id))
    return { id: key.id, secret }
  }

  /** Held until the end, so that no key is taken away under which something is being written. */
  #held(): Promise<{ id: string } | undefined> {
    const current = this.#tx
      .selectFrom('sealing_key')
      .select('id')
      .where('kind', '=', 'data')
      .where('state', '=', 'current')
    return (this.#rowLocks ? current.forShare() : current).executeTakeFirst()
  }

  async #begin(): Promise<{ id: string }> {
    const { master } = this.#keys
    // From now on it may be replaced: what was derived from it goes on.
    for (const { row, wraps } of [newKey('root', [master], master.secret), newKey('data', [master])]) {
      const { numInsertedOrUpdatedRows } = await this.#tx
        .insertInto('sealing_key')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if ((numInsertedOrUpdatedRows ?? 0n) > 0n)
        await this.#tx.insertInto('sealing_wrap').values(wraps).execute()
    }
    return (await this.#held()) as { id: string }
  }

  async #prepare(stored: string): Promise<void> {
    const value = storedValue(stored)
    if ('key' in value && this.#keys.opened(value.key) === undefined) await this.#unwrap(value.key)
  }

  async #unwrap(key: string): Promise<KeyObject> {
    const wrap = await this.#tx
      .selectFrom('sealing_wrap')
      .select('wrapped')
      .where('key', '=', key)
      .where('master', '=', this.#keys.master.id)
      .executeTakeFirst()
    if (wrap === undefined) throw this.#keys.cannotOpen()
    return this.#keys.unwrap(key, wrap.wrapped)
  }
}

/** Sealed columns of a table that a row holds a text in. */
function held(table: SealedTable, row: object): string[] {
  const values = row as Record<string, unknown>
  return SEALED[table].columns.filter((column) => typeof values[column] === 'string')
}

function mapped<T extends object>(
  row: T,
  columns: readonly string[],
  change: (column: string, text: string) => string,
): T {
  const values = row as Record<string, string>
  return {
    ...row,
    ...Object.fromEntries(columns.map((column) => [column, change(column, values[column] as string)])),
  }
}

function placeOf(table: SealedTable, column: string, row: object): SealedPlace {
  const values = row as Record<string, unknown>
  return { table, column, row: SEALED[table].key.map((part) => String(values[part])).join('/') }
}

function notSealedHere({ table, column, row }: SealedPlace): StoreError {
  return new StoreError(
    'corrupt',
    `people.db: ${table}.${column} của dòng ${row} đã bị sửa hoặc chép từ chỗ khác. · ` +
      `people.db: ${table}.${column} of row ${row} has been changed, or copied there from elsewhere.`,
  )
}

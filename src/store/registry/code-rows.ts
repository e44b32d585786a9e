import type { Transaction } from 'kysely'
import { LocalCodeMaker } from '../../codes/local-code.ts'
import { StoreError } from '../errors.ts'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables } from './registry-tables.ts'

/** Told of a number of a key's codes before it is used; returns the number to go on at, that one or a higher one. */
export type Cover = (codeKey: string, number: number) => Promise<number>

/** Local codes, each issued once. */
export class CodeRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine
  readonly #cover: Cover | undefined

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine, cover?: Cover) {
    this.#tx = tx
    this.#engine = engine
    this.#cover = cover
  }

  /** A code that no address has or had: one that a file brought is passed over. Throws {@link StoreError} without a key. */
  async issue(): Promise<string> {
    for (;;) {
      const { key: stored, number } = await this.#engine.nextCodeNumber(this.#tx)
      const key = codeKey(stored)
      const from = (await this.#cover?.(key, number)) ?? number
      if (from > number) {
        await this.raise(from)
        continue
      }
      const code = new LocalCodeMaker(key).code(number)
      const taken = await this.#tx
        .selectFrom('identifier')
        .select('uid')
        .where('scheme', '=', 'local')
        .where('value', '=', code)
        .executeTakeFirst()
      if (taken === undefined) return code
    }
  }

  /** The key of the codes and the number that is given next. */
  async counter(): Promise<{ key: string; next: number }> {
    return { key: await this.#key(), next: await this.next() }
  }

  /** The number that is given next. */
  next(): Promise<number> {
    return this.#engine.codeNumber(this.#tx)
  }

  /** Goes on at a number, unless the counter is past it. */
  raise(number: number): Promise<void> {
    return this.#engine.raiseCodeNumber(this.#tx, number)
  }

  async #key(): Promise<string> {
    const key = await this.#tx
      .selectFrom('diachiso_info')
      .select('value')
      .where('key', '=', 'code_key')
      .executeTakeFirst()
    return codeKey(key?.value)
  }
}

function codeKey(stored: string | null | undefined): string {
  if (stored && /^[0-9a-f]{32}$/.test(stored)) return stored
  throw new StoreError(
    'corrupt',
    'diachiso_info.code_key không đọc được: hãy khôi phục từ bản sao lưu. · ' +
      'diachiso_info.code_key cannot be read: restore a backup.',
  )
}

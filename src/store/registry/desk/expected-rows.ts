import type { Transaction } from 'kysely'
import type { RegistryTables } from '../registry-tables.ts'
import type { StoredExpected } from './desk-tables.ts'

const COLUMNS = [
  'commune_code',
  'hamlet',
  'class',
  'count',
  'source',
  'date',
  'account',
  'person',
  'office',
  'at',
] as const

/** How many objects are expected, with all that was said before, in one transaction. */
export class ExpectedRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** Puts a number in the place of the one before, which stays as history. */
  async add(expected: StoredExpected): Promise<void> {
    await this.#tx.insertInto('zz_expected').values(expected).execute()
  }

  /** Everything that was said of a commune, oldest first. */
  ofCommune(code: string): Promise<StoredExpected[]> {
    return this.#tx
      .selectFrom('zz_expected')
      .select(COLUMNS)
      .where('commune_code', '=', code)
      .orderBy('fid')
      .execute()
  }
}

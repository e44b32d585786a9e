import type { Transaction } from 'kysely'
import { LocalCodeMaker } from '../../codes/local-code.ts'
import { StoreError } from '../errors.ts'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables } from './registry-tables.ts'

/** Local codes, each issued once. */
export class CodeRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** A code that no address has or had: one that a file brought is passed over. Throws {@link StoreError} without a key. */
  async issue(): Promise<string> {
    const key = await this.#tx
      .selectFrom('diachiso_info')
      .select('value')
      .where('key', '=', 'code_key')
      .executeTakeFirst()
    if (!/^[0-9a-f]{32}$/.test(key?.value ?? ''))
      throw new StoreError(
        'corrupt',
        'diachiso_info.code_key không đọc được: hãy khôi phục từ bản sao lưu. · ' +
          'diachiso_info.code_key cannot be read: restore a backup.',
      )
    const codes = new LocalCodeMaker(key?.value as string)
    for (;;) {
      const code = codes.code(await this.#engine.nextCodeNumber(this.#tx))
      const taken = await this.#tx
        .selectFrom('identifier')
        .select('uid')
        .where('scheme', '=', 'local')
        .where('value', '=', code)
        .executeTakeFirst()
      if (taken === undefined) return code
    }
  }
}

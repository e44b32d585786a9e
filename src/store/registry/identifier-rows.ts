import type { Transaction } from 'kysely'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables, StoredIdentifier } from './registry-tables.ts'

/** Identifiers of addresses; what stands in the columns `code` and `ndas` the record's triggers note. */
export class IdentifierRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** Who carries or carried an identifier. */
  holder(scheme: string, value: string): Promise<StoredIdentifier | undefined> {
    return this.#tx
      .selectFrom('identifier')
      .selectAll()
      .where('scheme', '=', scheme)
      .where('value', '=', value)
      .executeTakeFirst()
  }

  /** The one of a scheme that an address carries. */
  current(uid: string, scheme: string): Promise<StoredIdentifier | undefined> {
    return this.#tx
      .selectFrom('identifier')
      .selectAll()
      .where('uid', '=', uid)
      .where('scheme', '=', scheme)
      .where('status', '=', 'current')
      .executeTakeFirst()
  }

  /** Gives an identifier to an address from a day, or again if it had given it up; false if it is another's. */
  async attach(uid: string, scheme: string, value: string, day: string): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#tx
      .insertInto('identifier')
      .values({ scheme, value, uid, status: 'current', valid_from: day, valid_to: null, successor: null })
      .onConflict((conflict) =>
        conflict
          .columns(['scheme', 'value'])
          .doUpdateSet({ status: 'current', valid_to: null, successor: null })
          .where('identifier.uid', '=', uid),
      )
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  /** Ends an identifier on a day, in favour of another one of its scheme. */
  async end(scheme: string, value: string, day: string, successor: string): Promise<void> {
    const update = this.#tx
      .updateTable('identifier')
      .set({ status: 'retired', valid_to: day, successor })
      .where('scheme', '=', scheme)
      .where('value', '=', value)
    await this.#engine.send(this.#tx, update)
  }
}

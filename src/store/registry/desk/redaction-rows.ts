import type { Transaction } from 'kysely'
import { redactSalt, type SaltedColumn } from '../../../chains/version-hash.ts'
import { fieldsOf, saltColumns, storedVersion, VERSION_SELECT, type VersionRow } from '../address-version.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** Taking values out of what the record keeps of an address, in one transaction. */
export class RedactionRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** The values that these columns hold or held. */
  async values(uid: string, columns: readonly SaltedColumn[]): Promise<string[]> {
    const present = await this.#tx.selectFrom('address').select(columns).where('uid', '=', uid).execute()
    const earlier = await this.#tx
      .selectFrom('address_history')
      .select(columns)
      .where('uid', '=', uid)
      .execute()
    const values = [...present, ...earlier].flatMap((row) => columns.map((column) => row[column]))
    return [...new Set(values.filter((value) => typeof value === 'string'))]
  }

  /** Deletes value and salt of these columns in all earlier versions; the leaves stay, so that every hash still holds. */
  async earlierVersions(uid: string, columns: readonly SaltedColumn[]): Promise<void> {
    const rows = await this.#tx
      .selectFrom('address_history')
      .select([...VERSION_SELECT, 'fid'])
      .where('uid', '=', uid)
      .execute()
    const nothing = Object.fromEntries(columns.map((column) => [column, null]))
    for (const { fid, ...row } of rows) {
      if (columns.every((column) => row[column] === null)) continue
      const version = storedVersion({ ...row, lon: null, lat: null } as VersionRow)
      // What no event has made has no hash that must hold.
      const salt = row.event === null ? {} : saltColumns(redactSalt(fieldsOf(version), version.salt, columns))
      await this.#tx
        .updateTable('address_history')
        .set({ ...nothing, ...salt })
        .where('fid', '=', fid)
        .execute()
    }
  }

  /** Writes what is left of the private part of an event; its hash stays, without the salt nobody can try values on it. */
  async privatePart(
    fid: number,
    left: { readonly reason: string | null; readonly details: string | null },
  ): Promise<void> {
    await this.#tx
      .updateTable('zz_event')
      .set({ ...left, salt: null })
      .where('fid', '=', fid)
      .execute()
  }

  /** Forgets what findings about an address were found from: their keys are hashes of the values. */
  async findings(uid: string): Promise<void> {
    await this.#tx
      .deleteFrom('zz_finding')
      .where((where) => where.or([where('subject', '=', uid), where('other', '=', uid)]))
      .execute()
    await this.#tx.deleteFrom('zz_finding_accepted').where('subject', '=', uid).execute()
  }
}

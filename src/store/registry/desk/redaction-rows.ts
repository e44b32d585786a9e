import type { Transaction } from 'kysely'
import { leafOf } from '../../../chains/supplements-hash.ts'
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

  /** The further names and designations of units that stand under these ids of an address, or stood. */
  async texts(address: string, uids: readonly string[]): Promise<string[]> {
    const rows = await this.#salted(address, uids)
    return [...new Set(rows.map(({ text }) => text))]
  }

  /** Deletes text and salt of further names and units in all revisions; the leaves stay, so that every hash still holds. */
  async supplements(address: string, uids: readonly string[]): Promise<void> {
    for (const { table, fid, text, salt } of await this.#salted(address, uids)) {
      const left = { salt: null, leaf: leafOf({ text, salt, leaf: null }) }
      if (table === 'zz_name')
        await this.#tx
          .updateTable(table)
          .set({ ...left, name: null })
          .where('fid', '=', fid)
          .execute()
      else
        await this.#tx
          .updateTable(table)
          .set({ ...left, designation: null })
          .where('fid', '=', fid)
          .execute()
    }
  }

  async #salted(address: string, uids: readonly string[]) {
    if (uids.length === 0) return []
    const names = await this.#tx
      .selectFrom('zz_name')
      .select(['fid', 'name as text', 'salt'])
      .where('address', '=', address)
      .where('uid', 'in', uids)
      .execute()
    const units = await this.#tx
      .selectFrom('zz_unit')
      .select(['fid', 'designation as text', 'salt'])
      .where('address', '=', address)
      .where('uid', 'in', uids)
      .execute()
    return [
      ...names.map((row) => ({ ...row, table: 'zz_name' as const })),
      ...units.map((row) => ({ ...row, table: 'zz_unit' as const })),
    ].flatMap(({ text, ...row }) => (text === null ? [] : [{ ...row, text }]))
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

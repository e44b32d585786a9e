import { sql, type Transaction } from 'kysely'
import { ADDRESS_COLUMNS } from '../../layout/layers.ts'
import type { AddressFields, RegistryTables } from '../registry-tables.ts'

/** An address with the office whose event was its first one; null where no event was. */
export type CollectedAddress = AddressFields & { readonly row: number; readonly collector: string | null }

/** What overviews count, in one transaction; reads only. */
export class OverviewRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** Addresses of a commune behind a row, in the order of their rows, at most `limit`. */
  async collected(commune: string, after: number, limit: number): Promise<CollectedAddress[]> {
    const rows = await this.#tx
      .selectFrom('address')
      .leftJoin('zz_event', (join) =>
        join.on(
          'zz_event.fid',
          '=',
          sql<number>`CASE WHEN address.revision = 1 THEN address.event ELSE (SELECT h.event FROM address_history AS h
            WHERE h.uid = address.uid ORDER BY h.fid LIMIT 1) END`,
        ),
      )
      .select(ADDRESS_COLUMNS.map((column) => `address.${column}` as const))
      .select(['address.fid as row', 'zz_event.office as collector'])
      .where('address.commune_code', '=', commune)
      .where('address.fid', '>', after)
      .orderBy('address.fid')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...row, row: Number(row.row) }) as CollectedAddress)
  }

  /** Addresses of a commune in whose place another one stands, behind a row, in the order of their rows, at most `limit`. */
  async replaced(commune: string, after: number, limit: number): Promise<{ uid: string; row: number }[]> {
    const rows = await this.#tx
      .selectFrom('address')
      .select(['uid', 'fid as row'])
      .where('commune_code', '=', commune)
      .where('status', '=', 'retired')
      .where('successor', 'is not', null)
      .where('fid', '>', after)
      .orderBy('fid')
      .limit(limit)
      .execute()
    return rows.map(({ uid, row }) => ({ uid, row: Number(row) }))
  }

  /** Codes of today's communes, in order. */
  async communes(): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('unit')
      .select('code')
      .where('level', '=', 'commune')
      .where('valid_to', 'is', null)
      .orderBy('code')
      .execute()
    return rows.map(({ code }) => code)
  }

  /** How many findings are open in a commune's queue by kind and rule, and since when the oldest. */
  async findings(commune: string): Promise<{ kind: string; rule: string; count: number; oldest: string }[]> {
    const rows = await this.#tx
      .selectFrom('zz_finding')
      .select(['kind', 'rule', sql<number>`count(*)`.as('count'), sql<string>`min(at)`.as('oldest')])
      .where('commune_code', '=', commune)
      .where('state', '=', 'open')
      .groupBy(['kind', 'rule'])
      .execute()
    return rows.map((row) => ({ ...row, count: Number(row.count) }))
  }
}

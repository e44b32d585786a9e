import type { Transaction } from 'kysely'
import type { OfficeTable, SubstituteTable } from '../accounts/account-tables.ts'
import type { PeopleTables } from '../people-tables.ts'
import type { OfficeAreaTable } from './issuing-tables.ts'

/** Where offices work, who issues their accounts, and who stands in for them. */
export class OfficeScopeRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async addAreas(areas: readonly OfficeAreaTable[]): Promise<void> {
    if (areas.length > 0)
      await this.#tx
        .insertInto('office_area')
        .values([...areas])
        .execute()
  }

  areasOf(office: string): Promise<OfficeAreaTable[]> {
    return this.#tx
      .selectFrom('office_area')
      .selectAll()
      .where('office', '=', office)
      .orderBy('kind')
      .orderBy('code')
      .execute()
  }

  /** Areas of all offices. */
  allAreas(): Promise<OfficeAreaTable[]> {
    return this.#tx.selectFrom('office_area').selectAll().orderBy('kind').orderBy('code').execute()
  }

  async addService(office: string, servedBy: string): Promise<void> {
    await this.#tx
      .insertInto('office_service')
      .values({ office, served_by: servedBy })
      .onConflict((conflict) => conflict.columns(['office', 'served_by']).doNothing())
      .execute()
  }

  /** Offices whose accounts the operators of an office issue. */
  async servedBy(office: string): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('office_service')
      .select('office')
      .where('served_by', '=', office)
      .execute()
    return rows.map((row) => row.office)
  }

  async addSubstitute(substitute: SubstituteTable): Promise<void> {
    await this.#tx.insertInto('substitute').values(substitute).execute()
  }

  /** Who stands in, or will, for an office. */
  substitutesOf(office: string): Promise<SubstituteTable[]> {
    return this.#tx
      .selectFrom('substitute')
      .selectAll()
      .where('office', '=', office)
      .where('ended_at', 'is', null)
      .orderBy('from_day')
      .orderBy('id')
      .execute()
  }

  /** For whom an office stands in on a day, `YYYY-MM-DD`. */
  standsInFor(substitute: string, day: string): Promise<SubstituteTable[]> {
    return this.#tx
      .selectFrom('substitute')
      .selectAll()
      .where('substitute', '=', substitute)
      .where('ended_at', 'is', null)
      .where('from_day', '<=', day)
      .where('to_day', '>=', day)
      .execute()
  }

  /** Ends one; whether there was one of this office. */
  async endSubstitute(office: string, id: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('substitute')
      .set({ ended_at: now.toISOString() })
      .where('office', '=', office)
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Offices that have not ended and have no account that is active on a day. */
  emptyOffices(day: string): Promise<OfficeTable[]> {
    return this.#tx
      .selectFrom('office')
      .selectAll()
      .where('ended_at', 'is', null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('account')
              .select('account.id')
              .whereRef('account.office', '=', 'office.id')
              .where('state', '=', 'active')
              .where('valid_from', '<=', day)
              .where('valid_to', '>=', day),
          ),
        ),
      )
      .orderBy('name')
      .orderBy('id')
      .execute()
  }
}

import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { StoredLook } from './contact-tables.ts'

/** Looks at contacts, in one transaction. */
export class LookRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  async add(look: StoredLook): Promise<void> {
    await this.#tx
      .insertInto('look')
      .values(await this.#sealing.seal('look', look))
      .execute()
  }

  /** How often a person has looked on a day with a reason alone: with all of his accounts. */
  async countReasons(person: string, day: string): Promise<number> {
    const { looks } = await this.#tx
      .selectFrom('look')
      .select((column) => column.fn.countAll<number>().as('looks'))
      .where('person', '=', person)
      .where('day', '=', day)
      .where('kind', '=', 'reason')
      .where('approval', 'is', null)
      .executeTakeFirstOrThrow()
    return Number(looks)
  }

  /** Looks at some addresses, the newest first. */
  at(addresses: readonly string[], limit: number): Promise<Omit<StoredLook, 'reason'>[]> {
    return this.#tx
      .selectFrom('look')
      .select(['id', 'address', 'account', 'person', 'office', 'day', 'at', 'kind', 'item', 'approval'])
      .where('address', 'in', addresses)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute()
  }

  /** Looks of an office that had a reason alone, with it, the newest first. */
  async withReason(office: string, before: string | undefined, limit: number): Promise<StoredLook[]> {
    let query = this.#tx
      .selectFrom('look')
      .selectAll()
      .where('office', '=', office)
      .where('kind', '=', 'reason')
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(limit)
    if (before !== undefined) query = query.where('at', '<', before)
    return this.#sealing.openAll('look', await query.execute())
  }
}

import type { Transaction } from 'kysely'
import type { ApprovalTable } from '../accounts/account-tables.ts'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { StoredLook } from './contact-tables.ts'

/** The kind of approvals that lets somebody look beyond the looks of a day. */
const LOOK = 'look'

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

  /** Takes the yes that a second person has given somebody to look at an address; its id, undefined where there is none. */
  async takeYes(account: string, address: string, now: string): Promise<string | undefined> {
    const agreed = await this.#approval(account, address, 'agreed', now)
    if (agreed === undefined) return undefined
    const { numUpdatedRows } = await this.#tx
      .updateTable('approval')
      .set({ state: 'used' })
      .where('id', '=', agreed)
      .where('state', '=', 'agreed')
      .executeTakeFirst()
    return numUpdatedRows > 0n ? agreed : undefined
  }

  /** Asks a second person, once; the id of what waits. */
  async askForYes(approval: Omit<ApprovalTable, 'kind' | 'state'>): Promise<string> {
    const { account, subject, created_at } = approval
    const open = await this.#approval(account, subject, 'open', created_at)
    if (open !== undefined) return open
    await this.#tx
      .insertInto('approval')
      .values({ ...approval, kind: LOOK, state: 'open' })
      .execute()
    return approval.id
  }

  async #approval(
    account: string,
    address: string,
    state: ApprovalTable['state'],
    now: string,
  ): Promise<string | undefined> {
    const found = await this.#tx
      .selectFrom('approval')
      .select('id')
      .where('kind', '=', LOOK)
      .where('subject', '=', address)
      .where('account', '=', account)
      .where('state', '=', state)
      .where('expires_at', '>', now)
      .orderBy('id')
      .executeTakeFirst()
    return found?.id
  }
}

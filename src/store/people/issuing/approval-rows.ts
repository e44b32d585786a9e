import type { Transaction } from 'kysely'
import type { ApprovalState, ApprovalTable } from '../accounts/account-tables.ts'
import type { PeopleTables } from '../people-tables.ts'

/** Who has settled an approval, and when. */
export type ApprovalSettlement = Pick<ApprovalTable, 'settled_account' | 'settled_person' | 'settled_at'>

/** Whose approvals somebody settles. */
export interface ApprovalReach {
  readonly person: string
  /** Offices that the person stands in for: whatever they wait for. */
  readonly near: readonly string[]
  /** Offices in the person's care, whose second factors go with a yes; undefined for all. */
  readonly caring: readonly string[] | undefined
  /** Whether the person may wake accounts of any office. */
  readonly wakes: boolean
}

/** What waits for the yes of another person. */
export class ApprovalRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async add(approval: ApprovalTable): Promise<void> {
    await this.#tx.insertInto('approval').values(approval).execute()
  }

  byId(id: string): Promise<ApprovalTable | undefined> {
    return this.#tx.selectFrom('approval').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** Open ones within somebody's reach that others have asked for and that have not expired, the oldest first. */
  openFor(
    { person, near, caring, wakes }: ApprovalReach,
    { after, limit }: { after: Pick<ApprovalTable, 'created_at' | 'id'> | undefined; limit: number },
    now: Date,
  ): Promise<ApprovalTable[]> {
    let query = this.#tx
      .selectFrom('approval')
      .selectAll()
      .where('state', '=', 'open')
      .where('expires_at', '>', now.toISOString())
      .where('person', '!=', person)
      .where((is) => {
        const reset = is('kind', '=', 'factor-reset')
        const cared = caring === undefined ? reset : is.and([reset, is('office', 'in', [...caring, ''])])
        const near_ = is('office', 'in', [...near, ''])
        return is.or(wakes ? [near_, cared, is('kind', '=', 'wake')] : [near_, cared])
      })
      .where(({ or, not, exists, selectFrom, eb }) =>
        or([
          eb('kind', '!=', 'factor-reset'),
          not(
            exists(
              selectFrom('account')
                .select('id')
                .whereRef('account.id', '=', 'approval.subject')
                .where('account.person', '=', person),
            ),
          ),
        ]),
      )
    if (after !== undefined)
      query = query.where((is) =>
        is.or([
          is('created_at', '>', after.created_at),
          is.and([is('created_at', '=', after.created_at), is('id', '>', after.id)]),
        ]),
      )
    return query.orderBy('created_at').orderBy('id').limit(limit).execute()
  }

  /** The newest one of a kind about a subject that is in a state. */
  newest(subject: string, kind: string, state: ApprovalState): Promise<ApprovalTable | undefined> {
    return this.#tx
      .selectFrom('approval')
      .selectAll()
      .where('subject', '=', subject)
      .where('kind', '=', kind)
      .where('state', '=', state)
      .orderBy('created_at', 'desc')
      .executeTakeFirst()
  }

  /** Those of a kind about a subject that are in a state and not over at a moment, ISO 8601 in UTC. */
  holding(kind: string, subject: string, state: ApprovalState, at: string): Promise<ApprovalTable[]> {
    return this.#tx
      .selectFrom('approval')
      .selectAll()
      .where('kind', '=', kind)
      .where('subject', '=', subject)
      .where('state', '=', state)
      .where('expires_at', '>', at)
      .orderBy('id')
      .execute()
  }

  /** Uses a yes up; false where somebody else was first. */
  async use(id: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('approval')
      .set({ state: 'used' })
      .where('id', '=', id)
      .where('state', '=', 'agreed')
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Asks for something else under the id of one that waits. */
  async renew(id: string, asked: Pick<ApprovalTable, 'details' | 'expires_at'>): Promise<void> {
    await this.#tx.updateTable('approval').set(asked).where('id', '=', id).execute()
  }

  /** Leads one on; false where somebody else was first. */
  async settle(
    id: string,
    from: ApprovalState,
    state: ApprovalState,
    settlement: ApprovalSettlement,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('approval')
      .set({ state, ...settlement })
      .where('id', '=', id)
      .where('state', '=', from)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Ends the open ones of a kind about a subject: another is asked, or it is over. */
  async expire(subject: string, kind: string, now: Date): Promise<void> {
    await this.#tx
      .updateTable('approval')
      .set({ state: 'expired', settled_at: now.toISOString() })
      .where('subject', '=', subject)
      .where('kind', '=', kind)
      .where('state', '=', 'open')
      .execute()
  }

  /** Ends the open ones that an account has asked for. */
  async expireAskedBy(account: string, now: Date): Promise<void> {
    await this.#tx
      .updateTable('approval')
      .set({ state: 'expired', settled_at: now.toISOString() })
      .where('account', '=', account)
      .where('state', '=', 'open')
      .execute()
  }
}

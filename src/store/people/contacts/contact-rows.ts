import type { Transaction } from 'kysely'
import type { PeopleTables, ProposalState } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { ContactRole, StoredConsent, StoredContact } from './contact-tables.ts'

/** A contact with what its person has agreed to. */
export interface ContactWithConsents extends StoredContact {
  readonly consents: readonly StoredConsent[]
}

/** Ids that one statement names. */
const DELETED_TOGETHER = 500

/** The contact that came with a declaration: what is known of it without the key. */
export interface DeclaredContact extends Pick<StoredContact, 'id' | 'state'> {
  readonly consents: readonly StoredConsent[]
}

/** Contacts of addresses, in one transaction. There is no way to them but by the address. */
export class ContactRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  /** Adds one. Throws {@link StoreError} `sealed` where there is no key: contacts are never kept in plain text. */
  async add({ consents, ...contact }: ContactWithConsents): Promise<void> {
    await this.#sealing.mustSeal()
    await this.#tx
      .insertInto('contact')
      .values(await this.#sealing.seal('contact', contact))
      .execute()
    if (consents.length > 0)
      await this.#tx
        .insertInto('consent')
        .values([...consents])
        .execute()
  }

  /** All of some addresses, opened. Throws {@link StoreError} `sealed` without the key. */
  async of(addresses: readonly string[]): Promise<ContactWithConsents[]> {
    const rows = await this.#tx
      .selectFrom('contact')
      .selectAll()
      .where('address', 'in', addresses)
      .orderBy('role')
      .orderBy('id')
      .execute()
    const contacts = await this.#sealing.openAll('contact', rows)
    const consents = await this.#consentsOf(contacts.map(({ id }) => id))
    return contacts.map((contact) => ({
      ...contact,
      consents: consents.filter((consent) => consent.contact === contact.id),
    }))
  }

  /** Which of some addresses have a contact of their own. */
  async among(addresses: readonly string[]): Promise<Set<string>> {
    if (addresses.length === 0) return new Set()
    const rows = await this.#tx
      .selectFrom('contact')
      .select('address')
      .distinct()
      .where('address', 'in', addresses)
      .execute()
    return new Set(rows.map(({ address }) => address))
  }

  /** Another text whenever contacts were added or deleted. */
  async mark(): Promise<string> {
    const found = await this.#tx
      .selectFrom('contact')
      .select(({ fn }) => [fn.countAll().as('count'), fn.max('written_at').as('newest')])
      .executeTakeFirst()
    return `${found?.count ?? 0} ${found?.newest ?? ''}`
  }

  /** Ids of those of some addresses, of some roles or of all. */
  async idsOf(addresses: readonly string[], roles?: readonly ContactRole[]): Promise<string[]> {
    let query = this.#tx.selectFrom('contact').select('id').where('address', 'in', addresses)
    if (roles !== undefined) query = query.where('role', 'in', roles)
    return (await query.execute()).map(({ id }) => id)
  }

  /** Deletes some with their consents; returns how many there were. */
  async delete(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0
    await this.#tx.deleteFrom('consent').where('contact', 'in', ids).execute()
    const { numDeletedRows } = await this.#tx.deleteFrom('contact').where('id', 'in', ids).executeTakeFirst()
    return Number(numDeletedRows)
  }

  /** The contact that came with a declaration, closed; undefined where there is none. */
  async declared(declaration: string): Promise<DeclaredContact | undefined> {
    const found = await this.#tx
      .selectFrom('contact')
      .select(['id', 'state'])
      .where('address', '=', declaration)
      .where('state', '!=', 'written')
      .executeTakeFirst()
    return found && { ...found, consents: await this.#consentsOf([found.id]) }
  }

  /** Deletes the contact that came with a declaration; nobody needs it when there is to be no address. */
  async deleteDeclared(declaration: string): Promise<void> {
    const held = await this.declared(declaration)
    if (held !== undefined) await this.delete([held.id])
  }

  /** Who it is, opened. Throws {@link StoreError} `sealed` without the key. */
  async opened(id: string): Promise<Pick<StoredContact, 'role' | 'content'>> {
    const found = await this.#tx
      .selectFrom('contact')
      .select(['id', 'role', 'content'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return this.#sealing.open('contact', found)
  }

  /** Writes something else of one. */
  async change(
    id: string,
    changes: Partial<Pick<StoredContact, 'role' | 'content' | 'state'>>,
  ): Promise<void> {
    const sealed = await this.#sealing.seal('contact', { id, ...changes })
    await this.#tx.updateTable('contact').set(sealed).where('id', '=', id).execute()
  }

  /** Confirms what a declarer has sent for one of some addresses; whether it waited for that. */
  async confirm(id: string, addresses: readonly string[]): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('contact')
      .set({ state: 'confirmed' })
      .where('id', '=', id)
      .where('address', 'in', addresses)
      .where('state', '=', 'unproven')
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Keeps what somebody agrees to, in the place of an earlier consent for the same purpose. */
  async agree(consent: StoredConsent): Promise<void> {
    await this.#tx
      .insertInto('consent')
      .values(consent)
      .onConflict((conflict) => conflict.columns(['contact', 'purpose']).doUpdateSet(consent))
      .execute()
  }

  /** Deletes what came with declarations that ended in one of some states before a moment. */
  async deleteEnded(states: readonly ProposalState[], before: string): Promise<void> {
    const ended = await this.#tx
      .selectFrom('contact')
      .innerJoin('proposal', 'proposal.id', 'contact.address')
      .select('contact.id')
      .where('proposal.state', 'in', states)
      .where('proposal.ended_at', '<', before)
      .execute()
    for (let at = 0; at < ended.length; at += DELETED_TOGETHER)
      await this.delete(ended.slice(at, at + DELETED_TOGETHER).map(({ id }) => id))
  }

  /** Withdraws what people of some addresses have agreed to, of some purposes or all; contact and purpose of each. */
  async withdraw(
    addresses: readonly string[],
    purposes: readonly string[] | undefined,
    at: string,
  ): Promise<string[]> {
    const found = (await this.#consentsOf(await this.idsOf(addresses))).filter(
      ({ purpose, withdrawn_at }) => withdrawn_at === null && (purposes?.includes(purpose) ?? true),
    )
    for (const { contact, purpose } of found) await this.withdrawAgain(contact, purpose, at)
    return found.map(({ contact, purpose }) => `${contact} ${purpose}`)
  }

  /** Withdraws a consent; whether it was given by then and not withdrawn. */
  async withdrawAgain(contact: string, purpose: string, at: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('consent')
      .set({ withdrawn_at: at })
      .where('contact', '=', contact)
      .where('purpose', '=', purpose)
      .where('withdrawn_at', 'is', null)
      .where('given_at', '<=', at)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  #consentsOf(ids: readonly string[]): Promise<StoredConsent[]> {
    if (ids.length === 0) return Promise.resolve([])
    return this.#tx.selectFrom('consent').selectAll().where('contact', 'in', ids).orderBy('purpose').execute()
  }
}

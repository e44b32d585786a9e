import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { ContactRole, StoredConsent, StoredContact } from './contact-tables.ts'

/** A contact with what its person has agreed to. */
export interface ContactWithConsents extends StoredContact {
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

  /** Withdraws a consent; whether it was given and not withdrawn. */
  async withdrawAgain(contact: string, purpose: string, at: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('consent')
      .set({ withdrawn_at: at })
      .where('contact', '=', contact)
      .where('purpose', '=', purpose)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  #consentsOf(ids: readonly string[]): Promise<StoredConsent[]> {
    if (ids.length === 0) return Promise.resolve([])
    return this.#tx.selectFrom('consent').selectAll().where('contact', 'in', ids).orderBy('purpose').execute()
  }
}

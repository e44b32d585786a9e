import type { Generated, Selectable } from 'kysely'

/** Stands for the account, person and office of who has none. */
export const NOBODY = 'nobody'

/** What somebody is to an object that has an address. */
export type ContactRole = 'owner' | 'representative' | 'user' | 'manager'

/**
 * Whose word a contact is: `written` by an account, else the declarer's own, sent with the declaration of the address, until an
 * officer has confirmed it.
 */
export type ContactState = 'written' | 'unproven' | 'confirmed'

export interface ContactTable {
  id: string
  /** Uid of the address; of a declaration the id of its proposal, which becomes the address's. */
  address: string
  role: ContactRole
  /** JSON of name and channels, sealed. */
  content: string
  state: Generated<ContactState>
  /** Who wrote it: opaque ids; {@link NOBODY} for who declared without an account. */
  account: string
  person: string
  office: string
  /** ISO 8601 in UTC, as every moment here. */
  written_at: string
}

/** What a person has agreed to, provably: the words and their version, when, and how it was said. */
export interface ConsentTable {
  contact: string
  purpose: string
  version: string
  text: string
  how: string
  given_at: string
  withdrawn_at: string | null
}

/** Why somebody looked: an open item of the address, a reason, or their own entry of the last day. */
export type LookKind = 'item' | 'reason' | 'own'

/** A look at the contacts of an address, written before they are told. */
export interface LookTable {
  id: string
  address: string
  account: string
  person: string
  office: string
  /** `YYYY-MM-DD` at +07:00. */
  day: string
  at: string
  kind: LookKind
  /** Of `item`: kind and id. */
  item: string | null
  /** Of `reason`: the words, sealed. */
  reason: string | null
  /** The yes of a second person, beyond the looks of a day. */
  approval: string | null
}

export interface ContactTables {
  contact: ContactTable
  consent: ConsentTable
  look: LookTable
}

export type StoredContact = Selectable<ContactTable>
export type StoredConsent = Selectable<ConsentTable>
export type StoredLook = Selectable<LookTable>

import type { Selectable } from 'kysely'

/** What a person asks for about own data. */
export type RequestKind = 'see' | 'correct' | 'delete' | 'withdraw' | 'restrict' | 'object'

export interface PersonRequestTable {
  id: string
  kind: RequestKind
  /** Uid of the address that it is about, and the commune whose officers answer. */
  address: string
  commune_code: string
  hamlet: string | null
  /** JSON of name, how to answer, and what is asked; sealed, as what is answered is. */
  content: string
  state: 'open' | 'replied' | 'fulfilled'
  /** 1 where a third party must stop too. */
  third_party: number
  created_at: string
  /** The two clocks: last moments of the first reply and of fulfilment. */
  reply_due: string
  fulfil_due: string
  replied_at: string | null
  reply: string | null
  extended_at: string | null
  extension: string | null
  fulfilled_at: string | null
  outcome: 'done' | 'refused' | null
  result: string | null
  /** Event of the record that did what was asked, as a redaction; null where the record is not concerned. */
  event: string | null
  /** Who took it, null for nobody's account, and who ended it. */
  account: string | null
  settled_account: string | null
}

export interface PersonRequestTables {
  person_request: PersonRequestTable
}

export type StoredPersonRequest = Selectable<PersonRequestTable>
/** What is known of a request without what was written in it. */
export type PersonRequestHead = Omit<StoredPersonRequest, 'content' | 'reply' | 'extension' | 'result'>

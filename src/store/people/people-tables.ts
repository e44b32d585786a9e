import type { Generated, Selectable } from 'kysely'
import type { AccountTables } from './accounts/account-tables.ts'
import type { AuditTables } from './audit/audit-tables.ts'
import type { BatchTables } from './batches/batch-tables.ts'
import type { CertificateTables } from './certificates/certificate-tables.ts'
import type { ContactTables } from './contacts/contact-tables.ts'
import type { DoorTables } from './doors/door-tables.ts'
import type { IssuingTables } from './issuing/issuing-tables.ts'
import type { LoginTables } from './login/login-tables.ts'
import type { PersonRequestTables } from './requests/person-request-tables.ts'
import type { SealingTables } from './sealing/sealing-tables.ts'
import type { WebhookTable } from './webhook-table.ts'

/** What is proposed; each kind waits for somebody else's yes. */
export type ProposalKind = 'declaration' | 'correction' | 'move' | 'merge' | 'split' | 'retire' | 'restore'

/**
 * `settling` while the change is being written to the record: the proposal names the event that is to make it, and whether
 * that event is there decides.
 */
export type ProposalState = 'open' | 'returned' | 'settling' | 'accepted' | 'rejected' | 'withdrawn'

export interface ProposalTable {
  /** Of a declaration the id that its address will have. */
  id: string
  kind: ProposalKind
  /** Id of the address that it is about; null for a declaration. */
  subject: string | null
  /** Revision of the address that it is based on. */
  base_revision: number | null
  /** Commune of today in whose queue it waits. */
  commune_code: string
  /** Uid of its hamlet: with its commune the area that it waits in. */
  hamlet: string | null
  /** JSON of what is to be done. */
  changes: string
  /** Where a queue shows it. */
  lon: number | null
  lat: number | null
  /** What the proposer adds in words. */
  text: string | null
  reason: string | null
  /** Who proposes: opaque ids; null for nobody. */
  account: string | null
  person: string | null
  office: string | null
  state: ProposalState
  /** Id of the event that makes the change, from the moment in which it is accepted. */
  event: string | null
  settled_account: string | null
  settled_person: string | null
  settled_office: string | null
  settle_reason: string | null
  settle_text: string | null
  /** ISO 8601 in UTC. */
  created_at: string
  /** When it was accepted, rejected or withdrawn. */
  ended_at: string | null
  /** Counted from 1, one more with each change of content or state. */
  revision: Generated<number>
}

/** A proposal as it is stored. */
export type StoredProposal = Selectable<ProposalTable>

/** How far numbers of codes may have been issued, by the key that the codes are made with. */
export interface CodeBoundTable {
  code_key: string
  bound: number
}

/** A copy of the last event of a chain of the record. */
export interface ChainHeadTable {
  chain: string
  number: number
  hash: string
  at: string
  /** Under a key of this file; null where there was none. */
  mac: string | null
}

/** Requests that were done here, by the key that their sender gave them. */
export interface RequestTable {
  account: string
  key: string
  /** SHA-256 of method, path and body. */
  request: string
  subject: string
  at: string
}

export interface InfoTable {
  key: string
  value: string
}

/** The tables of `people.db`, or of the schema `people` in PostgreSQL. */
export interface PeopleTables
  extends BatchTables,
    AccountTables,
    AuditTables,
    SealingTables,
    CertificateTables,
    ContactTables,
    PersonRequestTables,
    DoorTables,
    IssuingTables,
    LoginTables {
  proposal: ProposalTable
  code_bound: CodeBoundTable
  chain_head: ChainHeadTable
  request: RequestTable
  webhook: WebhookTable
  info: InfoTable
}

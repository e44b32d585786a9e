import type { KeyObject } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import { AccountRows } from './accounts/account-rows.ts'
import { ApiKeyRows } from './accounts/api-key-rows.ts'
import { OfficeRows } from './accounts/office-rows.ts'
import { AuditRows } from './audit/audit-rows.ts'
import { BatchRows } from './batches/batch-rows.ts'
import { LayerRightRows } from './batches/layer-right-rows.ts'
import { SampleRows } from './batches/sample-rows.ts'
import { CertificateRows } from './certificates/certificate-rows.ts'
import { ChainHeadRows } from './chain-head-rows.ts'
import { CodeBoundRows } from './code-bound-rows.ts'
import { ContactRows } from './contacts/contact-rows.ts'
import { LookRows } from './contacts/look-rows.ts'
import { ProposalQueue } from './desk/proposal-queue.ts'
import { EvidenceRows } from './doors/evidence-rows.ts'
import { ReceiptRows } from './doors/receipt-rows.ts'
import { ReportRows } from './doors/report-rows.ts'
import { ApprovalRows } from './issuing/approval-rows.ts'
import { OfficeScopeRows } from './issuing/office-scope-rows.ts'
import { RosterRows } from './issuing/roster-rows.ts'
import { SlipRows } from './issuing/slip-rows.ts'
import { DemoAccountRows } from './login/demo-account-rows.ts'
import { DeviceRows } from './login/device-rows.ts'
import { OidcLinkRows } from './login/oidc-link-rows.ts'
import { RecoveryCodeRows } from './login/recovery-code-rows.ts'
import { SessionRows } from './login/session-rows.ts'
import type { PeopleTables } from './people-tables.ts'
import { ProposalRows } from './proposal-rows.ts'
import { RequestRows } from './request-rows.ts'
import { PersonRequestRows } from './requests/person-request-rows.ts'
import type { KeyState, PeopleKeys } from './sealing/people-keys.ts'
import { Sealing } from './sealing/sealing.ts'
import { SealingKeyRows } from './sealing/sealing-key-rows.ts'
import { WebhookRows } from './webhook-rows.ts'

/** Times that a transaction is tried when others were in the way. */
const TRIES = 5

/** The tables of people, on either engine. */
export interface PeopleEngine {
  readonly db: Kysely<PeopleTables>
  /** Whether it locks rows; else one writer at a time has the whole file. */
  readonly rowLocks: boolean
  /** Whether another writer was in the way and the whole transaction may be tried again. */
  isConflict(error: unknown): boolean
  emptyJournal(): Promise<boolean>
}

/** What one transaction over the tables of people reads and writes, by subject. */
export interface PeopleTransaction {
  readonly proposals: ProposalRows
  readonly queue: ProposalQueue
  readonly codeBounds: CodeBoundRows
  readonly heads: ChainHeadRows
  readonly requests: RequestRows
  readonly webhooks: WebhookRows
  readonly batches: BatchRows
  readonly samples: SampleRows
  readonly layerRights: LayerRightRows
  readonly offices: OfficeRows
  readonly accounts: AccountRows
  readonly apiKeys: ApiKeyRows
  readonly audit: AuditRows
  readonly contacts: ContactRows
  readonly looks: LookRows
  readonly personRequests: PersonRequestRows
  readonly certificates: CertificateRows
  readonly sealing: Sealing
  readonly sealingKeys: SealingKeyRows
  readonly receipts: ReceiptRows
  readonly reports: ReportRows
  readonly evidence: EvidenceRows
  readonly officeScopes: OfficeScopeRows
  readonly roster: RosterRows
  readonly slips: SlipRows
  readonly approvals: ApprovalRows
  readonly sessions: SessionRows
  readonly demoAccounts: DemoAccountRows
  readonly devices: DeviceRows
  readonly recoveryCodes: RecoveryCodeRows
  readonly oidcLinks: OidcLinkRows
}

/**
 * What is known beside the record: `people.db`, or the schema `people`. A transaction here may run within one of the record,
 * never the other way round: so neither waits for the other for ever.
 */
export class PeopleStore {
  readonly #engine: PeopleEngine
  readonly #keys: PeopleKeys

  constructor(engine: PeopleEngine, keys: PeopleKeys) {
    this.#engine = engine
    this.#keys = keys
  }

  /** What the key from outside comes to; without the right one heads are copied without a MAC, and what is sealed stays closed. */
  get keyState(): KeyState {
    return this.#keys.state
  }

  /** Why what is sealed cannot be opened; undefined where nothing stands in the way. */
  get keyProblem(): string | undefined {
    return this.keyState === 'missing' || this.keyState === 'wrong'
      ? this.#keys.cannotOpen().message
      : undefined
  }

  /** The key of a purpose; undefined without a key. */
  keyFor(purpose: string): KeyObject | undefined {
    return this.#keys.lasting?.for(purpose)
  }

  /** Runs `work` in one transaction: all of it is kept, durably, or nothing. It may run again, so it must do nothing else. */
  async write<T>(work: (tx: PeopleTransaction) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++)
      try {
        return await this.#engine.db.transaction().execute((tx) => this.#run(tx, work))
      } catch (error) {
        if (tries === TRIES || !this.#engine.isConflict(error)) throw error
      }
  }

  /** Runs `work`, which only reads, in one state. */
  read<T>(work: (tx: PeopleTransaction) => Promise<T>): Promise<T> {
    return this.#engine.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((tx) => this.#run(tx, work))
  }

  #run<T>(tx: Transaction<PeopleTables>, work: (tx: PeopleTransaction) => Promise<T>): Promise<T> {
    return work(tables(tx, this.#keys, this.#engine.rowLocks))
  }

  /** Copies the journal into the file and empties it; false while somebody still reads from it. */
  emptyJournal(): Promise<boolean> {
    return this.#engine.emptyJournal()
  }

  close(): Promise<void> {
    return this.#engine.db.destroy()
  }
}

function tables(tx: Transaction<PeopleTables>, keys: PeopleKeys, rowLocks: boolean): PeopleTransaction {
  const sealing = new Sealing(tx, keys, rowLocks)
  return {
    proposals: new ProposalRows(tx, sealing),
    queue: new ProposalQueue(tx, sealing),
    codeBounds: new CodeBoundRows(tx),
    heads: new ChainHeadRows(tx, keys.lasting),
    requests: new RequestRows(tx),
    webhooks: new WebhookRows(tx, sealing),
    batches: new BatchRows(tx, sealing),
    samples: new SampleRows(tx, sealing),
    layerRights: new LayerRightRows(tx),
    offices: new OfficeRows(tx),
    accounts: new AccountRows(tx, sealing),
    apiKeys: new ApiKeyRows(tx),
    audit: new AuditRows(tx),
    contacts: new ContactRows(tx, sealing),
    looks: new LookRows(tx, sealing),
    personRequests: new PersonRequestRows(tx, sealing),
    certificates: new CertificateRows(tx, sealing),
    sealing,
    sealingKeys: new SealingKeyRows(tx, keys, rowLocks),
    receipts: new ReceiptRows(tx),
    reports: new ReportRows(tx, sealing),
    evidence: new EvidenceRows(tx, sealing),
    officeScopes: new OfficeScopeRows(tx),
    roster: new RosterRows(tx, sealing),
    slips: new SlipRows(tx),
    approvals: new ApprovalRows(tx),
    sessions: new SessionRows(tx),
    demoAccounts: new DemoAccountRows(tx),
    devices: new DeviceRows(tx),
    recoveryCodes: new RecoveryCodeRows(tx),
    oidcLinks: new OidcLinkRows(tx),
  }
}

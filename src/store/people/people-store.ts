import type { Kysely, Transaction } from 'kysely'
import { AccountRows } from './accounts/account-rows.ts'
import { OfficeRows } from './accounts/office-rows.ts'
import { AuditRows } from './audit/audit-rows.ts'
import { BatchRows } from './batches/batch-rows.ts'
import { SampleRows } from './batches/sample-rows.ts'
import { ChainHeadRows } from './chain-head-rows.ts'
import { CodeBoundRows } from './code-bound-rows.ts'
import { ProposalQueue } from './desk/proposal-queue.ts'
import type { PeopleKey } from './people-key.ts'
import type { PeopleTables } from './people-tables.ts'
import { ProposalRows } from './proposal-rows.ts'
import { RequestRows } from './request-rows.ts'
import { WebhookRows } from './webhook-rows.ts'

/** Times that a transaction is tried when others were in the way. */
const TRIES = 5

/** The tables of people, on either engine. */
export interface PeopleEngine {
  readonly db: Kysely<PeopleTables>
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
  readonly offices: OfficeRows
  readonly accounts: AccountRows
  readonly audit: AuditRows
}

/**
 * What is known beside the record: `people.db`, or the schema `people`. A transaction here may run within one of the record,
 * never the other way round: so neither waits for the other for ever.
 */
export class PeopleStore {
  readonly #engine: PeopleEngine
  readonly #key: PeopleKey | undefined

  /** @param key without it heads of chains are copied without a MAC */
  constructor(engine: PeopleEngine, key?: PeopleKey) {
    this.#engine = engine
    this.#key = key
  }

  get hasKey(): boolean {
    return this.#key !== undefined
  }

  /** Runs `work` in one transaction: all of it is kept, durably, or nothing. It may run again, so it must do nothing else. */
  async write<T>(work: (tx: PeopleTransaction) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++)
      try {
        return await this.#engine.db.transaction().execute((tx) => work(tables(tx, this.#key)))
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
      .execute((tx) => work(tables(tx, this.#key)))
  }

  /** Copies the journal into the file and empties it; false while somebody still reads from it. */
  emptyJournal(): Promise<boolean> {
    return this.#engine.emptyJournal()
  }

  close(): Promise<void> {
    return this.#engine.db.destroy()
  }
}

function tables(tx: Transaction<PeopleTables>, key: PeopleKey | undefined): PeopleTransaction {
  return {
    proposals: new ProposalRows(tx),
    queue: new ProposalQueue(tx),
    codeBounds: new CodeBoundRows(tx),
    heads: new ChainHeadRows(tx, key),
    requests: new RequestRows(tx),
    webhooks: new WebhookRows(tx),
    batches: new BatchRows(tx),
    samples: new SampleRows(tx),
    offices: new OfficeRows(tx),
    accounts: new AccountRows(tx),
    audit: new AuditRows(tx),
  }
}

import type { Kysely, Transaction } from 'kysely'
import type { NewEvent } from '../../chains/linked-event.ts'
import { AcceptedFindingRows } from './accepted-finding-rows.ts'
import { AddressRows } from './address-rows.ts'
import { AddressSets } from './address-sets.ts'
import { ChainRows } from './chain-rows.ts'
import { CodeRows, type Cover } from './code-rows.ts'
import { ComponentRows } from './components/component-rows.ts'
import { DailyCountRows } from './daily-count-rows.ts'
import { ChangedRows } from './desk/changed-rows.ts'
import { ExpectedRows } from './desk/expected-rows.ts'
import { FindingRows } from './desk/finding-rows.ts'
import { KeptPosition } from './desk/kept-position.ts'
import { OverviewRows } from './desk/overview-rows.ts'
import { RedactionRows } from './desk/redaction-rows.ts'
import { UnverifiedRows } from './desk/unverified-rows.ts'
import { HistoryRows } from './history-rows.ts'
import { IdempotencyRows } from './idempotency-rows.ts'
import { IdentifierRows } from './identifier-rows.ts'
import { AccountWorkRows } from './insiders/account-work-rows.ts'
import { JobRows } from './jobs/job-rows.ts'
import { OutboxRows } from './jobs/outbox-rows.ts'
import { LayerRows } from './layers/layer-rows.ts'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables } from './registry-tables.ts'
import { SupplementRows } from './supplements/supplement-rows.ts'

/** Times that a transaction is tried when others were in the way. */
const TRIES = 5

/** What one transaction of the registry reads and writes, by subject. */
export interface RegistryTransaction {
  readonly addresses: AddressRows
  readonly sets: AddressSets
  readonly chains: ChainRows
  readonly codes: CodeRows
  readonly identifiers: IdentifierRows
  readonly requests: IdempotencyRows
  readonly acceptedFindings: AcceptedFindingRows
  readonly components: ComponentRows
  readonly outbox: OutboxRows
  readonly jobs: JobRows
  readonly dailyCounts: DailyCountRows
  readonly supplements: SupplementRows
  readonly findings: FindingRows
  readonly redactions: RedactionRows
  readonly changed: ChangedRows
  readonly kept: KeptPosition
  readonly overview: OverviewRows
  readonly unverified: UnverifiedRows
  readonly work: AccountWorkRows
  readonly expected: ExpectedRows
  readonly layers: LayerRows
}

/** How a transaction ended: with the events that it has kept, or with nothing, and why. */
export interface WriteEnd {
  readonly events: readonly NewEvent[]
  readonly error?: unknown
}

/** The record's write side on either engine. */
export class RegistryStore {
  readonly #engine: RegistryEngine
  /** For reading: what only reads holds nothing, and PostgreSQL lets it hold nothing. */
  readonly #reader: RegistryEngine
  readonly #cover: Cover | undefined
  readonly #onEnd: (end: WriteEnd) => void

  /**
   * @param cover told of a code's number before it is used
   * @param onEnd told of each transaction that has ended
   */
  constructor(engine: RegistryEngine, cover?: Cover, onEnd: (end: WriteEnd) => void = () => {}) {
    this.#engine = engine
    this.#reader = { ...engine, locksRows: false }
    this.#cover = cover
    this.#onEnd = onEnd
  }

  get engine(): RegistryEngine['name'] {
    return this.#engine.name
  }

  /**
   * Runs `work` in one transaction: all of it is kept, durably, or nothing. It may run again where another transaction was
   * in the way, so it must do nothing else.
   */
  async write<T>(work: (tx: RegistryTransaction) => Promise<T>): Promise<T> {
    let events: readonly NewEvent[] = []
    try {
      const result = await this.#untilFree(() =>
        this.#engine.db.transaction().execute(async (tx) => {
          const tables = this.#tables(tx)
          const done = await work(tables)
          events = tables.chains.appended
          return done
        }),
      )
      this.#onEnd({ events })
      return result
    } catch (error) {
      this.#onEnd({ events: [], error })
      throw error
    }
  }

  /** Runs `work`, which only reads, in one state of the record; it may run again as in {@link write}. */
  read<T>(work: (tx: RegistryTransaction) => Promise<T>): Promise<T> {
    return this.#untilFree(() =>
      reading(this.#engine.db).execute((tx) => work(this.#tables(tx, this.#reader))),
    )
  }

  /** Reads the whole history in one state of the record. */
  walk<T>(work: (history: HistoryRows) => Promise<T>): Promise<T> {
    return reading(this.#engine.walks).execute((tx) => work(new HistoryRows(tx, this.#engine)))
  }

  /** Column of a unique index that an error of {@link write} says was violated. */
  duplicateColumn(error: unknown): string | undefined {
    return this.#engine.duplicateColumn(error)
  }

  /** Copies the journal into the file and empties it; false while somebody still reads from it. */
  emptyJournal(): Promise<boolean> {
    return this.#engine.emptyJournal()
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  /** A transaction, again where another was in the way. */
  async #untilFree<T>(transaction: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++)
      try {
        return await transaction()
      } catch (error) {
        if (!this.#engine.isConflict(error) || tries === TRIES) throw error
      }
  }

  #tables(tx: Transaction<RegistryTables>, engine = this.#engine): RegistryTransaction {
    return {
      addresses: new AddressRows(tx, engine),
      sets: new AddressSets(tx, engine),
      chains: new ChainRows(tx, engine),
      codes: new CodeRows(tx, engine, this.#cover),
      identifiers: new IdentifierRows(tx, engine),
      requests: new IdempotencyRows(tx, engine),
      acceptedFindings: new AcceptedFindingRows(tx),
      outbox: new OutboxRows(tx, engine),
      jobs: new JobRows(tx, engine),
      dailyCounts: new DailyCountRows(tx),
      supplements: new SupplementRows(tx),
      components: new ComponentRows(tx, engine),
      findings: new FindingRows(tx),
      redactions: new RedactionRows(tx),
      changed: new ChangedRows(tx, engine),
      kept: new KeptPosition(tx),
      overview: new OverviewRows(tx),
      unverified: new UnverifiedRows(tx, engine),
      work: new AccountWorkRows(tx, this.#engine),
      expected: new ExpectedRows(tx),
      layers: new LayerRows(tx),
    }
  }
}

/** A transaction that only reads, and sees one state of the record. */
function reading(db: Kysely<RegistryTables>) {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
}

import { randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { type BatchEntry, batchRoot } from '../../../chains/batch-root.ts'
import { chainPrefix } from '../../../chains/chain-name.ts'
import { ChainWriter } from './chain-writer.ts'

/** Who changed what a batch's event stands for: a load, a migration. */
export interface Origin {
  readonly action: string
  readonly office: string
  /** Of rows that go without a trace, all at once: their chains are of their own and go with them, see {@link chainPrefix}. */
  readonly source?: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** Hashes kept until their batches are closed: some 150 bytes each. */
const OPEN_ENTRIES = 500_000

interface OpenBatch {
  /** Row number that its event will have. */
  readonly event: number
  readonly entries: BatchEntry[]
}

/** Versions made together, for one event a commune with their number and the root over their hashes. */
export class VersionBatches {
  readonly #db: Database
  readonly #origin: Origin
  readonly #chains: ChainWriter
  /** Number of the last event before these. */
  readonly #eventsBefore: number
  /** Chains by the code of their commune. */
  readonly #names = new Map<string, string>()
  #open = new Map<string, OpenBatch>()
  #entries = 0

  /** @param at moment of the events, ISO 8601 in UTC */
  constructor(db: Database, origin: Origin, at: string) {
    this.#db = db
    this.#origin = origin
    this.#chains = new ChainWriter(db, origin.source === undefined ? '' : chainPrefix(origin.source), at)
    this.#eventsBefore = this.#chains.lastRow
  }

  /** The row number of the event that a version of this commune, which is about to be written, gets. */
  eventOf(commune: string): number {
    return this.#batchOf(commune).event
  }

  /** Takes a version that was written into the batch of its commune. */
  add(commune: string, uid: string, hash: string): void {
    this.#batchOf(commune).entries.push([uid, hash])
    this.#entries++
  }

  /** Whether so many are open that they should be closed, between two rows. */
  get full(): boolean {
    return this.#entries >= OPEN_ENTRIES
  }

  /** Writes the events of the batches that are open, in the order of their chains. */
  close(): void {
    const { action, office, details } = this.#origin
    const batches = [...this.#open].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [chain, { event, entries }] of batches)
      if (entries.length > 0)
        this.#chains.append(event, chain, {
          id: randomUUID(),
          action,
          subject: null,
          from_status: null,
          to_status: null,
          revision: null,
          version_hash: batchRoot(entries),
          count: entries.length,
          office,
          account: null,
          person: null,
          reason: null,
          details: details === undefined ? null : JSON.stringify(details),
        })
    this.#open = new Map()
    this.#entries = 0
  }

  /** Gives up all of it, the events that were written too, as rows have gone that they count. */
  discard(): void {
    this.#open = new Map()
    this.#entries = 0
    this.#db.prepare('DELETE FROM zz_event WHERE fid > ?').run(this.#eventsBefore)
    this.#db.exec(`DELETE FROM zz_chain;
      INSERT INTO zz_chain(chain, number, hash, at) SELECT chain, max(number), hash, at FROM zz_event GROUP BY chain`)
  }

  #batchOf(commune: string): OpenBatch {
    let chain = this.#names.get(commune)
    if (chain === undefined) {
      chain = this.#chains.chainOf(commune)
      this.#names.set(commune, chain)
    }
    let batch = this.#open.get(chain)
    if (batch === undefined) {
      batch = { event: this.#chains.reserveRow(), entries: [] }
      this.#open.set(chain, batch)
    }
    return batch
  }
}

import { randomUUID } from 'node:crypto'
import type { Database, Statement } from 'better-sqlite3'
import { type BatchEntry, batchRoot } from '../../chains/batch-root.ts'
import { type VersionContent, versionHash, versionSalt } from '../../chains/version-hash.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { ADDRESS_COLUMNS } from '../layers.ts'
import { ChainWriter } from './chain-writer.ts'
import type { AddressFields } from './registry-tables.ts'

/** Who changed what is settled: a load, a migration, or another program. */
export interface Origin {
  readonly action: string
  readonly office: string
  /** Put before the names of the chains, as `demo:`; what stands in such a chain can go as a whole. */
  readonly prefix?: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** Rows taken at once, as SQLite lets nobody write while a statement is walked through. */
const PAGE = 5000
/** Hashes kept until their batches are closed: some 150 bytes each. */
const OPEN_ENTRIES = 500_000
const VIETNAM = 7 * 3_600_000

interface UnsettledRow extends AddressFields {
  fid: number
  place: unknown
  revision: number | null
  valid_from: string | null
}

interface OpenBatch {
  /** Row number that its event will have. */
  readonly event: number
  readonly chain: string
  readonly entries: BatchEntry[]
}

/**
 * Gives every version that no event has made yet its revision, salt and event: one event a commune, with their number and
 * the root over their hashes. Earlier versions come first, so that revisions count from the oldest. Call
 * inside a transaction; the triggers of `address` may be there: an event alone changes no content. Returns how many versions
 * it settled.
 */
export function settleVersions(db: Database, origin: Origin, now: Date = new Date()): number {
  const settling = new Settling(db, origin, now)
  const settled = settling.settle('address_history') + settling.settle('address')
  settling.close()
  return settled
}

class Settling {
  readonly #db: Database
  readonly #origin: Origin
  readonly #chains: ChainWriter
  readonly #today: string
  readonly #open = new Map<string, OpenBatch>()
  readonly #lastRevision: Statement<[string], number | null> | undefined
  #entries = 0

  constructor(db: Database, origin: Origin, now: Date) {
    this.#db = db
    this.#origin = origin
    this.#chains = new ChainWriter(db, origin.prefix ?? '', now.toISOString())
    this.#today = new Date(now.getTime() + VIETNAM).toISOString().slice(0, 10)
    // A first load asks a million times what can have no answer.
    if (db.prepare('SELECT 1 FROM address_history LIMIT 1').get() !== undefined)
      this.#lastRevision = db
        .prepare<[string], number | null>('SELECT max(revision) FROM address_history WHERE uid = ?')
        .pluck()
  }

  settle(table: 'address' | 'address_history'): number {
    const place = table === 'address' ? 'geom' : 'point'
    const page = this.#db.prepare<[number], UnsettledRow>(
      `SELECT fid, ${place} AS place, ${ADDRESS_COLUMNS.join(', ')}, revision, valid_from FROM ${table}
       WHERE event IS NULL AND uid IS NOT NULL AND fid > ? ORDER BY fid LIMIT ${PAGE}`,
    )
    const update = this.#db.prepare<[number, string, number, Buffer, number]>(
      `UPDATE ${table} SET revision = ?, valid_from = ?, event = ?, salt = ?, redacted = NULL WHERE fid = ?`,
    )
    let settled = 0
    for (let after = Number.MIN_SAFE_INTEGER; ; ) {
      const rows = page.all(after)
      for (const row of rows) {
        const last = this.#lastRevision?.get(row.uid) ?? row.revision ?? 0
        const revision = last + 1
        const validFrom = row.valid_from ?? this.#today
        const salt = versionSalt()
        const at = Buffer.isBuffer(row.place) ? decodePoint(row.place) : undefined
        const content = {
          ...row,
          place: null,
          revision,
          valid_from: validFrom,
          lon: at?.[0] ?? null,
          lat: at?.[1] ?? null,
        }
        const event = this.#event(row, versionHash(content as VersionContent, salt))
        update.run(revision, validFrom, event, salt, row.fid)
      }
      settled += rows.length
      if (rows.length < PAGE) return settled
      after = rows.at(-1)!.fid
    }
  }

  /** Writes the events of the batches that are open, in the order of their chains. */
  close(): void {
    const batches = [...this.#open.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1))
    const { action, office, details } = this.#origin
    for (const { event, chain, entries } of batches)
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
    this.#open.clear()
    this.#entries = 0
  }

  /** The row number of the event that makes a version. */
  #event({ uid, commune_code }: UnsettledRow, version_hash: string): number {
    if (this.#entries === OPEN_ENTRIES) this.close()
    const chain = this.#chains.chainOf(commune_code)
    let batch = this.#open.get(chain)
    if (batch === undefined) {
      batch = { event: this.#chains.reserveRow(), chain, entries: [] }
      this.#open.set(chain, batch)
    }
    batch.entries.push([uid, version_hash])
    this.#entries++
    return batch.event
  }
}

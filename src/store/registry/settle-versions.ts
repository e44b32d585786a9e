import { randomBytes, randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { type BatchEntry, batchRoot } from '../../chains/batch-root.ts'
import {
  CHAIN_START,
  contentHash,
  type EventContent,
  eventHash,
  privateHash,
} from '../../chains/event-hash.ts'
import { versionHash, versionSalt } from '../../chains/version-hash.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { ADDRESS_COLUMNS } from '../layers.ts'
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
/** Hashes kept until their batch is closed: some 150 bytes each. */
const OPEN_ENTRIES = 500_000
const SALT_BYTES = 16

interface UnsettledRow extends AddressFields {
  fid: number
  geom: Buffer
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
 * the root over their hashes. Call inside a transaction, with the triggers of `address` away or their `outside_` ones
 * there: an event alone changes no content. Returns how many versions it settled.
 *
 * @param now moment of the events
 */
export function settleVersions(db: Database, origin: Origin, now: Date = new Date()): number {
  const today = new Date(now.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
  const page = db.prepare<[number], UnsettledRow>(
    `SELECT fid, geom, ${ADDRESS_COLUMNS.join(', ')}, revision, valid_from FROM address
     WHERE event IS NULL AND fid > ? AND uid IS NOT NULL ORDER BY fid LIMIT ${PAGE}`,
  )
  const update = db.prepare<[number, string, number, Buffer, number]>(
    'UPDATE address SET revision = ?, valid_from = ?, event = ?, salt = ? WHERE fid = ?',
  )
  const batches = new Batches(db, origin, now)
  let settled = 0
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = page.all(after)
    for (const row of rows) {
      const revision = (row.revision ?? 0) + 1
      const validFrom = row.valid_from ?? today
      const salt = versionSalt()
      const place = Buffer.isBuffer(row.geom) ? decodePoint(row.geom) : undefined
      const content = {
        ...row,
        revision,
        valid_from: validFrom,
        lon: place?.[0] ?? null,
        lat: place?.[1] ?? null,
      }
      const hash = versionHash(content as never, salt)
      update.run(revision, validFrom, batches.add(row.commune_code, row.uid, hash), salt, row.fid)
    }
    settled += rows.length
    if (rows.length < PAGE) break
    after = rows.at(-1)!.fid
  }
  batches.close()
  return settled
}

/** Batches that are being filled, one a commune. */
class Batches {
  readonly #db: Database
  readonly #origin: Origin
  readonly #at: string
  readonly #open = new Map<string, OpenBatch>()
  #entries = 0
  #lastEvent: number

  constructor(db: Database, origin: Origin, now: Date) {
    this.#db = db
    this.#origin = origin
    this.#at = now.toISOString()
    this.#lastEvent =
      db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'zz_event'").pluck().get() ?? 0
  }

  /** Takes a version into its commune's batch; returns the number of the event's row. */
  add(commune: string, uid: string, hash: string): number {
    if (this.#entries === OPEN_ENTRIES) this.close()
    let batch = this.#open.get(commune)
    if (batch === undefined) {
      batch = { event: ++this.#lastEvent, chain: this.#chainOf(commune), entries: [] }
      this.#open.set(commune, batch)
    }
    batch.entries.push([uid, hash])
    this.#entries++
    return batch.event
  }

  /** Writes the events of the batches that are open, in the order of their chains. */
  close(): void {
    const batches = [...this.#open.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1))
    for (const batch of batches) this.#write(batch)
    this.#open.clear()
    this.#entries = 0
  }

  #write({ event, chain, entries }: OpenBatch): void {
    const head = this.#db
      .prepare<[string], { number: number; hash: string; at: string }>(
        'SELECT number, hash, at FROM zz_chain WHERE chain = ?',
      )
      .get(chain)
    const { action, office, details } = this.#origin
    const hidden = { account: 'server', person: null, reason: null, details: JSON.stringify(details ?? {}) }
    const content: EventContent = {
      chain,
      number: (head?.number ?? 0) + 1,
      id: randomUUID(),
      at: head !== undefined && head.at > this.#at ? head.at : this.#at,
      action,
      subject: null,
      from_status: null,
      to_status: null,
      revision: null,
      version_hash: batchRoot(entries),
      count: entries.length,
      office,
    }
    const salt = randomBytes(SALT_BYTES)
    const private_hash = privateHash(hidden, salt)
    const hash = eventHash(head?.hash ?? CHAIN_START, contentHash(content), private_hash)
    this.#db.prepare(INSERT_EVENT).run({ ...content, ...hidden, fid: event, salt, private_hash, hash })
    this.#db
      .prepare(
        `INSERT INTO zz_chain(chain, number, hash, at) VALUES (@chain, @number, @hash, @at)
         ON CONFLICT(chain) DO UPDATE SET number = excluded.number, hash = excluded.hash, at = excluded.at`,
      )
      .run({ ...content, hash })
  }

  /** A commune that is none today has a chain too, without a day: nothing of the record is without one. */
  #chainOf(commune: string): string {
    const day = this.#db
      .prepare<[string], string>(
        "SELECT valid_from FROM unit WHERE level = 'commune' AND code = ? AND valid_to IS NULL",
      )
      .pluck()
      .get(commune)
    return `${this.#origin.prefix ?? ''}${commune}@${day ?? '-'}`
  }
}

const INSERT_EVENT = `INSERT INTO zz_event(fid, id, chain, number, at, action, subject, from_status, to_status, revision,
    version_hash, count, office, account, person, reason, details, salt, private_hash, hash)
  VALUES (@fid, @id, @chain, @number, @at, @action, @subject, @from_status, @to_status, @revision,
    @version_hash, @count, @office, @account, @person, @reason, @details, @salt, @private_hash, @hash)`

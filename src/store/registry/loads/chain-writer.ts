import type { Database, Statement } from 'better-sqlite3'
import { chainName } from '../../../chains/chain-name.ts'
import { type ChainHead, linkedEvent, type NewEvent } from '../../../chains/linked-event.ts'

/** Adds events to the chains of a GeoPackage inside a transaction that SQLite's synchronous interface has begun. */
export class ChainWriter {
  readonly #head: Statement<[string], ChainHead>
  readonly #insert: Statement<[object]>
  readonly #setHead: Statement<[object]>
  readonly #firstDay: Statement<[string], string>
  readonly #prefix: string
  readonly #at: string
  #lastRow: number

  /**
   * @param prefix put before the names of the chains, as `demo:`
   * @param at moment of the events, ISO 8601 in UTC
   */
  constructor(db: Database, prefix: string, at: string) {
    this.#prefix = prefix
    this.#at = at
    this.#head = db.prepare('SELECT chain, number, hash, at FROM zz_chain WHERE chain = ?')
    this.#insert = db.prepare(
      `INSERT INTO zz_event(fid, id, chain, number, at, action, subject, from_status, to_status, revision, version_hash,
         count, office, account, person, reason, details, salt, private_hash, hash)
       VALUES (@fid, @id, @chain, @number, @at, @action, @subject, @from_status, @to_status, @revision, @version_hash,
         @count, @office, @account, @person, @reason, @details, @salt, @private_hash, @hash)`,
    )
    this.#setHead = db.prepare(
      `INSERT INTO zz_chain(chain, number, hash, at) VALUES (@chain, @number, @hash, @at)
       ON CONFLICT(chain) DO UPDATE SET number = excluded.number, hash = excluded.hash, at = excluded.at`,
    )
    this.#firstDay = db
      .prepare<[string], string>(
        "SELECT valid_from FROM unit WHERE level = 'commune' AND code = ? AND valid_to IS NULL",
      )
      .pluck()
    this.#lastRow =
      db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'zz_event'").pluck().get() ?? 0
  }

  /** The row number of the last event, written or reserved. */
  get lastRow(): number {
    return this.#lastRow
  }

  /** The row number that an event will have which is written later in this transaction. */
  reserveRow(): number {
    return ++this.#lastRow
  }

  /** The chain of a commune, see {@link chainName}. */
  chainOf(commune: string): string {
    return chainName(this.#prefix, commune, this.#firstDay.get(commune))
  }

  /** Adds an event to a chain, in the row that was reserved for it. */
  append(fid: number, chain: string, event: NewEvent): void {
    const link = linkedEvent(chain, this.#head.get(chain), event, this.#at)
    this.#insert.run({ ...event, ...link, fid })
    this.#setHead.run(link)
  }
}

import type { Database, Statement } from 'better-sqlite3'
import { TOKEN } from '../layout/schema.ts'
import type { ChangeRow, MovedRow } from './rows.ts'

/** A point in one history of the record: another history that has the same number has another token there. */
export interface FeedPosition {
  sequence: number
  /** Empty before the first change, and where another program has emptied the feed. */
  token: string
}

/** What changed in the record since a sequence number, whoever changed it. */
export class ChangeFeed {
  readonly #since: Statement<[number, number], ChangeRow>
  readonly #movedSince: Statement<[number, number], MovedRow>
  readonly #last: Statement<[], number | null>
  readonly #token: Statement<[number], string | null>
  readonly #bulk: Statement<[string]>
  readonly #dataVersion: Statement<[], number>
  #seenVersion = -1

  constructor(db: Database) {
    const since = (columns: string) => `SELECT ${columns} FROM change_feed WHERE fid > ? ORDER BY fid LIMIT ?`
    const columns = 'fid, layer, row, operation'
    this.#since = db.prepare(since(columns))
    // Other programs may have put a text where a geometry was.
    const geometry = "CASE WHEN typeof(old_geom) = 'blob' THEN old_geom END AS old_geom"
    this.#movedSince = db.prepare(since(`${columns}, ${geometry}`))
    this.#last = db
      .prepare<[], number | null>("SELECT seq FROM sqlite_sequence WHERE name = 'change_feed'")
      .pluck()
    this.#token = db.prepare<[number], string | null>('SELECT token FROM change_feed WHERE fid = ?').pluck()
    this.#bulk = db.prepare(`INSERT INTO change_feed(layer, operation, token) VALUES (?, 'bulk', ${TOKEN})`)
    this.#dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck()
  }

  /** Changes after `sequence` in order, at most `limit`. */
  since(sequence: number, limit = 10_000): ChangeRow[] {
    return this.#since.all(sequence, limit)
  }

  /** {@link since} with the geometries that rows had before: a buffer each, which the collector must look after. */
  movedSince(sequence: number, limit = 10_000): MovedRow[] {
    return this.#movedSince.all(sequence, limit)
  }

  /** The newest sequence number, 0 before the first change. */
  last(): number {
    return this.#last.get() ?? 0
  }

  /** The newest change. */
  position(): FeedPosition {
    const sequence = this.last()
    return { sequence, token: this.tokenOf(sequence) }
  }

  /** The token of change `sequence`; empty where the feed has no such entry. */
  tokenOf(sequence: number): string {
    return this.#token.get(sequence) ?? ''
  }

  /** Whether this history of the record has passed through a position. */
  has({ sequence, token }: FeedPosition): boolean {
    return token !== '' && this.tokenOf(sequence) === token
  }

  /** Whether this history goes on from a position; one without a token cannot be told. */
  continues(position: FeedPosition): boolean {
    return position.token === '' || this.has(position)
  }

  /** Says that a whole layer was written anew. */
  markBulk(layer: string): void {
    this.#bulk.run(layer)
  }

  /** Whether another connection has committed since the last call; two or three microseconds. */
  touchedByOthers(): boolean {
    const version = this.#dataVersion.get() as number
    if (version === this.#seenVersion) return false
    this.#seenVersion = version
    return true
  }
}

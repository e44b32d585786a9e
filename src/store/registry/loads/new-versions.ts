import type { Database, Statement } from 'better-sqlite3'
import { dayOf } from '../../../chains/day-of.ts'
import type { PositionLeaf } from '../../../chains/supplements-hash.ts'
import { saltLength, versionHash } from '../../../chains/version-hash.ts'
import { decodePoint } from '../../../geo/geopackage-geometry.ts'
import type { AddressFields } from '../registry-tables.ts'
import { lastRevisionStatement } from './last-revision.ts'
import type { LoadedPositions } from './loaded-positions.ts'
import { SaltPool } from './salt-pool.ts'
import { type Origin, VersionBatches } from './version-batches.ts'

/** What a row gets as the version that a load makes. */
export interface VersionStamp {
  readonly revision: number
  readonly valid_from: string
  readonly event: number
  readonly salt: Buffer
  readonly hash: string
}

/** An address that is about to be added, with its further positions. */
export type NewAddress = AddressFields & {
  geom: Buffer
  held?: readonly PositionLeaf[]
  supplements?: string | null
}

/** Stamps the addresses that a load adds with their versions, so that they need not be written twice. */
export class NewVersions {
  readonly #db: Database
  readonly #batches: VersionBatches
  readonly #today: string
  readonly #lastRevision: Statement<[string], number | null> | undefined
  readonly #salts = new SaltPool()
  readonly #positions: () => LoadedPositions

  /** @param positions where further positions of the addresses are written */
  constructor(db: Database, origin: Origin, positions: () => LoadedPositions, now: Date = new Date()) {
    this.#db = db
    this.#positions = positions
    this.#batches = new VersionBatches(db, origin, now.toISOString())
    this.#today = dayOf(now)
    this.#lastRevision = lastRevisionStatement(db)
  }

  /** The stamp of a row that is about to be added; call {@link written} when it was. */
  stamp(row: NewAddress): VersionStamp {
    const revision = (this.#lastRevision?.get(row.uid) ?? 0) + 1
    const salt = this.#salts.draw(saltLength(row))
    const [lon = null, lat = null] = decodePoint(row.geom) ?? []
    const valid_from = this.#today
    return {
      revision,
      valid_from,
      event: this.#batches.eventOf(row.commune_code),
      salt,
      hash: versionHash(row, { revision, valid_from, lon, lat, supplements: row.supplements ?? null }, salt),
    }
  }

  /** Takes a row that was added, with its stamp, into its batch. */
  written({ commune_code, uid, held }: NewAddress, { hash }: VersionStamp): void {
    if (held !== undefined) this.#positions().add(uid, held)
    this.#batches.add(commune_code, uid, hash)
  }

  /** Closes batches that have grown large; call when every stamped row was written. */
  closeFull(): void {
    if (this.#batches.full) this.#batches.close()
  }

  close(): void {
    this.#batches.close()
  }

  /** Forgets the stamps of rows above `lastRow`, as some have gone again: they wait to be settled. */
  discard(lastRow: number): void {
    this.#batches.discard()
    this.#db.prepare('UPDATE address SET event = NULL, revision = NULL WHERE fid > ?').run(lastRow)
  }
}

import { randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import {
  type HashedSupplements,
  type PositionLeaf,
  supplementsHash,
} from '../../../chains/supplements-hash.ts'

/** A further position that a file states. */
export type StatedPosition = Pick<PositionLeaf, 'type' | 'lon' | 'lat'> &
  Partial<Pick<PositionLeaf, 'method' | 'accuracy'>>

/** A change of an address's further positions: the hash of what it has then, and what writes it. */
export interface PlannedPositions {
  readonly supplements: string | null
  readonly write: () => void
}

interface NameRow {
  uid: string
  kind: string
  language: string
  valid_from: string | null
  valid_to: string | null
  text: string | null
  salt: Buffer | null
  leaf: string | null
}

interface UnitRow {
  uid: string
  kind: string
  floor: string | null
  state: string
  text: string | null
  salt: Buffer | null
  leaf: string | null
}

/** Stands for the revision that a load is about to make, until {@link LoadedPositions.settle}. */
const COMING = 0

/** Further positions of addresses that a load brings. */
export class LoadedPositions {
  readonly #db: Database
  #written = false

  constructor(db: Database) {
    this.#db = db
  }

  /** What a new address has: the leaves, and their hash. */
  ofNew(stated: readonly StatedPosition[]): { held: readonly PositionLeaf[]; supplements: string | null } {
    const held = stated.map(newLeaf)
    return { held, supplements: supplementsHash({ positions: held, names: [], units: [] }) }
  }

  /** Writes the further positions of an address that was added. */
  add(address: string, held: readonly PositionLeaf[]): void {
    this.#written = true
    const insert = this.#db.prepare(
      `INSERT INTO zz_position(uid, address, since, type, lon, lat, method, accuracy)
       VALUES (@uid, @address, ${COMING}, @type, @lon, @lat, @method, @accuracy)`,
    )
    for (const leaf of held) insert.run({ ...leaf, address })
  }

  /** What a file changes of the further positions of a known address; undefined where it states those that are there. */
  plan(address: string, stated: readonly StatedPosition[]): PlannedPositions | undefined {
    const present = this.#present(address)
    const kept = present.positions.filter((leaf) => stated.some((one) => isSame(one, leaf)))
    const added = stated.filter((one) => !kept.some((leaf) => isSame(one, leaf))).map(newLeaf)
    const ended = present.positions.filter((leaf) => !kept.includes(leaf))
    if (added.length + ended.length === 0) return undefined
    return {
      supplements: supplementsHash({ ...present, positions: [...kept, ...added] }),
      write: () => {
        const end = this.#db.prepare(
          `UPDATE zz_position SET until = ${COMING} WHERE address = ? AND uid = ? AND until IS NULL`,
        )
        for (const { uid } of ended) end.run(address, uid)
        this.add(address, added)
      },
    }
  }

  /** Takes away what came with an address that was refused after all; its first row stays, with its main position. */
  forget(address: string): void {
    if (!this.#written) return
    this.#db.prepare(`DELETE FROM zz_position WHERE address = ? AND since = ${COMING}`).run(address)
    this.#db.prepare('UPDATE address SET supplements = NULL WHERE uid = ?').run(address)
  }

  /** Says from and to which revision the positions hold; call when the versions are settled. */
  settle(): void {
    if (!this.#written) return
    for (const column of ['since', 'until'])
      this.#db.exec(
        `UPDATE zz_position SET ${column} = (SELECT revision FROM address WHERE uid = zz_position.address)
         WHERE ${column} = ${COMING}`,
      )
  }

  #present(address: string): HashedSupplements {
    const rows = <Row>(columns: string, table: string) =>
      this.#db
        .prepare<[string], Row>(`SELECT ${columns} FROM ${table} WHERE address = ? AND until IS NULL`)
        .all(address)
    const names = rows<NameRow>(
      'uid, kind, language, valid_from, valid_to, name AS text, salt, leaf',
      'zz_name',
    )
    const units = rows<UnitRow>('uid, kind, floor, state, designation AS text, salt, leaf', 'zz_unit')
    return {
      positions: rows<PositionLeaf>('uid, type, lon, lat, method, accuracy', 'zz_position'),
      names: names.map(({ text, salt, leaf, ...rest }) => ({ ...rest, name: { text, salt, leaf } })),
      units: units.map(({ text, salt, leaf, ...rest }) => ({ ...rest, designation: { text, salt, leaf } })),
    }
  }
}

function newLeaf({ type, lon, lat, method = null, accuracy = null }: StatedPosition): PositionLeaf {
  return { uid: randomUUID(), type, lon, lat, method, accuracy }
}

function isSame(a: StatedPosition, b: StatedPosition): boolean {
  return a.type === b.type && a.lon === b.lon && a.lat === b.lat
}

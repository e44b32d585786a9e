import type { Database, Statement } from 'better-sqlite3'

/** What an address is told apart by among its neighbours, as it is written. */
export interface WrittenPlace {
  readonly house_number: string | null
  readonly street: string | null
  readonly hamlet: string | null
  readonly commune_code: string
}

/** The same of addresses by their rows, to find those that are compared: what of them is public is told by the whole row. */
export class WrittenPlaces {
  readonly #of: Statement<[number], WrittenPlace>

  constructor(db: Database) {
    this.#of = db.prepare<[number], WrittenPlace>(
      'SELECT house_number, street, hamlet, commune_code FROM address WHERE fid = ?',
    )
  }

  /** Undefined where there is no such row. */
  of(fid: number): WrittenPlace | undefined {
    return this.#of.get(fid)
  }
}

import type { Database, Statement } from 'better-sqlite3'
import type { HamletRow, PlaceRow, StreetRow } from './rows.ts'

/** Streets, hamlets and places: what addresses are named by. */
export class GazetteerTables {
  readonly #all: Readonly<Record<'street' | 'hamlet' | 'place', Statement<[]>>>
  readonly #one: Readonly<Record<'street' | 'hamlet' | 'place', Statement<[number]>>>

  constructor(db: Database) {
    const all = (layer: string) => db.prepare<[]>(`SELECT * FROM ${layer} ORDER BY fid`)
    const one = (layer: string) => db.prepare<[number]>(`SELECT * FROM ${layer} WHERE fid = ?`)
    this.#all = { street: all('street'), hamlet: all('hamlet'), place: all('place') }
    this.#one = { street: one('street'), hamlet: one('hamlet'), place: one('place') }
  }

  streets(): IterableIterator<StreetRow> {
    return this.#all.street.iterate() as IterableIterator<StreetRow>
  }

  hamlets(): IterableIterator<HamletRow> {
    return this.#all.hamlet.iterate() as IterableIterator<HamletRow>
  }

  places(): IterableIterator<PlaceRow> {
    return this.#all.place.iterate() as IterableIterator<PlaceRow>
  }

  street(fid: number): StreetRow | undefined {
    return this.#one.street.get(fid) as StreetRow | undefined
  }

  hamlet(fid: number): HamletRow | undefined {
    return this.#one.hamlet.get(fid) as HamletRow | undefined
  }

  place(fid: number): PlaceRow | undefined {
    return this.#one.place.get(fid) as PlaceRow | undefined
  }
}

import type { Database, Statement } from 'better-sqlite3'
import { insertSql, updateSql } from '../layout/schema.ts'
import type { HamletRow, PlaceRow, StreetRow } from './rows.ts'

export interface GazetteerRows {
  street: StreetRow
  hamlet: HamletRow
  place: PlaceRow
}
export type GazetteerLayer = keyof GazetteerRows

/** Streets, hamlets and places: what addresses are named by. */
export class GazetteerTables {
  readonly #all: Readonly<Record<GazetteerLayer, Statement<[]>>>
  readonly #one: Readonly<Record<Exclude<GazetteerLayer, 'place'>, Statement<[number]>>>
  readonly #byUid: Readonly<Record<GazetteerLayer, Statement<[string]>>>
  readonly #place: Statement<[number], unknown[]>
  readonly #insert: Readonly<Record<GazetteerLayer, Statement<[object]>>>
  readonly #update: Readonly<Record<GazetteerLayer, Statement<[object]>>>

  constructor(db: Database) {
    const all = (layer: string) => db.prepare<[]>(`SELECT * FROM usable_${layer} ORDER BY fid`)
    const one = (layer: string) => db.prepare<[number]>(`SELECT * FROM usable_${layer} WHERE fid = ?`)
    const byUid = (layer: string) => db.prepare<[string]>(`SELECT * FROM ${layer} WHERE uid = ?`)
    const insert = (layer: string) => db.prepare<[object]>(insertSql(layer))
    const update = (layer: string) => db.prepare<[object]>(updateSql(layer))
    const each = <T>(prepare: (layer: string) => T) => ({
      street: prepare('street'),
      hamlet: prepare('hamlet'),
      place: prepare('place'),
    })
    this.#all = each(all)
    this.#one = { street: one('street'), hamlet: one('hamlet') }
    this.#byUid = each(byUid)
    this.#place = db
      .prepare<[number], unknown[]>(
        `SELECT fid, uid, name, alt_names, category, commune_code, importance, description, source, geom
         FROM usable_place WHERE fid = ?`,
      )
      .raw()
    this.#insert = each(insert)
    this.#update = each(update)
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
    const values = this.#place.get(fid)
    if (!values) return undefined
    // Read as an array and named here, a row comes twice as fast as named by the driver.
    const [row, uid, name, alt_names, category, commune_code, importance, description, source, geom] = values
    return {
      fid: row,
      uid,
      name,
      alt_names,
      category,
      commune_code,
      importance,
      description,
      source,
      geom,
    } as PlaceRow
  }

  byUid<L extends GazetteerLayer>(layer: L, uid: string): GazetteerRows[L] | undefined {
    return this.#byUid[layer].get(uid) as GazetteerRows[L] | undefined
  }

  /** Adds a row; call inside {@link RecordStore.write} or a bulk load. Returns its row number. */
  insert<L extends GazetteerLayer>(layer: L, row: Omit<GazetteerRows[L], 'fid'>): number {
    return Number(this.#insert[layer].run(row).lastInsertRowid)
  }

  update<L extends GazetteerLayer>(layer: L, row: GazetteerRows[L]): void {
    this.#update[layer].run(row)
  }

  /** One layer's reads and writes under one roof, for who writes: he meets rows that cannot be used too. */
  table<L extends GazetteerLayer>(layer: L) {
    return {
      byUid: (uid: string) => this.byUid(layer, uid),
      insert: (row: Omit<GazetteerRows[L], 'fid'>) => this.insert(layer, row),
      update: (row: GazetteerRows[L]) => this.update(layer, row),
    }
  }

  isEmpty(layer: GazetteerLayer): boolean {
    return this.#all[layer].get() === undefined
  }
}

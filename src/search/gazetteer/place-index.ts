import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { PlaceRow } from '../../store/rows.ts'
import { DescriptionIndex } from '../names/description-index.ts'
import { type Chance, type FoundName, type Named, PlaceNameIndex } from '../names/place-name-index.ts'
import type { Query } from '../query/query.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import { type AddressName, AddressNames } from './address-names.ts'
import type { HouseTexts } from './house-texts.ts'

/** A place that search knows, or an address by its own name; all else is read from the record when it is answered. */
export interface PlaceEntry extends Named {
  readonly kind: 'place' | 'address'
  readonly fid: number
  readonly area: number | undefined
  readonly position: readonly [number, number] | undefined
}

const DEFAULT_IMPORTANCE = 0.3

/** Schools, markets, pagodas and other places, found by their names and descriptions, and addresses with a name of their own. */
export class PlaceIndex {
  readonly objects: AddressNames
  readonly #named = new PlaceNameIndex<PlaceEntry | AddressName>()
  readonly #descriptions = new DescriptionIndex()
  readonly #slotOf = new Map<number, number>()
  readonly #record: RecordStore
  readonly #units: UnitIndex

  constructor(record: RecordStore, units: UnitIndex, texts: HouseTexts) {
    this.#record = record
    this.#units = units
    this.objects = new AddressNames(this.#named, units, texts)
    const rows = [...record.gazetteer.places()]
    // Where not all occurrences of a word can be looked at, those of the important.
    rows.sort((a, b) => importanceOf(b) - importanceOf(a) || a.fid - b.fid)
    for (const row of rows) this.#add(row)
  }

  /** Follows one edit of the layer `place`. */
  put(fid: number): void {
    const slot = this.#slotOf.get(fid)
    if (slot !== undefined) {
      this.#named.remove(slot)
      this.#slotOf.delete(fid)
      this.#descriptions.remove(fid)
    }
    const row = this.#record.gazetteer.place(fid)
    if (row) this.#add(row)
  }

  /** Call when {@link objects} are read too, and after edits. */
  settle(): void {
    this.#named.settle()
  }

  /** Whether a folded word is in some name. */
  has(folded: string): boolean {
    return this.#named.has(folded)
  }

  /** Places and names of addresses that stand in the query; see {@link PlaceNameIndex.match}. */
  match(
    query: Query,
    fuzzy: boolean,
    known: (folded: string) => boolean,
    chance: Chance<PlaceEntry | AddressName>,
  ): FoundName<PlaceEntry | AddressName>[] {
    const found = this.#named.match(query, fuzzy, known, chance)
    for (const { fid, alignment } of this.#descriptions.match(query)) {
      const thing = this.#named.at(this.#slotOf.get(fid)!)!
      if (!chance.of(thing, alignment.coverage, 1) || found.some((one) => one.thing === thing)) continue
      found.push({ thing, alignment })
      chance.take(thing, alignment)
    }
    return found
  }

  #add(row: PlaceRow): void {
    const slot = this.#named.add({
      kind: 'place',
      fid: row.fid,
      names: this.#named.namesOf([row.name, ...(row.alt_names?.split('|') ?? [])]),
      area: this.#units.area(row.commune_code),
      importance: importanceOf(row),
      position: row.geom ? decodePoint(row.geom) : undefined,
    })
    this.#slotOf.set(row.fid, slot)
    if (row.description) this.#descriptions.add(row.fid, row.description)
  }
}

function importanceOf(row: PlaceRow): number {
  return row.importance ?? DEFAULT_IMPORTANCE
}

import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { PlaceRow } from '../../store/record/rows.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import { DescriptionIndex } from '../names/description-index.ts'
import { type Named, PlaceNameIndex } from '../names/place-name-index.ts'
import type { Admission, FoundName, PlaceNameMatcher } from '../names/place-name-matcher.ts'
import type { Query } from '../query/query.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import { type AddressName, AddressNames } from './address-names.ts'

/** A place that search knows, or an address by its own name; all else is read from the record when it is answered. */
export interface PlaceEntry extends Named {
  readonly kind: 'place' | 'address'
  readonly fid: number
  readonly area: number | undefined
  readonly position: readonly [number, number] | undefined
}

/** What the names in {@link PlaceIndex} belong to: a place, or all addresses with one name. */
export type NamedPlace = PlaceEntry | AddressName

const DEFAULT_IMPORTANCE = 0.3
/** Places read between two moments at which others may have the processor: about a millisecond. */
const SLICE = 64

/** Schools, markets, pagodas and other places, found by their names and descriptions, and addresses with a name of their own. */
export class PlaceIndex {
  readonly addressNames: AddressNames
  readonly names = new PlaceNameIndex<NamedPlace>()
  readonly #descriptions = new DescriptionIndex()
  readonly #slotOf = new Map<number, number>()
  readonly #record: RecordStore
  readonly #units: UnitIndex

  constructor(record: RecordStore, units: UnitIndex, texts: HouseTexts) {
    this.#record = record
    this.#units = units
    this.addressNames = new AddressNames(this.names, units, texts)
  }

  /** Reads places in slices. `source` is the record as it will be when the index is used. */
  *read(source: RecordStore): Generator<void, void> {
    const rows: PlaceRow[] = []
    for (const row of source.gazetteer.places()) {
      rows.push(row)
      if (rows.length % SLICE === 0) yield
    }
    // Long posting lists are not read to their ends: the important places come first.
    rows.sort((a, b) => importanceOf(b) - importanceOf(a) || a.fid - b.fid)
    for (const [i, row] of rows.entries()) {
      this.#add(row)
      if (i % SLICE === 0) yield
    }
  }

  /** Follows one edit of the layer `place`. */
  put(fid: number): void {
    const slot = this.#slotOf.get(fid)
    if (slot !== undefined) {
      this.names.remove(slot)
      this.#slotOf.delete(fid)
      this.#descriptions.remove(fid)
    }
    const row = this.#record.gazetteer.place(fid)
    if (row) this.#add(row)
  }

  /** Call when {@link addressNames} are read too, and after edits. */
  settle(): void {
    this.names.settle()
  }

  /** Whether a folded word is in some name. */
  has(folded: string): boolean {
    return this.names.has(folded)
  }

  /** Whether a word of some name begins with these folded letters. */
  begins(folded: string): boolean {
    return this.names.lexicon.begins(folded)
  }

  /** What the query names, as {@link PlaceNameMatcher.match} says, and the places that it describes. */
  match(
    matcher: PlaceNameMatcher<NamedPlace>,
    query: Query,
    fuzzy: boolean,
    hasElsewhere: (folded: string) => boolean,
    admission: Admission<NamedPlace>,
  ): FoundName<NamedPlace>[] {
    const found = matcher.match(query, fuzzy, hasElsewhere, admission)
    for (const { fid, alignment } of this.#descriptions.match(query)) {
      const thing = this.names.at(this.#slotOf.get(fid)!)!
      if (!admission.thing(thing, alignment.coverage, 1) || found.some((one) => one.thing === thing)) continue
      found.push({ thing, alignment })
      admission.take(thing, alignment)
    }
    return found
  }

  #add(row: PlaceRow): void {
    const slot = this.names.add({
      kind: 'place',
      fid: row.fid,
      names: this.names.namesOf([row.name, ...(row.alt_names?.split('|') ?? [])]),
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

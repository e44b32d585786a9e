import type { HamletRow, StreetRow } from '../../store/record/rows.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { HouseList } from '../houses/house-list.ts'
import type { GazetteerNameIndex } from '../names/gazetteer-name-index.ts'
import { importanceByCount } from '../scoring.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import type { Entry } from './entry.ts'
import { EntryList } from './entry-list.ts'
import { type StreetKey, StreetRows } from './street-rows.ts'

const NO_IMPORTANCE = -1
const NONE: readonly Entry[] = []
/** Rows read between two moments at which others may have the processor: about a millisecond. */
const SLICE = 64

/** Streets and hamlets, whether from their own layers or from addresses. */
export class EntryTable {
  readonly all: Entry[] = []
  /** Entries by the number of their name. */
  readonly byName: Array<EntryList | undefined> = []
  /** Importance of the most important entry of a name; nothing, or -1, for a name without entries. */
  readonly maxImportance: number[] = []
  readonly #byKey = new Map<string, Entry>()
  readonly #hamletOfRow = new Map<number, Entry>()
  readonly #streetRows = new StreetRows()
  readonly #gazetteer: Pick<RecordStore['gazetteer'], 'street' | 'hamlet'>
  readonly #names: GazetteerNameIndex
  readonly #units: UnitIndex

  constructor(record: Pick<RecordStore, 'gazetteer'>, names: GazetteerNameIndex, units: UnitIndex) {
    this.#gazetteer = record.gazetteer
    this.#names = names
    this.#units = units
  }

  /** The street of a name in an area, added when new. */
  street(text: string, area: number): Entry {
    const name = this.#names.add(text, 'street')
    return this.#byKey.get(keyOf(name, area)) ?? this.#added('street', name, text, area, '')
  }

  /**
   * The hamlet of a name that addresses of a former commune ('' where it is not known) name, added when new. Where either does not
   * say which former commune it belongs to, the only hamlet of that name is meant.
   */
  hamlet(text: string, area: number, former: string): Entry {
    const name = this.#names.add(text, 'hamlet')
    const same = this.#byKey.get(keyOf(name, area, former))
    if (same) return same
    const others = this.byName[name]?.in(area) ?? NONE
    const [only] = others
    if (only && others.length === 1 && only.row !== undefined && (former === '' || only.former === ''))
      return only
    return this.#added('hamlet', name, text, area, former)
  }

  #added(kind: Entry['kind'], name: number, text: string, area: number, former: string, uid = ''): Entry {
    const entry: Entry = {
      id: this.all.length,
      kind,
      name,
      text,
      area,
      former,
      houses: new HouseList(),
      count: 0,
      placed: 0,
      importance: importanceByCount(0),
      lonSum: 0,
      latSum: 0,
      box: [Infinity, Infinity, -Infinity, -Infinity],
      formers: new Set(former === '' ? [] : [former]),
      hamlets: new Set(),
    }
    this.all.push(entry)
    this.#byKey.set(keyOf(name, area, former, uid), entry)
    while (this.byName.length <= name) {
      this.byName.push(undefined)
      this.maxImportance.push(NO_IMPORTANCE)
    }
    this.byName[name] ??= new EntryList()
    this.byName[name].add(entry)
    this.#noteImportance(name)
    if (kind === 'street') this.#settleDistricts(name, area)
    return entry
  }

  /** Reads the layer `hamlet` in slices; call before reading addresses, which may not say all that tells hamlets apart. */
  *readHamlets(hamlets: Iterable<HamletRow>): Generator<void, void> {
    let n = 0
    for (const row of hamlets) {
      this.#putHamlet(row)
      if (++n % SLICE === 0) yield
    }
  }

  /** Reads the layer `street` in slices, then puts the entries of each name in order; call after reading addresses. */
  *readStreets(streets: Iterable<StreetRow>): Generator<void, void> {
    let n = 0
    const withoutCommune: StreetRow[] = []
    for (const row of streets) {
      if (row.commune_code) this.#putStreet(row)
      else withoutCommune.push(row)
      if (++n % SLICE === 0) yield
    }
    for (const row of withoutCommune) {
      this.#putStreet(row)
      if (++n % SLICE === 0) yield
    }
    for (const [name, list] of this.byName.entries()) {
      list?.settle()
      this.#noteImportance(name)
      if (name % SLICE === 0) yield
    }
  }

  /** Follows one edit of a row of the layer `street` or `hamlet`; the entry that is gone by it, if one is. */
  putLayerRow(kind: Entry['kind'], fid: number): Entry | undefined {
    if (kind === 'street') {
      const before = this.#streetRows.remove(fid)
      const gone = before && this.#settleStreet(before)
      const row = this.#gazetteer.street(fid)
      if (row) this.#putStreet(row)
      return gone
    }
    const old = this.#hamletOfRow.get(fid)
    let gone: Entry | undefined
    if (old) {
      this.#hamletOfRow.delete(fid)
      delete old.row
      delete old.shape
      if (this.removeIfEmpty(old)) gone = old
      delete old.uid
    }
    const row = this.#gazetteer.hamlet(fid)
    if (row) this.#putHamlet(row)
    return gone
  }

  /** After its addresses became more or fewer: computes an entry's importance and its place among those of its name. */
  weigh(entry: Entry): void {
    entry.importance = importanceByCount(entry.count)
    this.byName[entry.name]?.moved(entry)
    this.#noteImportance(entry.name)
  }

  /** The entry of a row of the layer `street` or `hamlet`, if it has one. */
  ofRow(kind: Entry['kind'], fid: number): Entry | undefined {
    if (kind === 'hamlet') return this.#hamletOfRow.get(fid)
    const key = this.#streetRows.of(fid)
    return key && this.#byKey.get(keyOf(key.name, key.area))
  }

  /** Whether another of its name is in its area, as hamlets of several former communes are. */
  hasNamesake({ name, area }: Entry): boolean {
    return this.byName[name]!.in(area).length > 1
  }

  /** Removes an entry that neither a row nor an address has; whether it did. */
  removeIfEmpty(entry: Entry): boolean {
    if (entry.count > 0 || entry.row !== undefined || entry.houses.size > 0) return false
    for (const key of [
      keyOf(entry.name, entry.area, entry.former),
      keyOf(entry.name, entry.area, entry.former, entry.uid),
    ])
      if (this.#byKey.get(key) === entry) this.#byKey.delete(key)
    this.byName[entry.name]?.remove(entry)
    this.#noteImportance(entry.name)
    if (entry.kind === 'street') this.#settleDistricts(entry.name, entry.area)
    return true
  }

  #noteImportance(name: number): void {
    this.maxImportance[name] = this.byName[name]?.importances[0] ?? NO_IMPORTANCE
  }

  #putStreet(row: StreetRow): void {
    const area = this.#units.area(row.commune_code, row.district_code)
    if (area === undefined) return
    const key = { name: this.#names.add(row.name, 'street'), area }
    this.#streetRows.add(row.fid, key, this.#isDistrict(area))
    this.#settleStreet(key, row)
  }

  /** Gives a street the first of its rows, or none; it is gone with the last, unless addresses name it. `known` is one of its rows. */
  #settleStreet(key: StreetKey, known?: StreetRow): Entry | undefined {
    const first = this.#isKnownBetter(key) ? undefined : this.#streetRows.first(key)
    const entry = this.#byKey.get(keyOf(key.name, key.area))
    if (entry && entry.row !== first) {
      delete entry.row
      delete entry.uid
      delete entry.shape
    }
    if (first === undefined) return entry && this.removeIfEmpty(entry) ? entry : undefined
    const row = known?.fid === first ? known : this.#gazetteer.street(first)
    if (row) Object.assign(entry ?? this.#added('street', key.name, row.name, key.area, ''), rowOf(row))
    return undefined
  }

  /** Settles the streets of a name that are known by a former district alone, of which an area is a part. */
  #settleDistricts(name: number, area: number): void {
    for (const district of this.#streetRows.districtsOf(name))
      if (district !== area) this.#settleStreet({ name, area: district })
  }

  /** Whether addresses or rows say in which commune of its district a street is. */
  #isKnownBetter({ name, area }: StreetKey): boolean {
    if (!this.#isDistrict(area)) return false
    const list = this.byName[name]
    return list !== undefined && this.#units.communesOf(area).some((commune) => list.in(commune).length > 0)
  }

  #isDistrict(area: number): boolean {
    return this.#units.areas[area]!.kind === 'district'
  }

  /** Every row is a hamlet of its own, also one of the same name in the same former commune. */
  #putHamlet(row: HamletRow): void {
    const area = this.#units.area(row.commune_code)
    if (area === undefined) return
    const name = this.#names.add(row.name, 'hamlet')
    const former = row.former_commune_code ?? ''
    const same = this.#byKey.get(keyOf(name, area, former))
    if (!same) this.#setHamletRow(this.#added('hamlet', name, row.name, area, former), row)
    else if (same.row === undefined) this.#setHamletRow(same, row)
    else this.#setHamletRow(this.#added('hamlet', name, row.name, area, former, row.uid), row)
  }

  #setHamletRow(entry: Entry, row: HamletRow): void {
    Object.assign(entry, rowOf(row))
    this.#hamletOfRow.set(row.fid, entry)
  }
}

/** What an entry has of its row. */
function rowOf({ fid, uid }: Pick<StreetRow, 'fid' | 'uid'>): Pick<Entry, 'row' | 'uid'> {
  return { row: fid, uid }
}

/** A street is its name in an area; a hamlet its former commune's too, and a further one of the same its row's. */
function keyOf(name: number, area: number, former = '', uid = ''): string {
  return `${name}@${area}@${former}@${uid}`
}

import type { RecordStore } from '../../store/record-store.ts'
import type { HamletRow, StreetRow } from '../../store/rows.ts'
import type { GazetteerNameIndex } from '../names/gazetteer-name-index.ts'
import { importanceByCount } from '../scoring.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import type { Entry } from './entry.ts'
import { EntryList } from './entry-list.ts'
import { HouseList } from './house-list.ts'

const NO_IMPORTANCE = -1
/** Rows read between two moments at which others may have the processor: about a millisecond. */
const SLICE = 256

/** Rows of the layers that entries come from. */
export interface LayerRows {
  readonly hamlets: Iterable<HamletRow>
  readonly streets: Iterable<StreetRow>
}

/** Streets and hamlets, one entry for each name in an area, whether from their own layers or from addresses. */
export class EntryTable {
  readonly all: Entry[] = []
  /** Entries by the number of their name. */
  readonly byName: Array<EntryList | undefined> = []
  /** Importance of the most important entry of a name; nothing, or -1, for a name without entries. */
  readonly maxImportance: number[] = []
  readonly #byKey = new Map<string, Entry>()
  readonly #byRow = new Map<string, Entry>()
  readonly #gazetteer: Pick<RecordStore['gazetteer'], 'street' | 'hamlet'>
  readonly #names: GazetteerNameIndex
  readonly #units: UnitIndex

  constructor(record: Pick<RecordStore, 'gazetteer'>, names: GazetteerNameIndex, units: UnitIndex) {
    this.#gazetteer = record.gazetteer
    this.#names = names
    this.#units = units
  }

  /** The entry of a name in an area, added when new. */
  get(kind: Entry['kind'], text: string, area: number): Entry {
    const name = this.#names.add(text, kind)
    const key = keyOf(name, area)
    const added = this.#byKey.get(key)
    if (added) return added
    const entry: Entry = {
      id: this.all.length,
      kind,
      name,
      text,
      area,
      houses: new HouseList(),
      count: 0,
      placed: 0,
      importance: importanceByCount(0),
      lonSum: 0,
      latSum: 0,
      box: [Infinity, Infinity, -Infinity, -Infinity],
      formers: new Set(),
      hamlets: new Set(),
    }
    this.all.push(entry)
    this.#byKey.set(key, entry)
    while (this.byName.length <= name) {
      this.byName.push(undefined)
      this.maxImportance.push(NO_IMPORTANCE)
    }
    this.byName[name] ??= new EntryList()
    this.byName[name].add(entry)
    this.#noteImportance(name)
    return entry
  }

  /**
   * Reads the layers `hamlet` and `street` in slices, then puts the entries of each name in order; call after reading
   * addresses.
   */
  *readLayers({ hamlets, streets }: LayerRows): Generator<void, void> {
    let n = 0
    for (const row of hamlets) {
      this.#putRow('hamlet', row)
      if (++n % SLICE === 0) yield
    }
    const withoutCommune: StreetRow[] = []
    for (const row of streets) {
      if (row.commune_code) this.#putRow('street', row)
      else withoutCommune.push(row)
      if (++n % SLICE === 0) yield
    }
    for (const row of withoutCommune) {
      this.#putRow('street', row)
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
    const old = this.#byRow.get(`${kind}${fid}`)
    let gone: Entry | undefined
    if (old) {
      delete old.row
      delete old.uid
      delete old.shape
      this.#byRow.delete(`${kind}${fid}`)
      if (this.removeIfEmpty(old)) gone = old
    }
    const row = kind === 'street' ? this.#gazetteer.street(fid) : this.#gazetteer.hamlet(fid)
    if (row) this.#putRow(kind, row)
    return gone
  }

  /** After its addresses became more or fewer: computes an entry's importance and its place among those of its name. */
  weigh(entry: Entry): void {
    entry.importance = importanceByCount(entry.count)
    this.byName[entry.name]?.moved(entry)
    this.#noteImportance(entry.name)
  }

  /** Removes an entry that neither a row nor an address has; whether it did. */
  removeIfEmpty(entry: Entry): boolean {
    if (entry.count > 0 || entry.row !== undefined || entry.houses.size > 0) return false
    this.#byKey.delete(keyOf(entry.name, entry.area))
    this.byName[entry.name]?.remove(entry)
    this.#noteImportance(entry.name)
    return true
  }

  #noteImportance(name: number): void {
    this.maxImportance[name] = this.byName[name]?.importances[0] ?? NO_IMPORTANCE
  }

  #putRow(kind: Entry['kind'], row: StreetRow | HamletRow): void {
    const district = 'district_code' in row ? row.district_code : null
    const area = this.#units.area(row.commune_code, district)
    if (area === undefined) return
    const name = this.#names.add(row.name, kind)
    if (this.#units.areas[area]!.kind === 'district') {
      // Addresses say better in which commune of the district it is.
      const inside = this.#units.communesOf(area)
      const list = this.byName[name]
      if (list && inside.some((commune) => list.in(commune))) return
    }
    const entry = this.get(kind, row.name, area)
    if (entry.row !== undefined) return
    entry.row = row.fid
    entry.uid = row.uid
    this.#byRow.set(`${kind}${row.fid}`, entry)
  }
}

function keyOf(name: number, area: number): string {
  return `${name}@${area}`
}

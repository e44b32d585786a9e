import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { type AddressChunk, GROUP_SEPARATOR, groupOf } from '../../store/address-chunks.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { type AddressRow, type HamletRow, isPublic, type StreetRow } from '../../store/rows.ts'
import type { GazetteerNameIndex } from '../names/gazetteer-name-index.ts'
import { importanceByCount } from '../scoring.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import type { AddressNames } from './address-names.ts'
import type { AddressGroup, Entry } from './entry.ts'
import { EntryList } from './entry-list.ts'
import { EntryShapes } from './entry-shapes.ts'
import { HouseCollector } from './house-collector.ts'
import { HouseList } from './house-list.ts'
import type { HouseTexts } from './house-texts.ts'

const NO_IMPORTANCE = -1

/** Streets and hamlets, from their own layers and from what addresses name; addresses themselves are numbers in them. */
export class GazetteerIndex {
  readonly entries: Entry[] = []
  readonly shapes: EntryShapes
  /** Entries by the number of their name. */
  readonly byName: Array<EntryList | undefined> = []
  /** Importance of the first of them; nothing, or -1, for a name without entries. */
  readonly mostImportant: number[] = []
  readonly #byKey = new Map<string, Entry>()
  readonly #byRow = new Map<string, Entry>()
  readonly #groupOf = new Map<number, AddressGroup>()
  /** Group of every address by row number, as an index into `#groups`. */
  #groupOfRow = new Int32Array(0)
  readonly #groups: AddressGroup[] = []
  /** Row numbers of addresses without a position. */
  readonly #unplaced = new Set<number>()
  readonly #perArea: number[] = []
  readonly #groupIds = new Map<string, number>()
  readonly #record: RecordStore

  constructor(
    record: RecordStore,
    readonly names: GazetteerNameIndex,
    readonly units: UnitIndex,
    readonly texts: HouseTexts,
    objects: AddressNames,
    chunks: Iterable<AddressChunk>,
  ) {
    this.#record = record
    this.shapes = new EntryShapes(record.gazetteer)
    this.#readAddresses(chunks, objects)
    for (const row of record.gazetteer.hamlets()) this.#putRow('hamlet', row)
    const unplaced: StreetRow[] = []
    for (const row of record.gazetteer.streets())
      if (row.commune_code) this.#putRow('street', row)
      else unplaced.push(row)
    for (const row of unplaced) this.#putRow('street', row)
    for (const [name, list] of this.byName.entries()) {
      list?.settle()
      this.#noteFirst(name)
    }
  }

  /** What is known of an address by its row number, without reading the row. */
  groupOf(fid: number): AddressGroup | undefined {
    const index = this.#groupOfRow[fid]
    return this.#groupOf.get(fid) ?? (index ? this.#groups[index - 1] : undefined)
  }

  /** Addresses in an area. */
  addressesIn(area: number): number {
    return this.#perArea[area] ?? 0
  }

  /** Follows one edit of an address, street or hamlet; `row` undefined when it is gone. */
  putAddress(fid: number, row: AddressRow | undefined): void {
    this.#dropAddress(fid)
    if (!row || !isPublic(row)) return
    const group = this.#groups[this.#group(groupOf(row))]!
    this.#groupOf.set(fid, group)
    this.#add(group, 1)
    const point = decodePoint(row.geom)
    if (!point) this.#unplaced.add(fid)
    for (const entry of [group.street, group.hamlet]) {
      if (!entry) continue
      this.#count(entry, group, point?.[0] ?? Number.NaN, point?.[1] ?? Number.NaN)
      this.#weigh(entry)
      if (row.house_number)
        entry.houses = entry.houses.with(this.texts.add(row.house_number), fid, this.texts)
    }
  }

  /** Follows one edit of a row of the layer `street` or `hamlet`. */
  putLayerRow(kind: 'street' | 'hamlet', fid: number): void {
    const old = this.#byRow.get(`${kind}${fid}`)
    if (old) {
      delete old.row
      delete old.uid
      delete old.shape
      this.#byRow.delete(`${kind}${fid}`)
      this.#removeIfEmpty(old)
    }
    const row = kind === 'street' ? this.#record.gazetteer.street(fid) : this.#record.gazetteer.hamlet(fid)
    if (row) this.#putRow(kind, row)
  }

  #dropAddress(fid: number): void {
    const group = this.groupOf(fid)
    if (!group) return
    this.#groupOf.delete(fid)
    if (this.#groupOfRow[fid]) this.#groupOfRow[fid] = 0
    const placed = !this.#unplaced.delete(fid)
    this.#add(group, -1)
    for (const entry of [group.street, group.hamlet]) {
      if (!entry) continue
      entry.count--
      // Where it stood is not kept: the mean of all stays where it is.
      if (placed && entry.placed > 0) {
        entry.lonSum -= entry.lonSum / entry.placed
        entry.latSum -= entry.latSum / entry.placed
        entry.placed--
      }
      this.#weigh(entry)
      entry.houses = entry.houses.without(fid)
      this.#removeIfEmpty(entry)
    }
  }

  #readAddresses(chunks: Iterable<AddressChunk>, objects: AddressNames): void {
    const last = this.#record.addresses.lastFid()
    this.#groupOfRow = new Int32Array(last + 1)
    const collected = new HouseCollector()
    let lastKey = ''
    let group = 0
    for (const chunk of chunks) {
      for (let i = 0; i < chunk.count; i++) {
        const key = chunk.groups[i]!
        if (key !== lastKey) {
          group = this.#group(key)
          lastKey = key
        }
        const { street, hamlet, area } = this.#groups[group]!
        const fid = chunk.fids[i]!
        this.#groupOfRow[fid] = group + 1
        this.#add(this.#groups[group]!, 1)
        const lon = chunk.positions[i * 2]!
        const lat = chunk.positions[i * 2 + 1]!
        if (Number.isNaN(lon)) this.#unplaced.add(fid)
        const number = chunk.houseNumbers[i]!
        const id = number === '' ? -1 : this.texts.add(number)
        const name = chunk.names[i]!
        if (name !== '' && area !== undefined) {
          const position = Number.isNaN(lon) ? undefined : ([lon, lat] as const)
          objects.add(name, { fid, area, position, house: id })
        }
        if (street) {
          this.#count(street, this.#groups[group]!, lon, lat)
          if (id >= 0) collected.add(street.id, id, fid)
        }
        if (hamlet) {
          this.#count(hamlet, this.#groups[group]!, lon, lat)
          if (id >= 0) collected.add(hamlet.id, id, fid)
        }
      }
    }
    collected.distribute(this.entries, this.texts)
    for (const entry of this.entries) entry.importance = importanceByCount(entry.count)
  }

  #add({ area }: AddressGroup, count: number): void {
    if (area !== undefined) this.#perArea[area] = (this.#perArea[area] ?? 0) + count
  }

  #count(entry: Entry, group: AddressGroup, lon: number, lat: number): void {
    if (group.former) entry.formers.add(group.former)
    if (group.hamlet && entry === group.street) entry.hamlets.add(group.hamlet.id)
    entry.count++
    if (Number.isNaN(lon)) return
    entry.placed++
    entry.lonSum += lon
    entry.latSum += lat
    const { box } = entry
    if (lon < box[0]) box[0] = lon
    if (lat < box[1]) box[1] = lat
    if (lon > box[2]) box[2] = lon
    if (lat > box[3]) box[3] = lat
  }

  /** After an edit: by its addresses an entry is important, and stands among those of its name. */
  #weigh(entry: Entry): void {
    entry.importance = importanceByCount(entry.count)
    this.byName[entry.name]?.moved(entry)
    this.#noteFirst(entry.name)
  }

  #group(key: string): number {
    const known = this.#groupIds.get(key)
    if (known !== undefined) return known
    const [commune = '', former = '', street = '', hamlet = ''] = key.split(GROUP_SEPARATOR)
    const area = this.units.area(commune)
    const group: AddressGroup = {
      area,
      former,
      ...(street && area !== undefined ? { street: this.#entry('street', street, area) } : {}),
      ...(hamlet && area !== undefined ? { hamlet: this.#entry('hamlet', hamlet, area) } : {}),
    }
    this.#groups.push(group)
    this.#groupIds.set(key, this.#groups.length - 1)
    return this.#groups.length - 1
  }

  #entry(kind: 'street' | 'hamlet', text: string, area: number): Entry {
    const name = this.names.add(text, kind)
    const key = `${name}@${area}`
    const known = this.#byKey.get(key)
    if (known) return known
    const entry: Entry = {
      id: this.entries.length,
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
    this.entries.push(entry)
    this.#byKey.set(key, entry)
    while (this.byName.length <= name) {
      this.byName.push(undefined)
      this.mostImportant.push(NO_IMPORTANCE)
    }
    this.byName[name] ??= new EntryList()
    this.byName[name].add(entry)
    this.#noteFirst(name)
    return entry
  }

  #noteFirst(name: number): void {
    this.mostImportant[name] = this.byName[name]?.importances[0] ?? NO_IMPORTANCE
  }

  #putRow(kind: 'street' | 'hamlet', row: StreetRow | HamletRow): void {
    const district = 'district_code' in row ? row.district_code : null
    const area = this.units.area(row.commune_code, district)
    if (area === undefined) return
    const name = this.names.add(row.name, kind)
    if (this.units.areas[area]!.kind === 'district') {
      const inside = this.units.communesOf(area)
      const list = this.byName[name]
      if (list && inside.some((commune) => list.in(commune))) return
    }
    const entry = this.#entry(kind, row.name, area)
    if (entry.row !== undefined) return
    entry.row = row.fid
    entry.uid = row.uid
    this.#byRow.set(`${kind}${row.fid}`, entry)
  }

  #removeIfEmpty(entry: Entry): void {
    if (entry.count > 0 || entry.row !== undefined || entry.houses.size > 0) return
    this.#byKey.delete(`${entry.name}@${entry.area}`)
    this.byName[entry.name]?.remove(entry)
    this.#noteFirst(entry.name)
    // Addresses that name it again make a new entry: groups holding the old one are forgotten.
    for (const [key, id] of this.#groupIds)
      if (this.#groups[id]!.street === entry || this.#groups[id]!.hamlet === entry) this.#groupIds.delete(key)
  }
}

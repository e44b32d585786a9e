import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { isPublic } from '../../store/layout/address-status.ts'
import { type AddressChunk, GROUP_SEPARATOR, groupOf } from '../../store/reading/address-chunks.ts'
import type { PublicAddressRow } from '../../store/record/public-address.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { HouseCollector } from '../houses/house-collector.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import type { GazetteerNameIndex } from '../names/gazetteer-name-index.ts'
import { importanceByCount } from '../scoring.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import type { AddressNames } from './address-names.ts'
import type { AddressGroup, Entry } from './entry.ts'
import { EntryShapes } from './entry-shapes.ts'
import { EntryTable } from './entry-table.ts'
import type { HouseEdits } from './house-edits.ts'

const NO_ROWS: ReadonlySet<number> = new Set()
/** Groups whose names are taken apart between two moments at which others may have the processor: about a millisecond. */
const GROUPS_A_SLICE = 32

/** Streets and hamlets with the addresses that are numbered in them; an address is a house number and a row number. */
export class GazetteerIndex {
  readonly entries: EntryTable
  readonly shapes: EntryShapes
  /** Group of every address by row number, as an index into `#groups` plus one. */
  #groupOfRow = new Int32Array(0)
  /** The same for edited addresses, and for row numbers far beyond the number of rows. */
  readonly #groupOfEdited = new Map<number, AddressGroup>()
  readonly #groups: AddressGroup[] = []
  readonly #groupIds = new Map<string, number>()
  /** Row numbers of addresses without a position. */
  readonly #unplaced = new Set<number>()
  readonly #perArea: number[] = []

  constructor(
    record: RecordStore,
    names: GazetteerNameIndex,
    readonly units: UnitIndex,
    readonly texts: HouseTexts,
  ) {
    this.shapes = new EntryShapes(record.gazetteer)
    this.entries = new EntryTable(record, names, units)
  }

  /** Reads addresses, streets and hamlets in slices. `source` is the record as it will be when the index is used. */
  *read(
    source: RecordStore,
    chunks: Iterable<AddressChunk>,
    addressNames: AddressNames,
  ): Generator<void, void> {
    const { gazetteer, addresses } = source
    yield* this.entries.readHamlets(gazetteer.hamlets())
    yield
    yield* this.#readAddresses(chunks, addresses.maxCount() + 1, addressNames)
    yield* this.entries.readStreets(gazetteer.streets())
  }

  /** What is known of an address by its row number, without reading the row. */
  groupOf(fid: number): AddressGroup | undefined {
    const index = this.#groupOfRow[fid]
    return this.#groupOfEdited.get(fid) ?? (index ? this.#groups[index - 1] : undefined)
  }

  /** Addresses in an area. */
  addressesIn(area: number): number {
    return this.#perArea[area] ?? 0
  }

  /** Notes what an edit of an address means for the lists of houses, before {@link putAddress} follows it. */
  noteHouse(fid: number, row: PublicAddressRow | undefined, houses: HouseEdits): void {
    const shown = row !== undefined && isPublic(row)
    const group = shown ? this.#groupIds.get(groupOf(row)) : undefined
    const after = group === undefined ? undefined : this.#groups[group]
    houses.note(fid, this.groupOf(fid), after, shown ? row.house_number : null)
  }

  /** Follows one edit of an address; `row` undefined when it is gone. `houses` are the lists that are there already. */
  putAddress(fid: number, row: PublicAddressRow | undefined, houses: HouseEdits): void {
    this.#dropAddress(fid)
    if (!row || !isPublic(row)) return
    const group = this.#groups[this.#group(groupOf(row))]!
    this.#groupOfEdited.set(fid, group)
    this.#add(group, 1)
    const point = decodePoint(row.geom)
    if (!point) this.#unplaced.add(fid)
    for (const entry of [group.street, group.hamlet]) {
      if (!entry) continue
      count(entry, group, point?.[0] ?? Number.NaN, point?.[1] ?? Number.NaN)
      this.entries.weigh(entry)
      if (row.house_number && !houses.has(entry))
        entry.houses = entry.houses.edited(
          NO_ROWS,
          new Map([[fid, this.texts.add(row.house_number)]]),
          this.texts,
        )
    }
  }

  /** Follows one edit of a row of the layer `street` or `hamlet`. */
  putLayerRow(kind: Entry['kind'], fid: number): void {
    const gone = this.entries.putLayerRow(kind, fid)
    if (gone) this.#forgetGroups(gone)
  }

  #dropAddress(fid: number): void {
    const group = this.groupOf(fid)
    if (!group) return
    this.#groupOfEdited.delete(fid)
    if (this.#groupOfRow[fid]) this.#groupOfRow[fid] = 0
    const placed = !this.#unplaced.delete(fid)
    this.#add(group, -1)
    for (const entry of [group.street, group.hamlet]) {
      if (!entry) continue
      entry.count--
      // Its position is not kept, so it is taken to have stood at the mean of all, which stays where it is.
      if (placed && entry.placed > 0) {
        entry.lonSum -= entry.lonSum / entry.placed
        entry.latSum -= entry.latSum / entry.placed
        entry.placed--
      }
      this.entries.weigh(entry)
      if (this.entries.removeIfEmpty(entry)) this.#forgetGroups(entry)
    }
  }

  *#readAddresses(
    chunks: Iterable<AddressChunk>,
    rows: number,
    addressNames: AddressNames,
  ): Generator<void, void> {
    this.#groupOfRow = new Int32Array(rows)
    const collected = new HouseCollector()
    let lastKey = ''
    let group = 0
    for (const chunk of chunks) {
      for (let i = 0; i < chunk.count; i++) {
        const key = chunk.groups[i]!
        if (key !== lastKey) {
          const known = this.#groups.length
          group = this.#group(key)
          lastKey = key
          if (group === known && group % GROUPS_A_SLICE === 0) yield
        }
        const { street, hamlet, area } = this.#groups[group]!
        const fid = chunk.fids[i]!
        if (fid < rows) this.#groupOfRow[fid] = group + 1
        else this.#groupOfEdited.set(fid, this.#groups[group]!)
        this.#add(this.#groups[group]!, 1)
        const lon = chunk.positions[i * 2]!
        const lat = chunk.positions[i * 2 + 1]!
        if (Number.isNaN(lon)) this.#unplaced.add(fid)
        const number = chunk.houseNumbers[i]!
        const id = number === '' ? -1 : this.texts.add(number)
        const name = chunk.names[i]!
        if (name !== '' && area !== undefined) addressNames.add(name, fid, area, id, lon, lat)
        if (street) {
          count(street, this.#groups[group]!, lon, lat)
          if (id >= 0) collected.add(street.id, id, fid)
        }
        if (hamlet) {
          count(hamlet, this.#groups[group]!, lon, lat)
          if (id >= 0) collected.add(hamlet.id, id, fid)
        }
      }
      yield
    }
    yield* collected.distribute(this.entries.all, this.texts)
    for (const entry of this.entries.all) entry.importance = importanceByCount(entry.count)
  }

  #add({ area }: AddressGroup, addresses: number): void {
    if (area !== undefined) this.#perArea[area] = (this.#perArea[area] ?? 0) + addresses
  }

  #group(key: string): number {
    const added = this.#groupIds.get(key)
    if (added !== undefined) return added
    const [commune = '', former = '', street = '', hamlet = ''] = key.split(GROUP_SEPARATOR)
    const area = this.units.area(commune)
    const group: AddressGroup = {
      area,
      former,
      ...(street && area !== undefined ? { street: this.entries.street(street, area) } : {}),
      ...(hamlet && area !== undefined ? { hamlet: this.entries.hamlet(hamlet, area, former) } : {}),
    }
    this.#groups.push(group)
    this.#groupIds.set(key, this.#groups.length - 1)
    return this.#groups.length - 1
  }

  /** Forgets the groups of a removed entry: addresses that name it again make a new one. */
  #forgetGroups(entry: Entry): void {
    for (const [key, id] of this.#groupIds)
      if (this.#groups[id]!.street === entry || this.#groups[id]!.hamlet === entry) this.#groupIds.delete(key)
  }
}

/** Adds an address, at NaN when it has no position, to its street or hamlet. */
function count(entry: Entry, group: AddressGroup, lon: number, lat: number): void {
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

import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { isPublic } from '../../store/layout/address-status.ts'
import type { PublicAddressRow } from '../../store/record/public-address.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import { NamedAddresses } from '../houses/named-addresses.ts'
import { RowMap } from '../houses/row-map.ts'
import type { Named, PlaceNameIndex } from '../names/place-name-index.ts'
import type { UnitIndex } from '../units/unit-index.ts'

/** A name and the addresses that have it: "Văn phòng Ấp 5", "Cây xăng Hạnh Phúc". */
export interface AddressName extends Named {
  readonly kind: 'name'
  readonly text: string
  /** Its slot in the index of names. */
  slot: number
  /** Areas in which there is one, ascending. */
  readonly areas: number[]
  readonly byArea: Map<number, NamedAddresses>
}

/** Less than a place of the map has. */
const IMPORTANCE = 0.1

/**
 * Names of the offices, shops, works and shrines at addresses: classes 2 to 5 of the report. The name of a home may be a person's and
 * is left out.
 */
export class AddressNames {
  readonly #index: Pick<PlaceNameIndex<AddressName>, 'namesOf' | 'add' | 'remove'>
  readonly #units: UnitIndex
  readonly #texts: HouseTexts
  readonly #byText = new Map<string, AddressName>()
  readonly #ofRow = new RowMap<AddressName>()
  /** Names that addresses have beside their own; few have any. */
  readonly #furtherOf = new Map<number, AddressName[]>()

  constructor(
    index: Pick<PlaceNameIndex<AddressName>, 'namesOf' | 'add' | 'remove'>,
    units: UnitIndex,
    texts: HouseTexts,
  ) {
    this.#index = index
    this.#units = units
    this.#texts = texts
  }

  /** The name of an address among these: its own, else a further one. */
  among(fid: number, names: ReadonlyMap<AddressName, unknown>): AddressName | undefined {
    const own = this.#ofRow.get(fid)
    if (own !== undefined && names.has(own)) return own
    return this.#furtherOf.get(fid)?.find((each) => names.has(each))
  }

  /** Adds an address that is not there, at NaN when it has no position; `house` is its number as {@link HouseTexts} knows it, or -1. */
  add(text: string, fid: number, area: number, house: number, lon: number, lat: number): void {
    this.#ofRow.set(fid, this.#put(text, fid, area, house, lon, lat))
  }

  #put(text: string, fid: number, area: number, house: number, lon: number, lat: number): AddressName {
    const name = this.#byText.get(text) ?? this.#name(text)
    let addresses = name.byArea.get(area)
    if (!addresses) {
      addresses = new NamedAddresses()
      name.byArea.set(area, addresses)
      insertInOrder(name.areas, area)
    }
    addresses.add(fid, house, lon, lat)
    return name
  }

  /** Follows one edit of an address with the names that it has beside its own; `row` undefined when it is gone. */
  put(fid: number, row: PublicAddressRow | undefined, further: readonly string[] = []): void {
    this.#remove(fid)
    if (!row || !isPublic(row)) return
    const text = row.name
    const area = this.#units.area(row.commune_code)
    if (area === undefined || (!text && further.length === 0)) return
    const house = row.house_number ? this.#texts.add(row.house_number) : -1
    const [lon, lat] = decodePoint(row.geom) ?? [Number.NaN, Number.NaN]
    if (text) this.add(text, fid, area, house, lon, lat)
    const others = further.filter((each) => each !== text)
    if (others.length === 0) return
    this.#furtherOf.set(
      fid,
      others.map((each) => this.#put(each, fid, area, house, lon, lat)),
    )
  }

  #name(text: string): AddressName {
    const names = this.#index.namesOf([text])
    const name: AddressName = {
      kind: 'name',
      text,
      names,
      importance: IMPORTANCE,
      areas: [],
      byArea: new Map(),
      slot: -1,
    }
    this.#byText.set(text, name)
    name.slot = this.#index.add(name)
    return name
  }

  #remove(fid: number): void {
    const name = this.#ofRow.get(fid)
    const further = this.#furtherOf.get(fid)
    if (name) {
      this.#ofRow.delete(fid)
      this.#take(name, fid)
    }
    if (!further) return
    this.#furtherOf.delete(fid)
    for (const each of further) this.#take(each, fid)
  }

  #take(name: AddressName, fid: number): void {
    const { areas, byArea } = name
    const area = areas.find((one) => byArea.get(one)!.remove(fid))!
    if (byArea.get(area)!.size === 0) {
      byArea.delete(area)
      areas.splice(areas.indexOf(area), 1)
    }
    if (areas.length > 0) return
    this.#byText.delete(name.text)
    this.#index.remove(name.slot)
  }
}

/** Puts a number in its place; mostly that is the end. */
function insertInOrder(list: number[], item: number): void {
  let at = list.length
  while (at > 0 && list[at - 1]! > item) at--
  list.splice(at, 0, item)
}

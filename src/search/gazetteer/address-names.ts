import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { isPublic } from '../../store/address-status.ts'
import type { PublicAddressRow } from '../../store/public-address.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import type { Named, PlaceNameIndex } from '../names/place-name-index.ts'
import type { UnitIndex } from '../units/unit-index.ts'

/** An address with a name of its own. */
export interface NamedAddress {
  readonly fid: number
  readonly area: number
  readonly position: readonly [number, number] | undefined
  /** Its house number as {@link HouseTexts} knows it, -1 without one. */
  readonly house: number
}

/** A name and the addresses that have it: "Văn phòng Ấp 5", "Cây xăng Hạnh Phúc". */
export interface AddressName extends Named {
  readonly kind: 'name'
  readonly text: string
  /** Its slot in the index of names. */
  slot: number
  /** Areas in which there is one, ascending. */
  readonly areas: number[]
  /** By area, in the order of the row number. */
  readonly byArea: Map<number, NamedAddress[]>
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
  readonly #ofRow = new Map<number, AddressName>()

  constructor(
    index: Pick<PlaceNameIndex<AddressName>, 'namesOf' | 'add' | 'remove'>,
    units: UnitIndex,
    texts: HouseTexts,
  ) {
    this.#index = index
    this.#units = units
    this.#texts = texts
  }

  /** The name of an address. */
  of(fid: number): AddressName | undefined {
    return this.#ofRow.get(fid)
  }

  /** Adds an address that is not there. */
  add(text: string, address: NamedAddress): void {
    const name = this.#byText.get(text) ?? this.#name(text)
    let addresses = name.byArea.get(address.area)
    if (!addresses) {
      addresses = []
      name.byArea.set(address.area, addresses)
      insertInOrder(name.areas, address.area, (area) => area)
    }
    insertInOrder(addresses, address, ({ fid }) => fid)
    this.#ofRow.set(address.fid, name)
  }

  /** Follows one edit of an address; `row` undefined when it is gone. */
  put(fid: number, row: PublicAddressRow | undefined): void {
    this.#remove(fid)
    if (!row || !isPublic(row)) return
    const text = row.name
    const area = this.#units.area(row.commune_code)
    if (!text || area === undefined) return
    const house = row.house_number ? this.#texts.add(row.house_number) : -1
    this.add(text, { fid, area, position: decodePoint(row.geom), house })
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
    if (!name) return
    this.#ofRow.delete(fid)
    const { areas, byArea } = name
    const area = areas.find((one) => byArea.get(one)!.some((address) => address.fid === fid))!
    const left = byArea.get(area)!.filter((address) => address.fid !== fid)
    if (left.length > 0) byArea.set(area, left)
    else {
      byArea.delete(area)
      areas.splice(areas.indexOf(area), 1)
    }
    if (areas.length > 0) return
    this.#byText.delete(name.text)
    this.#index.remove(name.slot)
  }
}

/** Puts an item in its place; mostly that is the end. */
function insertInOrder<T>(list: T[], item: T, key: (item: T) => number): void {
  let at = list.length
  while (at > 0 && key(list[at - 1]!) > key(item)) at--
  if (at === list.length) list.push(item)
  else list.splice(at, 0, item)
}

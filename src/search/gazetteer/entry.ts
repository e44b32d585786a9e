import type { HouseList } from '../houses/house-list.ts'
import type { RowShape } from './row-shape.ts'

/**
 * A street or hamlet with the houses that are numbered in it. A street is what bears one name in an area of today; a hamlet is one of
 * its former commune, as a commune of today has up to six of one name.
 */
export interface Entry {
  readonly id: number
  readonly kind: 'street' | 'hamlet'
  readonly name: number
  /** As the record spells it. */
  readonly text: string
  readonly area: number
  /** Code of the former commune that a hamlet belongs to; '' for a street, and where it is not known. */
  readonly former: string
  houses: HouseList
  /** Addresses in it, numbered or not. */
  count: number
  /** Those of them that have a position. */
  placed: number
  /** By the number of addresses. */
  importance: number
  /** Row of the layer `street` or `hamlet`, when it is there and not only in addresses. */
  row?: number
  uid?: string
  /** How the row is drawn; read when first asked for. */
  shape?: RowShape | undefined
  /** Sums of positions and the box around its addresses. */
  lonSum: number
  latSum: number
  box: [number, number, number, number]
  /** Former communes of its addresses. */
  readonly formers: Set<string>
  /** Hamlets that its addresses name, for a street. */
  readonly hamlets: Set<number>
}

/** What addresses of one commune, former commune, street and hamlet have in common. */
export interface AddressGroup {
  readonly area: number | undefined
  readonly street?: Entry
  readonly hamlet?: Entry
  /** Code of the former commune, '' when it is not known. */
  readonly former: string
}

import { type AddressBlock, SHOWN_STATUSES } from './address-block.ts'
import { EXTENT } from './address-grid.ts'
import { CLASSES } from './count-grid.ts'
import { type PlacedBlock, type Placement, UNIT_BITS } from './placement.ts'
import type { PointLayer } from './point-layer.ts'

/** Attributes of a single address (zoom 14 and deeper), the first keys of the layer. */
export const ADDRESS_KEYS = ['id', 'code', 'class', 'house_number', 'status'] as const

/** What of a block lies in the tile: a range of the placement, and the index of its first value if they are written. */
interface BlockPart {
  readonly block: AddressBlock
  readonly from: number
  readonly to: number
  readonly firstValue: number
}

/** Writes single addresses of blocks into a layer; one writer serves many tiles, one after the other. */
export class AddressWriter {
  readonly #layer: PointLayer
  readonly #place: Placement
  /** Of each house number of the block at hand, its value in the layer, or -1. */
  #houses = new Int32Array(1 << 10)

  constructor(layer: PointLayer, place: Placement) {
    this.#layer = layer
    this.#place = place
  }

  /** Writes every address whose rounded coordinate lies in the tile and whose cell is not among `merged`. */
  write(
    blocks: readonly PlacedBlock[],
    z: number,
    x: number,
    y: number,
    merged: Uint8Array | undefined,
  ): void {
    const classes = new Int32Array(CLASSES).fill(-1)
    const statuses = new Int32Array(SHOWN_STATUSES.length).fill(-1)
    this.#place.clear()
    const found = blocks.map((placed) => {
      const from = this.#place.length
      const inside = this.#place.find(placed, z, x, y, merged)
      return {
        block: placed.block,
        from,
        to: from + inside,
        firstValue: this.#wholeValues(placed.block, inside),
      }
    })
    for (const part of found) {
      if (part.from === part.to) continue
      this.#shareValues(part, classes, statuses)
      this.#writeBlock(part, classes, statuses)
    }
  }

  /** Index of the first value of a block that is `inside` whole, if its values are at hand deflated; else -1. */
  #wholeValues(block: AddressBlock, inside: number): number {
    const { count } = block
    if (inside < count || count === 0) return -1
    const deflated = block.deflatedValues()
    if (deflated.length === 0) return -1
    const values = block.valueCount(0, count)
    return this.#layer.rawDeflated(block.bytes, block.valuesOf(0), block.valuesOf(count), values, deflated)
  }

  /** Gives what addresses of a block have in common with others its value in the layer. */
  #shareValues({ block, from, to }: BlockPart, classes: Int32Array, statuses: Int32Array): void {
    const layer = this.#layer
    const { words, bytes, houses, houseAt, hashesAt } = block
    if (this.#houses.length < houses) this.#houses = new Int32Array(2 * houses)
    const values = this.#houses.fill(-1, 0, houses)
    for (let k = from; k < to; k++) {
      const i = this.#place.inside[k]!
      const objectClass = block.objectClass(i)
      if (classes[objectClass]! < 0 && objectClass > 0) classes[objectClass] = layer.value(objectClass)
      const status = block.status(i)
      if (statuses[status]! < 0) {
        const field = STATUS_VALUES[status]!
        statuses[status] = layer.shared(field, 0, field.length)
      }
      const house = words[houseAt + i]! - 1
      if (house >= 0 && values[house]! < 0)
        values[house] = layer.shared(
          bytes,
          block.houseField(house),
          block.houseField(house + 1),
          words[hashesAt + house]!,
        )
    }
  }

  /** Writes the placed addresses of a block; the values of those that follow each other are copied at once. */
  #writeBlock({ block, from, to, firstValue }: BlockPart, classes: Int32Array, statuses: Int32Array): void {
    const layer = this.#layer
    const { words, houseAt } = block
    for (let k = from; k < to; ) {
      const run = firstValue < 0 ? this.#runEnd(k, to) : to
      let value = firstValue < 0 ? this.#rawValues(block, k, run) : firstValue
      for (; k < run; k++) {
        const i = this.#place.inside[k]!
        const house = words[houseAt + i]!
        const objectClass = block.objectClass(i)
        const units = this.#place.units[k]!
        layer.tag(0, value++)
        if (block.hasCode(i)) layer.tag(1, value++)
        if (objectClass > 0) layer.tag(2, classes[objectClass]!)
        if (house > 0) layer.tag(3, this.#houses[house - 1]!)
        layer.tag(4, statuses[block.status(i)]!)
        layer.point(block.fid(i), units & (EXTENT - 1), units >> UNIT_BITS)
      }
    }
  }

  /** Behind the placed addresses from `k` on that follow each other in their block too. */
  #runEnd(k: number, to: number): number {
    const numbers = this.#place.inside
    let end = k + 1
    while (end < to && numbers[end] === numbers[end - 1]! + 1) end++
    return end
  }

  /** Copies the values of the run `k` to `end`; index of the first. */
  #rawValues(block: AddressBlock, k: number, end: number): number {
    const first = this.#place.inside[k]!
    const behind = first + end - k
    const from = block.valuesOf(first)
    return this.#layer.raw(block.bytes, from, block.valuesOf(behind), block.valueCount(first, behind))
  }
}

const STATUS_VALUES = SHOWN_STATUSES.map((status) =>
  Uint8Array.of(0x22, status.length + 2, 0x0a, status.length, ...new TextEncoder().encode(status)),
)

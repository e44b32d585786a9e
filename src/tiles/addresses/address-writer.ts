import { PUBLIC_STATUSES } from '../../store/layout/address-status.ts'
import { KEYS } from './address-attributes.ts'
import type { AddressBlock } from './address-block.ts'
import { EXTENT } from './address-grid.ts'
import { CLASSES } from './count-grid.ts'
import { type PlacedBlock, type Placement, UNIT_BITS } from './placement.ts'
import type { PointLayer } from './point-layer.ts'

/** Keys of the layer and the number of shared texts, which the inner loops read. */
const { id: ID, class: CLASS, status: STATUS, own: OWN, shared: SHARED } = KEYS
const SHARED_COUNT = SHARED.length

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
  /** Index in the layer of each shared text of the block at hand, or -1. */
  #texts = new Int32Array(1 << 10)

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
    const statuses = new Int32Array(PUBLIC_STATUSES.length).fill(-1)
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

  /** Writes the deflated values of a block that lies wholly in the tile; index of the first, -1 when there are none. */
  #wholeValues(block: AddressBlock, inside: number): number {
    const { count } = block
    if (inside < count || count === 0) return -1
    const deflated = block.deflatedValues()
    if (deflated.length === 0) return -1
    const values = block.valueCount(0, count)
    return this.#layer.rawDeflated(block.bytes, block.valuesOf(0), block.valuesOf(count), values, deflated)
  }

  /** Writes the values that addresses share: classes, statuses and shared texts. */
  #shareValues({ block, from, to }: BlockPart, classes: Int32Array, statuses: Int32Array): void {
    const layer = this.#layer
    const { words, bytes, count, texts, sharedAt, hashesAt } = block
    if (this.#texts.length < texts) this.#texts = new Int32Array(2 * texts)
    const values = this.#texts.fill(-1, 0, texts)
    for (let k = from; k < to; k++) {
      const i = this.#place.inside[k]!
      const objectClass = block.objectClass(i)
      if (classes[objectClass]! < 0 && objectClass > 0) classes[objectClass] = layer.value(objectClass)
      const status = block.status(i)
      if (statuses[status]! < 0) {
        const field = STATUS_VALUES[status]!
        statuses[status] = layer.shared(field, 0, field.length)
      }
      for (let column = 0; column < SHARED_COUNT; column++) {
        const text = words[sharedAt + column * count + i]! - 1
        if (text >= 0 && values[text]! < 0)
          values[text] = layer.shared(
            bytes,
            block.textField(text),
            block.textField(text + 1),
            words[hashesAt + text]!,
          )
      }
    }
  }

  /** Writes the placed addresses of a block; values of addresses that follow one another are copied at once. */
  #writeBlock({ block, from, to, firstValue }: BlockPart, classes: Int32Array, statuses: Int32Array): void {
    const layer = this.#layer
    const { words, count, sharedAt } = block
    for (let k = from; k < to; ) {
      const run = firstValue < 0 ? this.#runEnd(k, to) : to
      let value = firstValue < 0 ? this.#rawValues(block, k, run) : firstValue
      for (; k < run; k++) {
        const i = this.#place.inside[k]!
        const objectClass = block.objectClass(i)
        const units = this.#place.units[k]!
        layer.tag(ID, value++)
        for (let own = 0, bits = block.ownTexts(i); bits !== 0; own++, bits >>>= 1)
          if (bits & 1) layer.tag(OWN[own]!, value++)
        if (objectClass > 0) layer.tag(CLASS, classes[objectClass]!)
        for (let column = 0; column < SHARED_COUNT; column++) {
          const text = words[sharedAt + column * count + i]!
          if (text > 0) layer.tag(SHARED[column]!, this.#texts[text - 1]!)
        }
        layer.tag(STATUS, statuses[block.status(i)]!)
        layer.point(block.fid(i), units & (EXTENT - 1), units >> UNIT_BITS)
      }
    }
  }

  /** End of the run of placed addresses from `k` on that follow one another in their block too. */
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

const STATUS_VALUES = PUBLIC_STATUSES.map((status) =>
  Uint8Array.of(0x22, status.length + 2, 0x0a, status.length, ...new TextEncoder().encode(status)),
)

import { type Box, boxesIntersect } from './box.ts'

/** More than what differences of coordinates are rounded by. */
const ROUNDING = 1e-9

/** Boxes from west to east: to ask which of many others touch one of them is not to compare each with each. */
export class SortedBoxes {
  readonly #boxes: readonly Box[]
  /** No less than the width of the widest. */
  readonly #widest: number

  constructor(boxes: readonly Box[]) {
    this.#boxes = boxes.toSorted((a, b) => a[0] - b[0])
    this.#widest = boxes.reduce((widest, [west, , east]) => Math.max(widest, east - west), 0) + ROUNDING
  }

  /** Whether one of them shares at least a point with a box. */
  touch(box: Box): boolean {
    for (let i = this.#firstFrom(box[0] - this.#widest); i < this.#boxes.length; i++) {
      const one = this.#boxes[i]!
      if (one[0] > box[2]) return false
      if (boxesIntersect(one, box)) return true
    }
    return false
  }

  /** The first place that does not begin west of `west`. */
  #firstFrom(west: number): number {
    let low = 0
    let high = this.#boxes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#boxes[middle]![0] < west) low = middle + 1
      else high = middle
    }
    return low
  }
}

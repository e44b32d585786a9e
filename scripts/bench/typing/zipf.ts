import type { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'

/** Draws ranks 0, 1, 2, … below a count by Zipf's law: the chance of the n-th is proportional to 1 / n. */
export class Zipf {
  /** The chances of each rank and all before it, added up. */
  readonly #sums: Float64Array

  constructor(count: number) {
    if (count < 1) throw new RangeError('there is nothing to draw')
    this.#sums = new Float64Array(count)
    let sum = 0
    for (let rank = 0; rank < count; rank++) {
      sum += 1 / (rank + 1)
      this.#sums[rank] = sum
    }
  }

  /** A rank, the lower the likelier. */
  draw(random: SeededRandom): number {
    const wanted = random.next() * this.#sums.at(-1)!
    let low = 0
    let high = this.#sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sums[middle]! > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

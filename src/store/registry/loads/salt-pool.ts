import { randomFillSync } from 'node:crypto'

/** Random bytes drawn at once: a call for each salt costs as much as hashing. */
const POOL_BYTES = 65_536

/** Salts for many versions. */
export class SaltPool {
  #pool = Buffer.alloc(0)
  #drawn = 0

  /** Random bytes that are given to nobody else. */
  draw(length: number): Buffer {
    if (this.#drawn + length > this.#pool.length) {
      this.#pool = randomFillSync(Buffer.allocUnsafe(POOL_BYTES))
      this.#drawn = 0
    }
    this.#drawn += length
    return this.#pool.subarray(this.#drawn - length, this.#drawn)
  }
}

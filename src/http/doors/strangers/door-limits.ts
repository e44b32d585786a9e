import { bitsAbove } from './bits-above.ts'
import { Buckets } from './buckets.ts'

/** What one block sends without more ado: so many at once, and one more each interval in milliseconds. */
const OF_BLOCK = { most: 30, interval: 120_000 }
/** What all blocks together send without more ado. */
const OF_ALL = { most: 600, interval: 6_000 }
/** Wrong numbers of receipts, and wrong slips, that one block may try. */
const WRONG = { most: 30, interval: 20_000 }
const MOST_BITS = { block: 26, all: 21 }
/**
 * Without a proof: the first wait of a block, the time between two of them, and the longest wait that is given. Who waits comes no
 * faster than a bucket leaks, or waiting for nothing would raise the work of the neighbours.
 */
const WAIT = { first: 30_000, interval: OF_BLOCK.interval, most: 900_000 }

const EVERYBODY = 'all'

/**
 * How much is sent without an account, by block of addresses and in all. Above it nobody is refused: a proof of work is asked
 * for, or a wait. What a block sends above its own limit is paid for by that, and takes no place from the others.
 */
export class DoorLimits {
  readonly #blocks = new Buckets(OF_BLOCK.interval)
  readonly #all = new Buckets(OF_ALL.interval)
  readonly #wrong = new Buckets(WRONG.interval)
  readonly #waits = new Buckets(WAIT.interval)

  /** Bits of the proof that a block must show for its next one; 0 where it needs none. */
  bits(block: string, now: number): number {
    return Math.max(
      bitsAbove(this.#blocks.level(block, now), OF_BLOCK.most, MOST_BITS.block),
      bitsAbove(this.#all.level(EVERYBODY, now), OF_ALL.most, MOST_BITS.all),
    )
  }

  /** Counts one that was let in. */
  count(block: string, now: number): void {
    if (this.#blocks.level(block, now) + 1 <= OF_BLOCK.most) this.#all.add(EVERYBODY, now)
    this.#blocks.add(block, now)
  }

  /** Milliseconds after which a block that waits is let in; undefined where too many of it wait already. */
  nextWait(block: string, now: number): number | undefined {
    const wait = this.#waits.level(block, now) * WAIT.interval + WAIT.first
    if (wait > WAIT.most) return undefined
    this.#waits.add(block, now)
    return Math.ceil(wait)
  }

  /** Bits of the proof that whoever shows a receipt or a slip must have; 0 unless the block has tried many wrong ones. */
  bitsForReceipt(block: string, now: number): number {
    return bitsAbove(this.#wrong.level(block, now), WRONG.most, MOST_BITS.block)
  }

  /** Counts a number that is being tried as a wrong one. */
  countTry(block: string, now: number): void {
    this.#wrong.add(block, now)
  }

  /** Takes back a try that was none of a wrong number. */
  takeBackTry(block: string, now: number): void {
    this.#wrong.takeBack(block, now)
  }
}

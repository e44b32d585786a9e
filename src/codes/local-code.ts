import { dammDigit } from './damm.ts'

/** Codes of this server: `L`, nine digits, one Damm check digit (Damm 2004, doctoral thesis, Marburg). */
export const LOCAL_CODE = /^L\d{10}$/

/** How many local codes there are. */
export const LOCAL_CODE_COUNT = 1_000_000_000

const ROUNDS = 4
const HALF_BITS = 15
const HALF_MASK = (1 << HALF_BITS) - 1

/** Whether the check digit of a local code (`L` and ten digits) is right. */
export function checkDigitHolds(code: string): boolean {
  return LOCAL_CODE.test(code) && dammDigit(code, 1) === 0
}

/** A local code the way people read it: `L123 456 7890`. */
export function formatLocalCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4, 7)} ${code.slice(7)}`
}

/**
 * Makes the `n`-th local code under a key: a four-round Feistel permutation of 30 bits, walked until it falls
 * below 10^9 (Black and Rogaway 2002), so that neighbours differ in many digits and none comes twice.
 * It scatters, it does not hide: the key lies in the record.
 */
export class LocalCodeMaker {
  readonly #keys: readonly number[]

  /** @param key 32 hexadecimal digits; throws RangeError for anything else. */
  constructor(key: string) {
    if (!/^[0-9a-f]{32}$/.test(key)) throw new RangeError(`code key "${key}" is not 32 hexadecimal digits`)
    this.#keys = Array.from({ length: ROUNDS }, (_, i) => Number.parseInt(key.slice(i * 8, i * 8 + 8), 16))
  }

  /** The code of counter value `n` (0 ≤ n < 10^9); throws RangeError outside. */
  code(n: number): string {
    if (!Number.isInteger(n) || n < 0 || n >= LOCAL_CODE_COUNT)
      throw new RangeError(`code counter ${n} is not within 0 and ${LOCAL_CODE_COUNT - 1}`)
    let value = n
    do value = this.#permute(value)
    while (value >= LOCAL_CODE_COUNT)
    const digits = String(value).padStart(9, '0')
    return `L${digits}${dammDigit(digits)}`
  }

  #permute(value: number): number {
    let left = value >>> HALF_BITS
    let right = value & HALF_MASK
    for (const key of this.#keys) {
      const next = left ^ (mix(right ^ key) & HALF_MASK)
      left = right
      right = next
    }
    return (left << HALF_BITS) | right
  }
}

/** Finaliser of MurmurHash3 (Appleby, public domain): every input bit reaches every output bit. */
function mix(n: number): number {
  let h = n
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

import { houseKey, leadingNumber } from '../../parsing/house-path.ts'
import { plainNumber } from '../../text/digits.ts'

/** Most spellings are canonical as they stand, and match this without parsing. */
const CANONICAL = /^[1-9]\d{0,4}[A-Z]?(?:\/[1-9]\d{0,3}[A-Z]?){0,6}$/

/** Plain numbers below this are looked up in an array. */
const PLAIN = 10_000
const NONE = -1

/** Distinct house numbers of the record, numbered: a street's list then holds integers. */
export class HouseTexts {
  readonly #ids = new Map<string, number>()
  /** Those of plain numbers, as most house numbers are, -1 for none. */
  readonly #plain = new Int32Array(PLAIN).fill(NONE)
  readonly texts: string[] = []
  #firsts = new Uint32Array(1024)

  /** The number of a house number as written; spellings of one number share it. */
  add(text: string): number {
    const plain = plainNumber(text)
    const plainId = plain < PLAIN ? this.#plain[plain]! : NONE
    const added = plainId === NONE ? this.#ids.get(text) : plainId
    if (added !== undefined) return added
    const canonical = CANONICAL.test(text) ? text : houseKey(text)
    let id = this.#ids.get(canonical)
    if (id === undefined) {
      id = this.texts.length
      this.texts.push(canonical)
      this.#ids.set(canonical, id)
      if (id >= this.#firsts.length) {
        const larger = new Uint32Array(this.#firsts.length * 2)
        larger.set(this.#firsts)
        this.#firsts = larger
      }
      this.#firsts[id] = leadingNumber(canonical)
      if (plain > 0 && plain < PLAIN) this.#plain[plain] = id
    }
    if (canonical !== text) this.#ids.set(text, id)
    return id
  }

  /** The number of a canonical house number, if any address has it. */
  get(canonical: string): number | undefined {
    return this.#ids.get(canonical)
  }

  /** Outermost number of a house number, 0 to 99,999. */
  first(id: number): number {
    return this.#firsts[id]!
  }
}

import { isDigit } from '../text/digits.ts'
import { houseKey, leadingNumber } from '../text/house-path.ts'

/** Spellings that are canonical as they stand: most of them, told without parsing. */
const CANONICAL = /^[1-9]\d{0,4}[A-Z]?(?:\/[1-9]\d{0,3}[A-Z]?){0,6}$/

const ZERO = 0x30
/** Plain numbers below are found by what they are. */
const PLAIN = 10_000

/** Distinct house numbers of the record, numbered: a street's list then holds integers. */
export class HouseTexts {
  readonly #ids = new Map<string, number>()
  /** Those of plain numbers, as most house numbers are, -1 for none. */
  readonly #plain = new Int32Array(PLAIN).fill(-1)
  readonly texts: string[] = []
  #firsts = new Uint32Array(1024)

  /** The number of a house number as written; spellings of one number share it. */
  add(text: string): number {
    const plain = plainNumber(text)
    const known = plain > 0 && this.#plain[plain]! >= 0 ? this.#plain[plain] : this.#ids.get(text)
    if (known !== undefined) return known
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
      if (plain > 0) this.#plain[plain] = id
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

/** The number that a text is, from 1 on and without zeros before it; 0 for any other text. */
function plainNumber(text: string): number {
  if (text.length === 0 || text.length > 4 || text.charCodeAt(0) === ZERO) return 0
  let number = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (!isDigit(unit)) return 0
    number = number * 10 + unit - ZERO
  }
  return number
}

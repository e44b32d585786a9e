import { randomInt } from 'node:crypto'

/** Digits and letters that nobody takes for one another: no 0, 1, I, L, O. Their count is prime, which the check needs. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const SIZE = ALPHABET.length
const GROUP = 4

/**
 * Numbers that nobody guesses and people type: random characters and a check character, in groups of four. A weighted sum modulo a
 * prime finds every single wrong character and every two that were swapped; the weights are all different.
 */
export class CheckedNumbers {
  readonly #random: number

  /** @param random characters before the check character, 4.95 bits each; less than 30 */
  constructor(random: number) {
    this.#random = random
  }

  draw(): string {
    const values = Array.from({ length: this.#random }, () => randomInt(SIZE))
    return grouped([...values, checkValue(values)].map((value) => ALPHABET[value]).join(''))
  }

  /** Whether the check character of a number fits, however it is written. */
  holds(number: string): boolean {
    const values = [...bareNumber(number)].map((character) => ALPHABET.indexOf(character))
    const check = values.pop()
    return (
      values.length === this.#random && values.every((value) => value >= 0) && check === checkValue(values)
    )
  }

  /** A number as it is printed; people write it in small letters, with spaces or without the dashes. */
  written(number: string): string {
    return grouped(bareNumber(number))
  }
}

/** A number as it is compared. */
export function bareNumber(number: string): string {
  return number.toUpperCase().replace(/[\s\-–—.]/gu, '')
}

function grouped(characters: string): string {
  return characters.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join('-') ?? ''
}

/** The value that makes the sum of all, each times its place, divisible by the alphabet's size. */
function checkValue(values: readonly number[]): number {
  const sum = values.reduce((total, value, i) => total + (i + 1) * value, 0)
  const place = values.length + 1
  for (let value = 0; value < SIZE; value++) if ((sum + place * value) % SIZE === 0) return value
  throw new RangeError(`no check for the place ${place}`)
}

import { hash, randomInt } from 'node:crypto'

/** Digits and letters that nobody takes for one another: no 0, 1, I, L, O. Their count is prime, which the check needs. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
/** Random characters before the check character: 94 bits. */
const RANDOM = 19
const GROUP = 4

/** A number that nobody guesses: 19 random characters and a check character, in groups of four. */
export function newReceiptNumber(): string {
  const values = Array.from({ length: RANDOM }, () => randomInt(ALPHABET.length))
  return grouped([...values, checkValue(values)].map((value) => ALPHABET[value]).join(''))
}

/**
 * Whether the check character fits. A weighted sum modulo a prime finds every single wrong character and every two that
 * were swapped; weights 1 … 20 are all different.
 */
export function checkHolds(number: string): boolean {
  const values = [...bare(number)].map((character) => ALPHABET.indexOf(character))
  const check = values.pop()
  return values.length === RANDOM && values.every((value) => value >= 0) && check === checkValue(values)
}

/**
 * What is kept of a number. It has no key: a number is long enough that nobody finds it from its hash, and receipts
 * outlive the key that is changed meanwhile.
 */
export function receiptHash(number: string): string {
  return hash('sha256', `diachiso receipt ${bare(number)}`, 'hex')
}

/** A number as it is compared: people write it in small letters, with spaces or without the dashes. */
function bare(number: string): string {
  return number.toUpperCase().replace(/[\s\-–—.]/gu, '')
}

function grouped(characters: string): string {
  return characters.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join('-') ?? ''
}

/** The value that makes the sum of all, each times its place, divisible by 31. */
function checkValue(values: readonly number[]): number {
  const size = ALPHABET.length
  const sum = values.reduce((total, value, i) => total + (i + 1) * value, 0) % size
  // The check character stands at the place 20; 14 · 20 = 280 = 9 · 31 + 1.
  return ((size - sum) * INVERSE_OF_LAST) % size
}

const INVERSE_OF_LAST = 14

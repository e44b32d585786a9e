import { hash, randomBytes, randomInt } from 'node:crypto'

const BYTES = 32
/** Digits and letters that are not taken for one another (Crockford's base 32). */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

/** What stands on a slip, in a link or in a key: 256 random bits, base64url. */
export function newToken(): string {
  return randomBytes(BYTES).toString('base64url')
}

/** What is kept of it: so many random bits need no slow hash. */
export function tokenHash(token: string): string {
  return hash('sha256', token, 'hex')
}

/** A word of eight random letters (40 bits) that one person reads to another. */
export function newWord(): string {
  return groupedLetters(8).toUpperCase()
}

/** SHA-256 of a word, whatever its case and however it was grouped; O, I and L are read as the digits that they look like. */
export function wordHash(word: string): string {
  const plain = word.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return tokenHash(plain)
}

/** Random letters in groups of four, to be read or copied: 20 bits a group. */
export function groupedLetters(count: number): string {
  return (randomLetters(count).match(/.{4}/g) ?? []).join('-')
}

export function randomLetters(count: number): string {
  return Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

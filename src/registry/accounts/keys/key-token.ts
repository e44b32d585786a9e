import { hash, randomBytes } from 'node:crypto'

/** What every key begins with: whoever finds one, a scanner of repositories too, sees whose it is. */
export const KEY_PREFIX = 'dcs_'

/** Bytes that nobody guesses. */
const BYTES = 32

/** A new key. */
export function keyToken(): string {
  return KEY_PREFIX + randomBytes(BYTES).toString('base64url')
}

/** What is kept of a key: 256 random bits need no slow hash. */
export function keyHash(token: string): string {
  return hash('sha256', token, 'hex')
}

/** The key that a header `Authorization` holds (RFC 6750); undefined for what is none of ours. */
export function bearerKey(authorization: string | undefined): string | undefined {
  const [, token] = /^Bearer +(dcs_[\w-]{1,100})$/i.exec(authorization ?? '') ?? []
  return token
}

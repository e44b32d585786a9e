import { newToken } from '../secret-token.ts'

/** What every key begins with: whoever finds one, a scanner of repositories too, sees whose it is. */
export const KEY_PREFIX = 'dcs_'

/** A new key. */
export function keyToken(): string {
  return KEY_PREFIX + newToken()
}

/** The key that a header `Authorization` holds (RFC 6750); undefined for what is none of ours. */
export function bearerKey(authorization: string | undefined): string | undefined {
  const [, token] = /^Bearer +(dcs_[\w-]{1,100})$/i.exec(authorization ?? '') ?? []
  return token
}

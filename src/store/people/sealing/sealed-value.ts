import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

/** Where a value stands; its seal holds there and nowhere else. */
export interface SealedPlace {
  readonly table: string
  readonly column: string
  /** The row's key, its columns joined by `/`. */
  readonly row: string
}

/** A stored value: in plain text, or sealed under the data key of an id. */
export type StoredValue = { readonly plain: string } | { readonly key: string; readonly bytes: Buffer }

const CIPHER = 'aes-256-gcm'
/** Bytes of the nonce (NIST SP 800-38D §8.2.2: random, at most 2^32 values a key) and of the tag. */
const NONCE = 12
const TAG = 16
const SEALED = /^sealed:1:([\w-]+):([\w-]+)$/
/** Before a plain text that looks as if it were marked, so that nobody can send a sealed value. */
const MARKED = 'sealed:'
const PLAIN = 'sealed:0:'

/** Seals a text under a data key for its place: AES-256-GCM; key id, table, column and row are authenticated with it. */
export function sealText(text: string, key: string, secret: KeyObject, place: SealedPlace): string {
  return `sealed:1:${key}:${sealBytes(Buffer.from(text), secret, boundTo(key, place)).toString('base64url')}`
}

/** The text of a sealed value; undefined where it was changed, or sealed for another place or under another key. */
export function openText(
  { key, bytes }: { readonly key: string; readonly bytes: Buffer },
  secret: KeyObject,
  place: SealedPlace,
): string | undefined {
  return openBytes(bytes, secret, boundTo(key, place))?.toString()
}

/** A text as it is stored where there is no key. */
export function plainText(text: string): string {
  return text.startsWith(MARKED) ? PLAIN + text : text
}

/** What a stored value is. */
export function storedValue(stored: string): StoredValue {
  if (!stored.startsWith(MARKED)) return { plain: stored }
  if (stored.startsWith(PLAIN)) return { plain: stored.slice(PLAIN.length) }
  const [, key, bytes] = SEALED.exec(stored) ?? []
  // Written before there was anything sealed.
  if (key === undefined || bytes === undefined) return { plain: stored }
  return { key, bytes: Buffer.from(bytes, 'base64url') }
}

/** Seals bytes: nonce, ciphertext and tag. `context` is authenticated and not contained. */
export function sealBytes(bytes: Buffer, secret: KeyObject, context: string): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv(CIPHER, secret, nonce).setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

/** What {@link sealBytes} has sealed; undefined where key or context is another, or a byte was changed. */
export function openBytes(sealed: Buffer, secret: KeyObject, context: string): Buffer | undefined {
  if (sealed.length < NONCE + TAG) return undefined
  const decipher = createDecipheriv(CIPHER, secret, sealed.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()])
  } catch {
    return undefined
  }
}

function boundTo(key: string, { table, column, row }: SealedPlace): string {
  return JSON.stringify([key, table, column, row])
}

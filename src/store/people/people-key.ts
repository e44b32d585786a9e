import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

const BYTES = 32
/** Hexadecimal digits of a key's mark. */
const MARK = 16

/**
 * The key of what is known beside the record. It stands in no file that a backup copies; for each purpose another key is
 * derived from it, so that none serves two.
 */
export class PeopleKey {
  readonly #secret: KeyObject

  /** @param secret 32 random bytes */
  constructor(secret: KeyObject) {
    this.#secret = secret
  }

  get secret(): KeyObject {
    return this.#secret
  }

  /** Mark of the key, by which it is told from others; it tells nothing of it. */
  get id(): string {
    return this.for('mark of the key').export().toString('hex').slice(0, MARK)
  }

  /** The key of a purpose: HKDF-SHA-256 (RFC 5869) without salt. */
  for(purpose: string): KeyObject {
    return createSecretKey(Buffer.from(hkdfSync('sha256', this.#secret, '', `diachiso ${purpose}`, BYTES)))
  }
}

import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

const BYTES = 32

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

  /** The key of a purpose: HKDF-SHA-256 (RFC 5869) without salt. */
  for(purpose: string): KeyObject {
    return createSecretKey(Buffer.from(hkdfSync('sha256', this.#secret, '', `diachiso ${purpose}`, BYTES)))
  }
}

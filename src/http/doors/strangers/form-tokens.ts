import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'

/** Milliseconds for which a form may be filled in. */
export const FORM_LIFETIME = 12 * 3_600_000
/** Milliseconds by which a clock of another process may be ahead. */
const AHEAD = 60_000

/** What a token says; its sender cannot change it. */
export interface FormToken extends Asked {
  /** Another one of each token, however its text is written. */
  readonly id: string
}

/** What a token is given with. */
export interface Asked {
  /** Milliseconds since 1970 at which it was given. */
  readonly at: number
  /** Bits of work that it asks for. */
  readonly bits: number
  /** From when on it is good without work; undefined where it never is. */
  readonly notBefore?: number | undefined
  /** The block that the wait is for. */
  readonly block?: string | undefined
}

/** Signed tokens of forms that are sent without an account: `content.signature`, both base64url. */
export class FormTokens {
  readonly #key: KeyObject

  constructor(key: KeyObject) {
    this.#key = key
  }

  issue({ at, bits, notBefore, block }: Asked): string {
    const id = randomBytes(12).toString('base64url')
    const content = Buffer.from(JSON.stringify([id, at, bits, notBefore, block])).toString('base64url')
    return `${content}.${this.#signature(content).toString('base64url')}`
  }

  /** What a token says; undefined for one that was not given here or is over. */
  read(token: string, now: number): FormToken | undefined {
    const [content = '', signature = '', ...more] = token.slice(0, LONGEST).split('.')
    const given = Buffer.from(signature, 'base64url')
    const right = this.#signature(content)
    if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return undefined
    const [id, at, bits, notBefore, block] = JSON.parse(Buffer.from(content, 'base64url').toString()) as [
      string,
      number,
      number,
      number | null,
      string | null,
    ]
    if (at > now + AHEAD || at < now - FORM_LIFETIME) return undefined
    return { id, at, bits, notBefore: notBefore ?? undefined, block: block ?? undefined }
  }

  #signature(content: string): Buffer {
    return createHmac('sha256', this.#key).update(content).digest()
  }
}

const LONGEST = 400

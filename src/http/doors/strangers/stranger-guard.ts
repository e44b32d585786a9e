import { hash, type KeyObject } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../../../errors.ts'
import { addressBlock } from './address-block.ts'
import type { Release } from './counted-try.ts'
import { DoorLimits } from './door-limits.ts'
import { type FormToken, FormTokens } from './form-tokens.ts'
import { mustBeOwnSite } from './own-site.ts'
import { proofHolds } from './proof-of-work.ts'
import { UsedTokens } from './used-tokens.ts'

/** Milliseconds for which a token that was worked on or waited for is good; so long a used one is remembered. */
const LIFETIME = 1_200_000
/** Bits that more may be asked for by the time that the work is done. */
const SLACK = 1

/** What a request shows: by `x-form-token` and `x-form-proof`, or by the fields `csrf` and `proof` of a form. */
export interface Shown {
  readonly token: string | undefined
  readonly proof: string | undefined
}

/** What is asked for before more is let in. */
export interface Challenge {
  readonly token: string
  /** Bits 0 that SHA-256 over `token:proof` must begin with; 0 where no proof is needed. */
  readonly bits: number
}

export interface StrangerGuardParts {
  /** Signs the tokens; the same in all processes behind one address. */
  readonly key: KeyObject
  /** Base URL of the server, where it is configured. */
  readonly publicUrl: string | undefined
  /** Milliseconds since 1970; a test moves it on. */
  readonly now?: () => number
  /** Milliseconds that pass whatever the clock is set to: limits go by them. */
  readonly passed?: () => number
}

/**
 * The door of what is sent without an account: from a page of this server or a program, with a token that was given here,
 * and above the limits with a proof of work or after a wait. It is independent of `RATE_LIMIT`.
 */
export class StrangerGuard {
  readonly #tokens: FormTokens
  readonly #limits = new DoorLimits()
  readonly #used = new UsedTokens(LIFETIME)
  readonly #publicUrl: string | undefined
  readonly #now: () => number
  readonly #passed: () => number

  constructor({ key, publicUrl, now = Date.now, passed = () => performance.now() }: StrangerGuardParts) {
    this.#tokens = new FormTokens(key)
    this.#publicUrl = publicUrl
    this.#now = now
    this.#passed = passed
  }

  /** What the next request of this address must show. */
  challenge({ ip }: Pick<FastifyRequest, 'ip'>): Challenge {
    return this.#ask(this.#limits.bits(addressBlock(ip), this.#passed()))
  }

  /** Lets a request in and counts it. Throws {@link Problem}: `other-site`, `form-expired`, `work-needed` with what is asked for. */
  letIn(request: FastifyRequest, shown: Shown = shownBy(request)): void {
    const block = addressBlock(request.ip)
    this.letWith(request, this.#limits.bits(block, this.#passed()), shown)
    this.#limits.count(block, this.#passed())
  }

  /**
   * Lets a request in that must show so many bits by limits of its own. Throws {@link Problem}: `other-site`, `form-expired`,
   * `work-needed` with what is asked for.
   *
   * @param waits names that a wait may have been given for, in the place of work
   */
  letWith(
    request: FastifyRequest,
    bits: number,
    shown: Shown = shownBy(request),
    waits: readonly string[] = [addressBlock(request.ip)],
  ): void {
    mustBeOwnSite(request, this.#publicUrl)
    const token = this.#read(shown)
    if (token === undefined) throw new Problem('form-expired')
    if (!this.#hasPaid(shown, token, bits, waits)) throw this.#workNeeded(bits)
  }

  /**
   * As {@link letWith}, for what a program sends: no page of another site can send JSON (Fetch, CORS protocol), so a token is needed
   * for work alone.
   */
  letProgram(request: FastifyRequest, bits: number): void {
    mustBeOwnSite(request, this.#publicUrl)
    if (bits === 0) return
    const shown = shownBy(request)
    const token = this.#read(shown)
    if (!token || !this.#hasPaid(shown, token, bits, [addressBlock(request.ip)])) throw this.#workNeeded(bits)
  }

  /**
   * A token that is good after a wait, and that wait in milliseconds; where too many of this block wait, one that may be sent
   * again later and has no place yet.
   */
  wait({ ip }: Pick<FastifyRequest, 'ip'>): { token: string; wait: number } {
    const at = this.#now()
    const block = addressBlock(ip)
    const wait = this.#limits.nextWait(block, this.#passed())
    if (wait === undefined) return { token: this.challenge({ ip }).token, wait: LATER }
    return { token: this.#tokens.issue({ at, bits: 0, notBefore: at + wait, block }), wait }
  }

  /** Lets somebody show a receipt, unless many wrong ones came from there: then with a proof of work. Throws {@link Problem} `work-needed`. */
  letShow(request: FastifyRequest): void {
    const shown = shownBy(request)
    const bits = this.#limits.bitsForReceipt(addressBlock(request.ip), this.#passed())
    if (bits === 0) return
    const token = this.#read(shown)
    if (token === undefined || !this.#hasWorked(shown, token, bits)) throw this.#workNeeded(bits)
  }

  /**
   * Lets somebody try a slip, with a token that was given here; where many wrong ones came from there with a proof of work, after
   * a wait, or with the {@link pass} of that slip. A right one counts for nothing: a whole class may be activated from one network.
   * Throws {@link Problem}: `other-site`, `form-expired`, `work-needed`.
   */
  letTry(request: FastifyRequest, slip: string, shown: Shown = shownBy(request)): void {
    const block = addressBlock(request.ip)
    const bits = this.#limits.bitsForReceipt(block, this.#passed())
    this.letWith(request, bits, shown, [block, passOf(block, slip)])
  }

  /** A token for one more try of a slip that was found. */
  pass({ ip }: Pick<FastifyRequest, 'ip'>, slip: string): string {
    const at = this.#now()
    return this.#tokens.issue({ at, bits: 0, notBefore: at, block: passOf(addressBlock(ip), slip) })
  }

  /** Counts a number or a slip that is being tried as one that leads to nothing; what takes that back. */
  countTry({ ip }: Pick<FastifyRequest, 'ip'>): Release {
    const block = addressBlock(ip)
    this.#limits.countTry(block, this.#passed())
    return () => this.#limits.takeBackTry(block, this.#passed())
  }

  #read({ token }: Shown): FormToken | undefined {
    return token === undefined ? undefined : this.#tokens.read(token, this.#now())
  }

  #hasPaid(shown: Shown, token: FormToken, bits: number, waits: readonly string[]): boolean {
    return (
      bits === 0 || this.#hasWorked(shown, token, bits) || waits.some((wait) => this.#hasWaited(token, wait))
    )
  }

  #hasWorked({ token = '', proof = '' }: Shown, { id, at, bits: asked }: FormToken, bits: number): boolean {
    return (
      asked > 0 &&
      asked + SLACK >= bits &&
      this.#now() < at + LIFETIME &&
      proofHolds(token, proof, asked) &&
      this.#used.use(id, this.#passed())
    )
  }

  #hasWaited({ id, notBefore, block: of }: FormToken, block: string): boolean {
    const now = this.#now()
    return (
      notBefore !== undefined &&
      notBefore <= now &&
      now < notBefore + LIFETIME &&
      of === block &&
      this.#used.use(id, this.#passed())
    )
  }

  #ask(bits: number): Challenge {
    return { token: this.#tokens.issue({ at: this.#now(), bits }), bits }
  }

  #workNeeded(bits: number): Problem {
    const challenge = this.#ask(bits)
    return new Problem('work-needed', {
      headers: { 'retry-after': String(RETRY_AFTER) },
      members: () => ({ challenge }),
    })
  }
}

/** Milliseconds after which somebody for whom there is no place to wait may try again. */
const LATER = 1_200_000
/** Seconds after which one who cannot work may try again. */
const RETRY_AFTER = 120

function shownBy({ headers }: FastifyRequest): Shown {
  const { 'x-form-token': token, 'x-form-proof': proof } = headers
  return { token: one(token), proof: one(proof) }
}

/** What the token of a slip is bound to; the slip itself is in none. */
function passOf(block: string, slip: string): string {
  return `${block} ${hash('sha256', slip, 'hex').slice(0, 32)}`
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

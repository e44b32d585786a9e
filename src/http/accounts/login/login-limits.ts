import { bitsAbove } from '../../doors/strangers/bits-above.ts'
import { Buckets } from '../../doors/strangers/buckets.ts'
import type { Release } from '../../doors/strangers/counted-try.ts'

/** Wrong passwords without more ado: so many at once, and one more each interval in milliseconds. */
const OF = {
  /** Of a login from one block of addresses, */
  pair: { most: 5, interval: 60_000 },
  /** of a login from wherever, */
  login: { most: 30, interval: 30_000 },
  /** of a block, whatever the login, */
  block: { most: 50, interval: 10_000 },
  /** of a device that has logged in to the account before. */
  device: { most: 20, interval: 30_000 },
} as const
const MOST_BITS = { pair: 26, login: 22, block: 24, device: 26 } as const
/** Wrong one-time codes of an account, apart for each device that it knows: with three good codes of a million, one in 1,000 days. */
const CODES = { most: 10, interval: 300_000 }
/** Wrong passwords of somebody who is logged in. */
const PROOFS = { most: 10, interval: 60_000 }

/** From where and to which account somebody tries to log in. */
export interface Attempt {
  readonly login: string
  readonly block: string
  /** Hash of a device that the account knows; undefined for any other. */
  readonly device: string | undefined
}

/**
 * How often a login may be tried in vain before each further try costs work, or a wait. It is nobody else's loss: a device that
 * the account knows has a count of its own, and above all limits nobody is refused.
 */
export class LoginLimits {
  readonly #pairs = new Buckets(OF.pair.interval)
  readonly #logins = new Buckets(OF.login.interval)
  readonly #blocks = new Buckets(OF.block.interval)
  readonly #devices = new Buckets(OF.device.interval)
  readonly #codes = new Buckets(CODES.interval)
  readonly #proofs = new Buckets(PROOFS.interval)
  readonly #now: () => number

  /** @param now milliseconds that pass whatever the clock is set to */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Bits of the proof of work for the next try; 0 where it needs none. */
  bits({ login, block, device }: Attempt): number {
    const now = this.#now()
    if (device !== undefined)
      return bitsAbove(this.#devices.level(`${login} ${device}`, now), OF.device.most, MOST_BITS.device)
    return Math.max(
      bitsAbove(this.#pairs.level(`${login} ${block}`, now), OF.pair.most, MOST_BITS.pair),
      bitsAbove(this.#logins.level(login, now), OF.login.most, MOST_BITS.login),
      bitsAbove(this.#blocks.level(block, now), OF.block.most, MOST_BITS.block),
    )
  }

  /** Counts a password that is being tried as a wrong one; what takes that back. */
  countTry({ login, block, device }: Attempt): Release {
    if (device !== undefined) return this.#count([[this.#devices, `${login} ${device}`]])
    return this.#count([
      [this.#pairs, `${login} ${block}`],
      [this.#logins, login],
      [this.#blocks, block],
    ])
  }

  /** Whether a one-time code may be tried. */
  mayTryCode(account: string, device: string | undefined): boolean {
    return this.#codes.level(codesOf(account, device), this.#now()) + 1 <= CODES.most
  }

  /** Counts a one-time code that is being tried as a wrong one; whether it is the first after a while, and what takes it back. */
  countCode(account: string, device: string | undefined): { isFirst: boolean; release: Release } {
    const name = codesOf(account, device)
    const isFirst = this.#codes.level(name, this.#now()) === 0
    return { isFirst, release: this.#count([[this.#codes, name]]) }
  }

  /** Whether somebody who is logged in may show the password again. */
  mayProve(account: string): boolean {
    return this.#proofs.level(account, this.#now()) + 1 <= PROOFS.most
  }

  /** Counts what is being shown as wrong; what takes that back. */
  countProof(account: string): Release {
    return this.#count([[this.#proofs, account]])
  }

  #count(of: readonly (readonly [Buckets, name: string])[]): Release {
    const now = this.#now()
    for (const [buckets, name] of of) buckets.add(name, now)
    return () => {
      for (const [buckets, name] of of) buckets.takeBack(name, this.#now())
    }
  }
}

function codesOf(account: string, device: string | undefined): string {
  return `${account} ${device ?? ''}`
}

import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Refusal } from '../../refusal.ts'

/** Argon2id as RFC 9106 §4 has it where memory is scarce, in one lane: 64 MiB, three passes. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const
/** Passwords that wait in each lane at most. */
const MOST_WAITING = 64

/** Who waits: devices that have logged in to the account before have places that strangers cannot take. */
export type Lane = 'known' | 'stranger'

export interface PasswordHashingParts {
  /** Memory in KiB and passes of argon2id; a test takes less. */
  readonly cost?: { readonly memoryCost: number; readonly timeCost: number; readonly parallelism: number }
  /** How many are hashed at once. */
  readonly atOnce?: number
}

/**
 * Hashes passwords with argon2id on threads beside the loop, few at once: threads that hash are taken from those that compress
 * and read files, and each needs 64 MiB.
 */
export class PasswordHashing {
  readonly #cost: NonNullable<PasswordHashingParts['cost']>
  readonly #atOnce: number
  readonly #waiting: Readonly<Record<Lane, (() => void)[]>> = { known: [], stranger: [] }
  #running = 0
  #last: Lane = 'stranger'
  #decoy: Promise<string> | undefined

  constructor({
    cost = COST,
    atOnce = Math.min(3, Math.max(1, availableParallelism() - 1)),
  }: PasswordHashingParts = {}) {
    this.#cost = cost
    this.#atOnce = atOnce
  }

  /** What is kept of a password (PHC string). Throws {@link Refusal} `login-busy` where too many wait. */
  hash(password: string): Promise<string> {
    return this.#inTurn('known', () => hash(prepared(password), this.#cost))
  }

  /**
   * Whether a password is the one that something was kept of. Where nothing is, it takes as long and says no. Throws
   * {@link Refusal} `login-busy` where too many wait.
   */
  verify(kept: string | null | undefined, password: string, lane: Lane): Promise<boolean> {
    return this.#inTurn(lane, async () => {
      this.#decoy ??= hash(randomBytes(32), this.#cost)
      const decoy = await this.#decoy
      const same = await verify(kept ?? decoy, prepared(password))
      return same && kept !== null && kept !== undefined
    })
  }

  async #inTurn<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running++
    else await this.#turn(lane)
    try {
      return await work()
    } finally {
      const next = this.#next()
      if (next) next()
      else this.#running--
    }
  }

  #turn(lane: Lane): Promise<void> {
    const waiting = this.#waiting[lane]
    if (waiting.length >= MOST_WAITING)
      throw new Refusal('login-busy', {
        vi: 'Đang có nhiều người đăng nhập; hãy thử lại sau vài giây.',
        en: 'Many are logging in; try again in some seconds.',
      })
    return new Promise((resolve) => {
      waiting.push(resolve)
    })
  }

  /** One of each lane in turns, where both wait. */
  #next(): (() => void) | undefined {
    const first: Lane = this.#last === 'known' ? 'stranger' : 'known'
    const lane = this.#waiting[first].length > 0 ? first : this.#last
    this.#last = lane
    return this.#waiting[lane].shift()
  }
}

/** A password as it is hashed, however a keyboard has composed its letters (RFC 8265 §4.2, OpaqueString). */
export function prepared(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC')
}

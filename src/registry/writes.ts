import type { RegistryStore, RegistryTransaction } from '../store/registry/registry-store.ts'
import { duplicateIdentifier } from './actions/identifier-guards.ts'
import type { MadeVersion } from './actions/make-version.ts'
import type { Actor } from './actor.ts'
import { NATIONAL_CODE } from './identifier-schemes.ts'
import { WaitsForAnother } from './proposals/proposal-draft.ts'
import type { Proposals, Waiting } from './proposals/proposals.ts'
import { noProposals } from './refusal.ts'
import { type KeyedRequest, once, type Repeated } from './requests.ts'

/** What became of a change: it was made, it waits for another person, or the same request did it before. */
export type Outcome = MadeVersion | Waiting | Repeated

export interface WritesParts {
  readonly store: RegistryStore
  /** Where what needs another person's yes waits; without it such changes are refused. */
  readonly proposals?: Proposals | undefined
  /** The present moment; a test sets it back. */
  readonly now?: (() => Date) | undefined
}

/** How every change is made: under its key once, in one transaction, or as a proposal where it waits for another person. */
export class Writes {
  readonly #store: RegistryStore
  readonly #proposals: Proposals | undefined
  readonly #now: () => Date

  constructor({ store, proposals, now = () => new Date() }: WritesParts) {
    this.#store = store
    this.#proposals = proposals
    this.#now = now
  }

  /** A change that may turn out to wait for another person. */
  async orWait(
    actor: Actor,
    request: KeyedRequest | undefined,
    work: (tx: RegistryTransaction, now: Date) => Promise<MadeVersion>,
  ): Promise<Outcome> {
    const known = await this.#proposals?.doneBefore(actor, request)
    if (known !== undefined) return known
    try {
      return await this.once(actor, request, work)
    } catch (error) {
      if (!(error instanceof WaitsForAnother)) throw error
      if (this.#proposals === undefined) throw noProposals()
      return this.#proposals.propose(actor, error.draft, { request })
    }
  }

  /** A change that waits for nobody. */
  async once(
    actor: Actor,
    request: KeyedRequest | undefined,
    work: (tx: RegistryTransaction, now: Date) => Promise<MadeVersion>,
  ): Promise<MadeVersion | Repeated> {
    const now = this.#now()
    try {
      return await this.#store.write((tx) => once(tx, actor, request, now, () => work(tx, now)))
    } catch (error) {
      // Two gave it out at once.
      if (this.#store.duplicateColumn(error) === NATIONAL_CODE.name)
        throw duplicateIdentifier(NATIONAL_CODE.name, '')
      throw error
    }
  }
}

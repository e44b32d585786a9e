import type { AddressStatus } from '../store/address-status.ts'
import type { RegistryStore, RegistryTransaction } from '../store/registry/registry-store.ts'
import { type AddressChanges, changeAddress } from './actions/change-address.ts'
import { type AddressDraft, createAddress } from './actions/create-address.ts'
import type { Particulars } from './actions/guards.ts'
import type { MadeVersion } from './actions/make-version.ts'
import { settleOutside } from './actions/settle-outside.ts'
import { checkStep, takeStep } from './actions/transition-address.ts'
import type { Actor } from './actor.ts'

/** Edits of other programs that are taken in one transaction: others have their turn between. */
const SETTLED_TOGETHER = 200

export interface RegistryParts {
  readonly store: RegistryStore
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** What is done with addresses, each in one transaction that writes version and event or nothing. */
export class Registry {
  readonly #store: RegistryStore
  readonly #now: () => Date

  constructor({ store, now = () => new Date() }: RegistryParts) {
    this.#store = store
    this.#now = now
  }

  /** Creates an address; see {@link createAddress}. */
  create(actor: Actor, draft: AddressDraft): Promise<MadeVersion> {
    return this.#write((tx, now) => createAddress(tx, actor, draft, now, dayOf(now)))
  }

  /** Changes an address that is not certified; see {@link changeAddress}. */
  change(actor: Actor, uid: string, revision: number, changes: AddressChanges): Promise<MadeVersion> {
    return this.#write((tx, now) => changeAddress(tx, actor, uid, revision, changes, now, dayOf(now)))
  }

  /** Leads an address to another state; see {@link checkStep}. */
  transition(
    actor: Actor,
    uid: string,
    revision: number,
    to: AddressStatus,
    particulars: Particulars = {},
  ): Promise<MadeVersion> {
    return this.#write(async (tx, now) => {
      const checked = await checkStep(tx, actor, uid, revision, to, particulars)
      return takeStep(tx, actor, checked, particulars, now, dayOf(now))
    })
  }

  /** Gives events to what other programs wrote; returns how many versions and deletions it took. */
  async settleOutside(): Promise<number> {
    for (let settled = 0; ; ) {
      const taken = await this.#write((tx, now) => settleOutside(tx, SETTLED_TOGETHER, now, dayOf(now)))
      settled += taken
      if (taken < SETTLED_TOGETHER) return settled
    }
  }

  #write<T>(work: (tx: RegistryTransaction, now: Date) => Promise<T>): Promise<T> {
    return this.#store.write((tx) => work(tx, this.#now()))
  }
}

/** The day of a moment at +07:00, `YYYY-MM-DD`. */
export function dayOf(moment: Date): string {
  return new Date(moment.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
}

import type { StoredFinding } from '../../store/registry/desk/desk-tables.ts'
import type { UnverifiedAddress } from '../../store/registry/desk/unverified-rows.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { addressOf, mustHaveRole, told, WRITERS } from '../actions/guards.ts'
import { type Actor, isInArea } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { queueArea } from './queue-area.ts'

/** An address as those see it who settle things in its area. */
export interface AddressAtDesk {
  /** Its fields, state, revision and position. */
  readonly address: Record<string, unknown>
  /** What the rules find about it now, settled ones too. */
  readonly findings: readonly StoredFinding[]
  /** Id of the event that made its present version; null for what another program wrote just now. */
  readonly event: string | null
}

export interface UnverifiedQuestion {
  /** A commune of the actor's area; all of it where absent. */
  readonly commune?: string | undefined
  /** Row behind which the page begins. */
  readonly after: number
  readonly limit: number
}

export interface UnverifiedAnswer {
  readonly items: readonly UnverifiedAddress[]
  /** How many there are in all, counted up to {@link MOST_COUNTED}. */
  readonly count: number
  /** Row behind these; undefined where there are no more. */
  readonly next: number | undefined
}

/** Up to how many are counted: beyond, a number says nothing to who verifies them one by one. */
export const MOST_COUNTED = 10_000

/** Addresses as an officer's desk needs them: one with all that is wrong with it, and those that nobody has verified. */
export class AddressesAtDesk {
  readonly #store: RegistryStore

  constructor(store: RegistryStore) {
    this.#store = store
  }

  /** An address of the actor's area; nobody else is told that there is one. Throws {@link Refusal}: `not-your-role`, `unknown-address`. */
  async look(actor: Actor, uid: string): Promise<AddressAtDesk> {
    mustHaveRole(actor, WRITERS, 'address')
    return this.#store.read(async (tx) => {
      const version = await addressOf(tx, uid)
      if (!isInArea(actor.area, version))
        throw new Refusal('unknown-address', {
          vi: `Không có địa chỉ nào mang id "${uid}" trong địa bàn của tài khoản này.`,
          en: `No address in the area of this account has the id "${uid}".`,
        })
      const about = await tx.findings.about(uid)
      const event = version.event === null ? undefined : await tx.chains.byRow(version.event)
      return { address: told(version), findings: [...onceEach(about).values()], event: event?.id ?? null }
    })
  }

  /** A page of what waits to be verified, the oldest first. Throws {@link Refusal}: `not-your-role`, `outside-area`. */
  async unverified(actor: Actor, { commune, after, limit }: UnverifiedQuestion): Promise<UnverifiedAnswer> {
    mustHaveRole(actor, WRITERS, 'unverified')
    const area = queueArea(actor, true, commune)
    return this.#store.read(async (tx) => {
      const found = await tx.unverified.page(area, after, limit + 1)
      const items = found.slice(0, limit)
      const count = await tx.unverified.count(area, MOST_COUNTED)
      return { items, count, next: found.length > limit ? items.at(-1)?.row : undefined }
    })
  }
}

/** A finding stands in the queue of each commune that it concerns. */
function onceEach(findings: readonly StoredFinding[]): Map<string, StoredFinding> {
  return new Map(findings.map((each) => [each.id, each]))
}

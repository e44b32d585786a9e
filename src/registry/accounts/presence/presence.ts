import { isCertified } from '../../../store/layout/address-status.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import type { RegistryStore, RegistryTransaction } from '../../../store/registry/registry-store.ts'
import { contributorsOf } from '../../actions/guards.ts'
import { type Actor, isInArea, type Role } from '../../actor.ts'
import { PROPOSERS } from '../../life-cycle.ts'
import { Refusal } from '../../refusal.ts'
import { LEASE, type Leases } from './leases.ts'

/** What may have somebody in its form. */
export const ITEM_KINDS = ['address', 'hamlet', 'street', 'proposal'] as const

export interface Item {
  readonly kind: (typeof ITEM_KINDS)[number]
  readonly id: string
}

/** Somebody else who is in the form. */
export interface Present {
  readonly office: string
  /** Told within one's own office alone. */
  readonly name: string | null
  /** ISO 8601 in UTC. */
  readonly since: string
}

export interface PresenceParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly leases: Leases
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

const SETTLERS: readonly Role[] = ['collector', 'officer', 'verifier']

/** Who else is in a form, for those who may write what it is about: no event, nothing that is kept. */
export class Presence {
  readonly #parts: PresenceParts
  readonly #now: () => Date

  constructor(parts: PresenceParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /** Says that somebody is in a form, for {@link LEASE}; returns who else is. Throws {@link Refusal} `unknown-item`. */
  async enter(actor: Actor, item: Item): Promise<{ expires: string; others: Present[] }> {
    await this.#mustBeWriter(actor, item)
    const { people, leases } = this.#parts
    const { account, office } = actor
    const name = (await people.read(({ accounts }) => accounts.byId(account)))?.login ?? null
    const now = this.#now().getTime()
    const others = leases.take(keyOf(item), { account, office, name }, now)
    return {
      expires: new Date(now + LEASE).toISOString(),
      others: others.map((lease) => ({
        office: lease.office,
        name: lease.office === office ? lease.name : null,
        since: new Date(lease.since).toISOString(),
      })),
    }
  }

  /** Says that somebody has left; nothing where they were not there. */
  leave({ account }: Actor, item: Item): void {
    this.#parts.leases.leave(keyOf(item), account)
  }

  /** Who may not write it is not told whether there is such an item. */
  async #mustBeWriter(actor: Actor, item: Item): Promise<void> {
    const { store, people } = this.#parts
    const may =
      item.kind === 'proposal'
        ? await people.read(async ({ proposals }) => {
            const found = await proposals.byId(item.id)
            const settles = SETTLERS.some((role) => actor.roles.has(role))
            return (
              found !== undefined &&
              ((settles && isInArea(actor.area, { ...found, hamlet_uid: found.hamlet })) ||
                found.account === actor.account)
            )
          })
        : await store.read((tx) => isWriter(tx, actor, item))
    if (may) return
    throw new Refusal('unknown-item', {
      vi: `Không có "${item.kind}" mang id "${item.id}" mà tài khoản này được sửa.`,
      en: `There is no "${item.kind}" with the id "${item.id}" that this account may write.`,
    })
  }
}

async function isWriter(tx: RegistryTransaction, actor: Actor, { kind, id }: Item): Promise<boolean> {
  const settles = PROPOSERS.some((role) => actor.roles.has(role))
  if (kind === 'hamlet' || kind === 'street') {
    const commune_code = (await tx.components.newest(kind, id))?.commune_code
    return settles && commune_code != null && isInArea(actor.area, { commune_code, hamlet_uid: null })
  }
  const found = (await tx.sets.byUids([id])).get(id)
  if (found === undefined || !isInArea(actor.area, found)) return false
  if (settles) return true
  if (!actor.roles.has('collector') || isCertified(found)) return false
  const contributors = await contributorsOf(tx, id)
  return contributors.size === 1 && contributors.has(actor.person)
}

function keyOf({ kind, id }: Item): string {
  return `${kind} ${id}`
}

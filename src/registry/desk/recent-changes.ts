import { isCertified } from '../../store/layout/address-status.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { StoredEvent } from '../../store/registry/registry-tables.ts'
import { detailsOf, mustHaveRole } from '../actions/guards.ts'
import { isUndoable } from '../actions/undo-event.ts'
import type { Actor, Role } from '../actor.ts'
import { eventActors, type ToldActor } from './event-actors.ts'
import { queueArea } from './queue-area.ts'

const READERS: readonly Role[] = ['officer', 'verifier']
/** Events that are read for one answer, the newest ones. */
export const MOST_EVENTS = 2000

/** Something that was done in a commune, without reasons and texts: those are told by the address's history, which notes the look. */
export interface RecentChange extends ToldActor {
  readonly event: Pick<StoredEvent, 'id' | 'at' | 'action' | 'from_status' | 'to_status' | 'count'>
  /** The address that it is about, as it is now; undefined for a batch, a hamlet or a street. */
  readonly present: StoredVersion | undefined
  /** Addresses that were changed with it. */
  readonly others: number
  /** Whether it may be taken back: by a proposal where the address is certified. Rights of the moment decide once more. */
  readonly undo: 'at-once' | 'by-proposal' | undefined
}

export interface RecentAsked {
  /** A commune of the actor's area; all of it where absent. */
  readonly commune?: string | undefined
  /** ISO 8601 in UTC: from this moment on, and before that one. */
  readonly from: string
  readonly until: string
}

export interface RecentAnswer {
  /** The newest first. */
  readonly changes: readonly RecentChange[]
  /** Whether there are older ones in the time that was asked for. */
  readonly hasMore: boolean
}

/** What was done lately in the communes of an office. */
export class RecentChanges {
  readonly #parts: { readonly store: RegistryStore; readonly people: PeopleStore }

  constructor(parts: { readonly store: RegistryStore; readonly people: PeopleStore }) {
    this.#parts = parts
  }

  /** Throws {@link Refusal} `not-your-role`, `outside-area`. */
  async of(actor: Actor, { commune, from, until }: RecentAsked): Promise<RecentAnswer> {
    mustHaveRole(actor, READERS, 'recent-changes')
    const { communes } = queueArea(actor, true, commune)
    const { people, store } = this.#parts
    const { found, presents } = await store.read(async (tx) => {
      const found = await tx.chains.between(await chainsOf(tx, communes), from, until, MOST_EVENTS + 1)
      const subjects = found.flatMap(({ subject }) => subject ?? [])
      return { found, presents: await tx.sets.byUids([...new Set(subjects)]) }
    })
    // What was done with another address is told with that one.
    const events = found.slice(0, MOST_EVENTS).filter((event) => detailsOf(event).part_of === undefined)
    const actors = await people.read((tx) => eventActors(tx, actor, events))
    const changes = events.map((event, i): RecentChange => {
      const { id, at, action, from_status, to_status, count, subject } = event
      const present = presents.get(subject ?? '')
      const { with: others = [] } = detailsOf(event)
      return {
        ...(actors[i] as ToldActor),
        event: { id, at, action, from_status, to_status, count },
        present,
        others: (others as readonly unknown[]).length,
        undo: present && undoOf(event, present),
      }
    })
    return { changes, hasMore: found.length > MOST_EVENTS }
  }
}

function undoOf(event: StoredEvent, present: StoredVersion): RecentChange['undo'] {
  if (!isUndoable(event) || present.event !== event.fid) return undefined
  return isCertified(present) ? 'by-proposal' : 'at-once'
}

async function chainsOf(tx: RegistryTransaction, communes: readonly string[]): Promise<string[]> {
  const chains: string[] = []
  for (const commune of communes) {
    const chain = await tx.chains.ofCommune(commune)
    if (chain !== undefined) chains.push(chain)
  }
  return chains
}

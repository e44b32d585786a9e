import type { HashedSupplements } from '../../chains/supplements-hash.ts'
import { isCertified, isHidden } from '../../store/layout/address-status.ts'
import type { AddressVersion, StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { StoredEvent } from '../../store/registry/registry-tables.ts'
import { type Actor, isInArea } from '../actor.ts'
import { PROPOSERS } from '../life-cycle.ts'
import { Refusal } from '../refusal.ts'
import {
  addressesOf,
  detailsOf,
  mustBeFilled,
  mustBeInArea,
  mustBeItsCollector,
  mustHaveRole,
  told,
  WRITERS,
} from './guards.ts'
import { backInHamlet } from './hamlet-of-address.ts'
import { type EventFacts, type MadeVersion, makeVersion, withDetails } from './make-version.ts'
import { type Part, writeTogether } from './write-together.ts'

/** The way back of one address. */
export interface Reversal {
  readonly present: StoredVersion
  /** The version before the event; undefined for an address that the event has created or made public: it is withdrawn. */
  readonly before: AddressVersion | undefined
}

/** What undoing an event does: to its address, and to those that were merged or split with it. */
export interface Reversals {
  readonly event: string
  readonly main: Reversal
  readonly others: readonly Reversal[]
}

/** An event that may be undone. */
export interface CheckedUndo extends Reversals {
  /** The kind of proposal that it is where it needs the yes of another person. */
  readonly waits: 'correction' | 'move' | 'retire' | 'restore' | undefined
}

/** Actions that are never undone, are so with another event, or have changed nothing. */
const KEPT: ReadonlySet<string> = new Set(['redacted', 'moved-out', 'sent-back'])

/** Whether an event is one that is taken back by itself, as long as nothing has changed since. */
export function isUndoable<E extends StoredEvent>(event: E): event is E & { subject: string } {
  const { subject, version_hash, action } = event
  const isPart = detailsOf(event).part_of !== undefined
  return subject !== null && version_hash !== null && !KEPT.has(action) && !isPart
}

/**
 * What undoing an event does. Throws {@link Refusal}: `unknown-event`, `not-undoable` for what is no change of one address,
 * `changed` if one of the addresses was changed since.
 */
export async function reversalsOf(tx: RegistryTransaction, id: string): Promise<Reversals> {
  const event = await tx.chains.byId(id)
  if (event === undefined)
    throw new Refusal('unknown-event', {
      vi: `Không có sự kiện nào mang id "${id}".`,
      en: `No event has the id "${id}".`,
    })
  const { part_of, with: others = [] } = detailsOf(event)
  if (!isUndoable(event)) throw notUndoable(event, part_of)
  const found = await addressesOf(tx, [event.subject, ...(others as readonly string[])])
  const reversals = new Map<string, Reversal>()
  for (const [uid, present] of found) {
    const made = present.event === null ? undefined : await tx.chains.byRow(present.event)
    if (made === undefined || (made.id !== id && detailsOf(made).part_of !== id)) throw changedSince(present)
    reversals.set(uid, await reversalOf(tx, present, made))
  }
  const main = reversals.get(event.subject) as Reversal
  return { event: id, main, others: [...reversals.values()].filter((each) => each !== main) }
}

/** Checks whether an actor may undo an event: it needs the rights of the change that it makes. Throws {@link Refusal}. */
export async function checkUndo(
  tx: RegistryTransaction,
  actor: Actor,
  id: string,
  reason: string | undefined,
): Promise<CheckedUndo> {
  const reversals = await reversalsOf(tx, id)
  const { main, others } = reversals
  const all = [main, ...others]
  const certified = all.some(
    ({ present, before }) => isCertified(present) || (before !== undefined && isCertified(before)),
  )
  const state = before(main)
  const retires = all.some((each) => before(each).status === 'retired')
  const restores = all.some(({ present }) => present.status === 'retired')
  mustHaveRole(actor, certified ? PROPOSERS : retires || restores ? ['officer'] : WRITERS, 'undone')
  mustBeInArea(actor, ...all.map(({ present }) => present))
  mustBeFilled({ action: 'undone', needs: certified || retires || restores ? ['reason'] : [] }, { reason })
  if (!certified) await mustBeItsCollector(tx, actor, main.present)
  const elsewhere = !isInArea(actor.area, state)
  const kind =
    state.commune_code !== main.present.commune_code
      ? 'move'
      : state.status === 'retired'
        ? 'retire'
        : main.present.status === 'retired'
          ? 'restore'
          : 'correction'
  return { ...reversals, waits: elsewhere || certified ? kind : undefined }
}

/** Puts the versions before an event in the place of those that it made; what it created is retired. */
export function takeUndo(
  tx: RegistryTransaction,
  actor: Actor,
  { event, main, others }: Reversals,
  reason: string | undefined,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const part = (reversal: Reversal): Part => ({
    uid: reversal.present.uid,
    commune_code: before(reversal).commune_code,
    write: async (given) =>
      makeVersion(
        tx,
        reversal.present,
        { ...before(reversal), held: await heldBefore(tx, reversal) },
        {
          ...withDetails(given, { undone: event }),
          action: reversal.before === undefined ? 'withdrawn' : 'undone',
          actor,
          reason,
        },
        now,
      ),
  })
  return writeTogether(part(main), others.map(part), facts)
}

/** What an address says after the way back; what was public and is withdrawn stays retired, by its id and code. */
export function before({ present, before }: Reversal): AddressVersion {
  return before ?? { ...present, status: 'retired', successor: null }
}

/** How many addresses an undo retires. */
export function retiredBy({ main, others }: Reversals): number {
  return [main, ...others].filter(
    (each) => before(each).status === 'retired' && each.present.status !== 'retired',
  ).length
}

/** What the address had beside its columns; undefined where that has not changed. */
async function heldBefore(
  tx: RegistryTransaction,
  { present, before }: Reversal,
): Promise<HashedSupplements | undefined> {
  if (before === undefined || before.supplements === present.supplements) return undefined
  return tx.supplements.at(present.uid, before.revision)
}

async function reversalOf(
  tx: RegistryTransaction,
  present: StoredVersion,
  made: StoredEvent,
): Promise<Reversal> {
  if (made.from_status === null) return { present, before: undefined }
  const earlier = await tx.addresses.earlier(present.uid)
  const before = earlier.findLast(({ revision }) => revision === present.revision - 1)
  if (before === undefined) throw notUndoable(made, undefined)
  if (isHidden(before) && !isHidden(present)) return { present, before: undefined }
  return { present, before: await backInHamlet(tx, before) }
}

function notUndoable({ id, action }: StoredEvent, partOf: unknown): Refusal {
  if (typeof partOf === 'string')
    return new Refusal('not-undoable', {
      vi: `Sự kiện này là một phần của sự kiện "${partOf}": hãy hoàn tác sự kiện đó.`,
      en: `This event is a part of the event "${partOf}": undo that one.`,
    })
  return new Refusal('not-undoable', {
    vi: `Sự kiện "${id}" (${action}) không hoàn tác được.`,
    en: `The event "${id}" (${action}) cannot be undone.`,
  })
}

function changedSince(present: StoredVersion): Refusal {
  return new Refusal(
    'changed',
    {
      vi: `Địa chỉ "${present.uid}" đã thay đổi sau sự kiện này.`,
      en: `The address "${present.uid}" has changed since this event.`,
    },
    { versions: { yours: undefined, theirs: told(present) } },
  )
}

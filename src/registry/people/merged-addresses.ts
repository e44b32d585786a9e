import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { detailsOf } from '../actions/guards.ts'

/** Addresses that one stands for at most: more were never one house. */
const MOST = 200

/**
 * An address and those that were merged into it, also into those, and are so still; itself first. Who was to be reached at one of
 * them is to be reached here: where contacts stand is read of the record's events, so that both files never disagree and an undone
 * merge leaves nothing behind.
 */
export async function withMerged({ chains, sets }: RegistryTransaction, uid: string): Promise<string[]> {
  const all = [uid]
  for (let at = 0; at < all.length && all.length < MOST; at++) {
    const one = all[at] as string
    const named = (await chains.ofSubject(one)).flatMap((event) =>
      event.action === 'merged' ? idsOf(detailsOf(event).with) : [],
    )
    const present = await sets.byUids([...new Set(named)])
    for (const [other, { status, successor }] of present)
      if (status === 'retired' && successor === one && !all.includes(other)) all.push(other)
  }
  return all.slice(0, MOST)
}

/** An address that stands for another today, with all that were merged into it, itself first. */
export type Standing = readonly [uid: string, ...merged: string[]]

/**
 * The address of today for one that may be named by an id of before: what it was merged into, also by several steps. One that was
 * retired for another without a merge stands for itself.
 */
export async function standingFor(tx: RegistryTransaction, uid: string): Promise<Standing> {
  for (const later of (await mergedOnInto(tx, uid)).reverse()) {
    const all = await withMerged(tx, later)
    if (all.includes(uid)) return all as [string, ...string[]]
  }
  return (await withMerged(tx, uid)) as [string, ...string[]]
}

/**
 * The address that one came from by a split. Its contacts stay there: whose each part is nobody knows but the officer, and a part's
 * people must not be told of the neighbours.
 */
export async function splitFrom({ chains }: RegistryTransaction, uid: string): Promise<string | undefined> {
  const [made] = await chains.ofSubject(uid)
  const of = made && detailsOf(made).part_of
  const whole = typeof of === 'string' ? await chains.byId(of) : undefined
  return whole?.action === 'split' && whole.subject !== null && whole.subject !== uid
    ? whole.subject
    : undefined
}

function idsOf(named: unknown): string[] {
  return Array.isArray(named) ? named.filter((each) => typeof each === 'string') : []
}

/** The addresses that one went into by merges, one after another; those of today see what is kept of it. */
export async function mergedOnInto(tx: RegistryTransaction, uid: string): Promise<string[]> {
  const found: string[] = []
  for (let one = uid; found.length < MOST; ) {
    const { status, successor } = (await tx.addresses.byUid(one)) ?? {}
    if (status !== 'retired' || !successor || successor.includes(' ') || found.includes(successor)) break
    found.push(successor)
    one = successor
  }
  return found
}

import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type BatchEntry, batchRoot } from '../../chains/batch-root.ts'
import { dayOf } from '../../chains/day-of.ts'
import { versionSalt } from '../../chains/version-hash.ts'
import {
  type AddressVersion,
  fieldsOf,
  hashOf,
  type StoredVersion,
} from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { type Actor, whoOf } from '../actor.ts'
import { NATIONAL_CODE } from '../identifier-schemes.ts'
import { chainOf, type EventFacts, momentOf, type NextVersion } from './make-version.ts'

/** One of the versions that a batch makes. */
export interface NewVersion {
  readonly previous: StoredVersion | undefined
  readonly next: NextVersion
}

/** What the events of a batch say beside the versions that they make. */
export interface BatchFacts extends Omit<EventFacts, 'id' | 'actor'> {
  /** Undefined for what follows from another program's edit. */
  readonly actor: Actor | undefined
  /** Id of the first event: who began the batch beside the record knows it before. */
  readonly id: string
  /** The state that all of them go from and to, where it is one. */
  readonly from?: StoredVersion['status']
  readonly to?: StoredVersion['status']
}

/** Rows written before others in this process have their turn. */
const TURN = 50

/** A chain with what a batch adds to it. */
interface Link {
  readonly chain: string
  readonly commune: string
  readonly action: string
  readonly entries: readonly BatchEntry[]
}

/**
 * Writes many versions as one batch: in the chain of each commune one event with their number and the root over their
 * hashes, in the order of the chains; a chain that addresses leave has one that names them too. The addresses are held, in the
 * order of their ids, before. Returns the ids of the events, the first of them that of the facts; none where there are no
 * versions.
 *
 * @param chainOfCommune throws for a commune that is none today, unless another program may have written it
 */
export async function makeVersions(
  tx: RegistryTransaction,
  versions: readonly NewVersion[],
  { action, actor, reason, details, id, from, to }: BatchFacts,
  now: Date,
  chainOfCommune: typeof chainOf = chainOf,
): Promise<string[]> {
  const at = now.toISOString()
  const made = versions.map(({ previous, next }): AddressVersion => {
    const revision = (previous?.revision ?? 0) + 1
    const supplements = previous?.supplements ?? null
    return {
      ...next,
      revision,
      updated_at: momentOf(now, previous),
      supplements,
      salt: versionSalt(fieldsOf(next)),
    }
  })
  const shared = {
    subject: null,
    from_status: from ?? null,
    to_status: to ?? null,
    revision: null,
    ...whoOf(actor),
    reason: reason ?? null,
    details: details === undefined ? null : JSON.stringify(details),
  }
  const rows = new Map<string, number>()
  const ids: string[] = []
  for (const link of await linksOf(tx, versions, { made, action, chainOfCommune })) {
    const event = {
      ...shared,
      id: ids.length === 0 ? id : randomUUID(),
      action: link.action,
      version_hash: batchRoot(link.entries),
      count: link.entries.length,
    }
    const row = await tx.chains.append(link.chain, event, at)
    if (link.action === action) rows.set(link.commune, row)
    ids.push(event.id)
  }
  const today = dayOf(now)
  for (const [i, version] of made.entries()) {
    const previous = versions[i]?.previous
    const row = rows.get(version.commune_code) as number
    if (previous === undefined) await tx.addresses.insert(version, row)
    else await tx.addresses.update(version, row)
    // The record's triggers note a new code; one that the address has had before is its own again.
    if (previous !== undefined && version.ndas !== null && version.ndas !== previous.ndas)
      await tx.identifiers.attach(version.uid, NATIONAL_CODE.name, version.ndas, today)
    if (i % TURN === TURN - 1) await setImmediate()
  }
  return ids
}

/** The events to come, in the order of their chains: two who write in the same ones do not wait for each other. */
async function linksOf(
  tx: RegistryTransaction,
  versions: readonly NewVersion[],
  {
    made,
    action,
    chainOfCommune,
  }: { made: readonly AddressVersion[]; action: string; chainOfCommune: typeof chainOf },
): Promise<Link[]> {
  const arriving = new Map<string, BatchEntry[]>()
  const leaving = new Map<string, BatchEntry[]>()
  for (const [i, version] of made.entries()) {
    const entry: BatchEntry = [version.uid, hashOf(version)]
    const left = versions[i]?.previous?.commune_code ?? version.commune_code
    gather(arriving, version.commune_code, entry)
    if (left !== version.commune_code) gather(leaving, left, entry)
  }
  const links: Link[] = []
  for (const [sets, what] of [
    [leaving, 'moved-out'],
    [arriving, action],
  ] as const)
    for (const [commune, entries] of sets)
      links.push({ chain: await chainOfCommune(tx, commune), commune, action: what, entries })
  return links.sort((a, b) => (a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : 0))
}

function gather(sets: Map<string, BatchEntry[]>, commune: string, entry: BatchEntry): void {
  const entries = sets.get(commune)
  if (entries) entries.push(entry)
  else sets.set(commune, [entry])
}

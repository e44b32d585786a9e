import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type BatchEntry, batchRoot } from '../../chains/batch-root.ts'
import { dayOf } from '../../chains/day-of.ts'
import { versionSalt } from '../../chains/version-hash.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import {
  type AddressVersion,
  fieldsOf,
  hashOf,
  type StoredVersion,
} from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { type ComponentFacts, chainOfUnit, whoOf } from './make-component.ts'

/** Addresses written between two moments at which others have their turn. */
const TURN = 100

/** What addresses say of their hamlet. */
export type HamletOfAddresses = Pick<AddressVersion, 'hamlet_uid'> & Partial<Pick<AddressVersion, 'hamlet'>>

/**
 * Writes what a hamlet has become into addresses: a version of each, and one event a commune with their number and the root
 * over their hashes. States stay as they are: what an address says is the same place by another name. Only where another program
 * gave the name, nobody has agreed to it: what was certified becomes *created*, as by any edit of it. Returns the ids of the
 * events.
 *
 * @param addresses held; those that say it already are left as they are
 */
export async function rewriteAddresses(
  tx: RegistryTransaction,
  addresses: readonly StoredVersion[],
  says: HamletOfAddresses,
  facts: ComponentFacts,
  now: Date,
): Promise<string[]> {
  const byChain = new Map<string, AddressVersion[]>()
  const chains = new Map<string, string>()
  for (const present of addresses) {
    if (present.hamlet_uid === says.hamlet_uid && (says.hamlet ?? present.hamlet) === present.hamlet) continue
    const { commune_code } = present
    const chain = chains.get(commune_code) ?? (await chainOfUnit(tx, commune_code))
    chains.set(commune_code, chain)
    const renamedOutside = facts.actor === undefined && (says.hamlet ?? present.hamlet) !== present.hamlet
    const status = renamedOutside && isCertified(present) ? 'created' : present.status
    const next = {
      ...present,
      ...says,
      status,
      revision: present.revision + 1,
      updated_at: now.toISOString(),
    }
    const version = { ...next, valid_from: facts.valid_from ?? dayOf(now), salt: versionSalt(fieldsOf(next)) }
    const others = byChain.get(chain)
    if (others === undefined) byChain.set(chain, [version])
    else others.push(version)
  }
  const events: string[] = []
  // In the order of the chains, so that two who write into several do not wait for each other.
  for (const [chain, versions] of [...byChain].sort(([a], [b]) => (a < b ? -1 : 1)))
    events.push(await writeBatch(tx, chain, versions, facts, now))
  return events
}

async function writeBatch(
  tx: RegistryTransaction,
  chain: string,
  versions: readonly AddressVersion[],
  facts: ComponentFacts,
  now: Date,
): Promise<string> {
  const id = randomUUID()
  const entries = versions.map((version): BatchEntry => [version.uid, hashOf(version)])
  const event = await tx.chains.append(
    chain,
    {
      id,
      action: facts.action,
      subject: null,
      from_status: null,
      to_status: null,
      revision: null,
      version_hash: batchRoot(entries),
      count: versions.length,
      ...whoOf(facts),
      details: facts.details === undefined ? null : JSON.stringify(facts.details),
    },
    now.toISOString(),
  )
  for (const [i, version] of versions.entries()) {
    await tx.addresses.update(version, event)
    if (i % TURN === TURN - 1) await setImmediate()
  }
  return id
}

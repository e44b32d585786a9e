import { randomUUID } from 'node:crypto'
import { dayOf } from '../../chains/day-of.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import type { AddressVersion, StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { chainOfUnit } from '../actions/make-version.ts'
import { makeVersions, type NewVersion } from '../actions/make-versions.ts'
import type { ComponentFacts } from './make-component.ts'

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
  const versions: NewVersion[] = []
  for (const previous of addresses) {
    const hamlet = says.hamlet ?? previous.hamlet
    if (previous.hamlet_uid === says.hamlet_uid && hamlet === previous.hamlet) continue
    const renamedOutside = facts.actor === undefined && hamlet !== previous.hamlet
    const status = renamedOutside && isCertified(previous) ? 'created' : previous.status
    versions.push({
      previous,
      next: { ...previous, ...says, status, valid_from: facts.valid_from ?? dayOf(now) },
    })
  }
  return makeVersions(tx, versions, { ...facts, id: randomUUID() }, now, chainOfUnit)
}

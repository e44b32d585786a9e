import { randomUUID } from 'node:crypto'
import { type AddressStatus, isCertified } from '../../store/layout/address-status.ts'
import type { Decision } from '../../store/record/events.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { makeVersions, type NewVersion } from '../actions/make-versions.ts'
import { SERVER } from '../actor.ts'

/** What a list says of one address: its id, its local or its national code. */
export interface Named {
  readonly line: number
  readonly value: string
}

/** What became of a list of addresses that a decision stands behind. */
export interface MadeOfficial {
  readonly made: number
  /** They were official before, or came twice. */
  readonly known: number
  /** Of no address, or of one whose state a decision does not certify. */
  readonly refused: readonly (Named & { readonly status: AddressStatus | undefined })[]
}

/**
 * Makes the addresses of a list official by a decision, one event a commune. A decision makes official what is created or
 * verified; it brings nothing back.
 *
 * @param list at most some ten thousands: all of their versions are held
 */
export async function makeOfficial(
  tx: RegistryTransaction,
  list: readonly Named[],
  decision: Decision,
  now: Date,
): Promise<MadeOfficial> {
  const uids = await addressesNamed(tx, list)
  const present = await tx.sets.hold([...new Set(uids.values())])
  const versions = new Map<string, NewVersion>()
  const refused: (Named & { status: AddressStatus | undefined })[] = []
  let known = 0
  for (const named of list) {
    const previous = present.get(uids.get(named.value) ?? '')
    if (previous === undefined || (previous.status !== 'created' && !isCertified(previous)))
      refused.push({ ...named, status: previous?.status })
    else if (previous.status === 'official' || versions.has(previous.uid)) known++
    else
      versions.set(previous.uid, {
        previous,
        next: { ...previous, status: 'official', valid_from: decision.date },
      })
  }
  const facts = { action: 'made-official', actor: SERVER, details: { decision }, id: randomUUID() }
  await makeVersions(tx, [...versions.values()], { ...facts, to: 'official' }, now)
  return { made: versions.size, known, refused }
}

/** Ids of the addresses that are named, by what names them. */
async function addressesNamed(
  { sets }: RegistryTransaction,
  list: readonly Named[],
): Promise<Map<string, string>> {
  const values = [...new Set(list.map(({ value }) => value))]
  const national = await sets.carriers('ndas', values)
  const local = await sets.carriers('code', values)
  const known = await sets.byUids(values)
  return new Map([...national, ...local, ...[...known.keys()].map((uid) => [uid, uid] as const)])
}

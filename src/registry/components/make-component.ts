import { randomUUID } from 'node:crypto'
import { componentHash } from '../../chains/component-hash.ts'
import { dayOf } from '../../chains/day-of.ts'
import {
  type ComponentContent,
  type ComponentVersion,
  type StoredComponent,
  unitOf,
} from '../../store/registry/components/component-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { chainOfUnit, type EventFacts } from '../actions/make-version.ts'
import { whoOf } from '../actor.ts'
import type { Finding } from '../refusal.ts'

/** Who and why, of an event about a hamlet or street. */
export type ComponentFacts = Omit<EventFacts, 'actor'> & {
  /** Undefined for what another program did. */
  readonly actor: EventFacts['actor'] | undefined
  /** The day from which it is true in the world; today where none is given. */
  readonly valid_from?: string | undefined
}

/** A change of a hamlet or street that was made. */
export interface MadeComponent {
  readonly version: ComponentVersion
  readonly event: string
  /** What is to be told of it; nothing that refuses it. */
  readonly findings?: readonly Finding[]
}

/**
 * Writes a version of a hamlet or street and the event that makes it, in the chain of its commune.
 *
 * @param inLayer false where the layer says it already
 */
export async function makeComponent(
  tx: RegistryTransaction,
  previous: StoredComponent | undefined,
  content: ComponentContent,
  facts: ComponentFacts,
  now: Date,
  inLayer = true,
): Promise<MadeComponent> {
  const { action, actor, reason, details, valid_from = dayOf(now), id = randomUUID() } = facts
  const version = { ...content, revision: (previous?.revision ?? 0) + 1, valid_from }
  const row = await tx.chains.append(
    await chainOfUnit(tx, unitOf(content)),
    {
      id,
      action,
      subject: content.uid,
      from_status: previous?.status ?? null,
      to_status: version.status,
      revision: version.revision,
      version_hash: componentHash(version),
      count: null,
      ...whoOf(actor),
      reason: reason ?? null,
      details: details === undefined ? null : JSON.stringify(details),
    },
    now.toISOString(),
  )
  await tx.components.write(version, row, now.toISOString(), inLayer)
  return { version, event: id }
}

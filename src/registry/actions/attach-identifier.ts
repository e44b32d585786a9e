import { randomUUID } from 'node:crypto'
import { dayOf } from '../../chains/day-of.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { type Actor, whoOf } from '../actor.ts'
import type { IdentifierScheme } from '../identifier-schemes.ts'
import { addressOf, mustBeCurrent, mustBeInArea, mustHaveRole, type Seen, wrongState } from './guards.ts'
import { duplicateIdentifier, mustBeFree, notReplaceable } from './identifier-guards.ts'
import { chainOf, type EventFacts, type MadeVersion } from './make-version.ts'

/**
 * Gives an address an identifier of a scheme that is no column of it, in the place of the one that it had, which stays its
 * own in history. The version stays as it is, so that a certified one needs nobody else's yes; the event says what was
 * attached. Throws {@link Refusal}: `findings` for a form or value that is not allowed.
 */
export async function attachIdentifier(
  tx: RegistryTransaction,
  actor: Actor,
  { uid, revision }: Seen,
  scheme: IdentifierScheme,
  value: string,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const present = await addressOf(tx, uid)
  mustHaveRole(actor, ['officer'], 'identified')
  mustBeInArea(actor, present)
  mustBeCurrent(present, revision, { [scheme.name]: value })
  if (present.status === 'retired') throw wrongState(present.status, 'identified')
  await mustBeFree(tx, scheme, value, uid)
  const day = dayOf(now)
  const replaced = await tx.identifiers.current(uid, scheme.name)
  if (replaced !== undefined && replaced.value !== value) {
    if (!scheme.replaceable) throw notReplaceable(scheme.name, replaced.value)
    await tx.identifiers.end(scheme.name, replaced.value, day, value)
  }
  if (!(await tx.identifiers.attach(uid, scheme.name, value, day)))
    throw duplicateIdentifier(scheme.name, value)
  const id = facts.id ?? randomUUID()
  await tx.chains.append(
    await chainOf(tx, present.commune_code),
    {
      id,
      action: 'identified',
      subject: uid,
      from_status: present.status,
      to_status: present.status,
      revision: present.revision,
      version_hash: null,
      count: null,
      ...whoOf(actor),
      reason: null,
      details: JSON.stringify({ scheme: scheme.name, value, replaced: replaced?.value }),
    },
    now.toISOString(),
  )
  return { version: present, previous: present, event: id }
}

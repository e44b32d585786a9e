import { isCertified } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { Touched } from '../../store/registry/components/component-rows.ts'
import type { StoredComponent } from '../../store/registry/components/component-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { StoredEvent } from '../../store/registry/registry-tables.ts'
import { detailsOf, mustBeFilled, mustHaveRole } from '../actions/guards.ts'
import { Refusal } from '../refusal.ts'
import { componentOf, mustBeOfCommune, mustBeSound, mustBeUnused } from './component-guards.ts'
import { componentStep } from './component-life-cycle.ts'
import { type ComponentFacts, type MadeComponent, makeComponent } from './make-component.ts'
import { rewriteAddresses } from './rewrite-addresses.ts'
import { contentOf, endOf } from './settle-component.ts'

/**
 * Takes the last event of a hamlet or street back: what was created ends, what was merged or ended is in force again, and a
 * name is written back into the addresses that the event wrote and nobody has changed since. Throws {@link Refusal}:
 * `changed` where something was done to it since, as the life cycle says of the change that it makes.
 */
export async function undoComponentEvent(
  tx: RegistryTransaction,
  facts: ComponentFacts & { readonly actor: NonNullable<ComponentFacts['actor']> },
  { kind, uid }: Touched,
  id: string,
  now: Date,
): Promise<MadeComponent> {
  const present = await componentOf(tx, kind, uid, now)
  const event = (await tx.chains.byId(id)) as StoredEvent
  if (present.event !== event.fid)
    throw new Refusal(
      'changed',
      {
        vi: `"${present.name}" đã thay đổi sau sự kiện này.`,
        en: `"${present.name}" has changed since this event.`,
      },
      { versions: { yours: undefined, theirs: present } },
    )
  const before = (await tx.components.versions(kind, uid)).at(-2)
  const content = before === undefined || before.status !== 'created' ? endOf(present) : contentOf(before)
  const addresses = await writtenBy(tx, present, event)
  const { by, needs, certified } = componentStep('renamed')
  const touchesCertified = addresses.some(isCertified)
  mustHaveRole(facts.actor, touchesCertified ? certified.by : by, 'undone')
  mustBeOfCommune(facts.actor, present)
  mustBeFilled({ action: 'undone', needs }, { reason: facts.reason })
  if (content.status === 'created') await mustBeSound(tx, content)
  else mustBeUnused(present, addresses)
  const says = content.status === 'created' ? { hamlet_uid: uid, hamlet: content.name } : { hamlet_uid: null }
  const batch = { ...facts, action: 'hamlet-undone', details: { hamlet: uid } }
  const batches = await rewriteAddresses(tx, addresses, says, batch, now)
  const details = { undone: id, ...(batches.length > 0 && { batches }) }
  return makeComponent(tx, present, content, { ...facts, action: 'undone', details }, now)
}

/** Addresses whose present version the event wrote; of a name that stays theirs all that bear it. */
async function writtenBy(
  tx: RegistryTransaction,
  present: StoredComponent,
  event: StoredEvent,
): Promise<StoredVersion[]> {
  if (present.kind !== 'hamlet') return []
  if (present.status === 'created') return tx.addresses.inHamlet(present.uid)
  if (present.successor === null) return []
  const { batches = [] } = detailsOf(event)
  const rows = new Set<number | null>()
  for (const batch of batches as readonly string[]) {
    const made = await tx.chains.byId(batch)
    if (made !== undefined) rows.add(made.fid)
  }
  return (await tx.addresses.inHamlet(present.successor)).filter((address) => rows.has(address.event))
}

import type { Touched } from '../../store/registry/components/component-rows.ts'
import {
  type ComponentContent,
  type StoredComponent,
  saysTheSame,
} from '../../store/registry/components/component-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { makeComponent } from './make-component.ts'
import { rewriteAddresses } from './rewrite-addresses.ts'

/**
 * Gives a hamlet or street that another program edited its version and event, and writes what it has become into its
 * addresses: a row that is gone has ended. Returns the version in force; undefined where there is none.
 */
export async function settleComponent(
  tx: RegistryTransaction,
  touched: Touched,
  now: Date,
): Promise<StoredComponent | undefined> {
  const { kind, uid } = touched
  const content = await tx.components.inForce(kind, uid, 'change')
  const last = await tx.components.newest(kind, uid)
  const next = content ?? (last?.status === 'created' ? endOf(last) : undefined)
  const same = next === undefined || (last !== undefined && saysTheSame(last, next))
  const action = content === undefined ? 'ended' : last === undefined ? 'created' : 'changed'
  const facts = { action: `${action}-outside`, actor: undefined }
  if (same) await tx.components.forget(touched)
  else await makeComponent(tx, last, next, facts, now, false)
  // Also where the name is the old one again: addresses may have met the one between.
  if (kind === 'hamlet' && (content !== undefined || !same))
    await rewriteAddresses(
      tx,
      await tx.addresses.inHamlet(uid),
      content === undefined ? { hamlet_uid: null } : { hamlet_uid: uid, hamlet: content.name },
      { ...facts, action: 'hamlet-written', details: { hamlet: uid } },
      now,
    )
  return content && tx.components.newest(kind, uid)
}

/** Takes up what other programs edited, at most `limit`; returns how many. */
export async function settleComponents(tx: RegistryTransaction, limit: number, now: Date): Promise<number> {
  const touched = await tx.components.touched(limit)
  for (const each of touched) await settleComponent(tx, each, now)
  return touched.length
}

/** What a version says, without what counts it. */
export function contentOf({
  revision,
  valid_from,
  recorded_at,
  event,
  ...content
}: StoredComponent): ComponentContent {
  return content
}

/** What a version says when it has ended. */
export function endOf(version: StoredComponent): ComponentContent {
  return { ...contentOf(version), status: 'ended', successor: null }
}

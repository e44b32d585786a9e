import { dayOf } from '../../chains/day-of.ts'
import { type AddressStatus, isCertified } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Actor } from '../actor.ts'
import type { Step } from '../life-cycle.ts'
import { Refusal } from '../refusal.ts'
import {
  addressOf,
  mustBeAnotherPerson,
  mustBeCurrent,
  mustBeFilled,
  mustBeInArea,
  mustHaveRole,
  type Particulars,
  stepOf,
} from './guards.ts'
import { type EventFacts, type MadeVersion, makeVersion, withDetails } from './make-version.ts'

/** The step that an address is to take, with the address, all rules but the proposal's held. */
export interface CheckedStep {
  readonly step: Step
  readonly present: StoredVersion
}

/** Checks a step of an address against the life cycle. Throws {@link Refusal} for the first rule that does not hold. */
export async function checkStep(
  tx: RegistryTransaction,
  actor: Actor,
  uid: string,
  revision: number,
  to: AddressStatus,
  particulars: Particulars,
): Promise<CheckedStep> {
  const present = await addressOf(tx, uid)
  const step = stepOf(present.status, to)
  mustHaveRole(actor, step.by, step.action)
  mustBeInArea(actor, present)
  mustBeCurrent(present, revision, { status: to })
  mustBeFilled(step, particulars)
  if (step.action === 'restored') await mustBeStateBefore(tx, present, to)
  if (step.anotherPerson) await mustBeAnotherPerson(tx, actor, uid)
  await mustExist(tx, uid, particulars.successors ?? [])
  return { step, present }
}

/** Leads an address to another state. */
export function takeStep(
  tx: RegistryTransaction,
  actor: Actor,
  { step, present }: CheckedStep,
  particulars: Particulars,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const { reason, text, method, date, decision, successors } = particulars
  const retired = step.to === 'retired'
  return makeVersion(
    tx,
    present,
    {
      ...present,
      status: step.to,
      valid_from: decision?.date ?? date ?? dayOf(now),
      successor: retired ? (successors?.join(' ') ?? null) : null,
    },
    {
      ...withDetails(facts, { method, date, decision, text }),
      action: step.action,
      actor,
      reason,
    },
    now,
  )
}

/** A retired address goes back to the state that it had: what was certified comes back by another person's yes alone. */
async function mustBeStateBefore(
  tx: RegistryTransaction,
  { uid }: StoredVersion,
  to: AddressStatus,
): Promise<void> {
  const earlier = await tx.addresses.earlier(uid)
  const before = earlier.findLast(({ status }) => status !== 'retired')
  const state = before !== undefined && isCertified(before) ? before.status : 'created'
  if (to === state) return
  throw new Refusal('wrong-state', {
    vi: `Trước khi "retired" địa chỉ ở trạng thái "${state}": không khôi phục thành "${to}".`,
    en: `Before it was "retired" the address was "${state}": it is not restored as "${to}".`,
  })
}

async function mustExist(tx: RegistryTransaction, uid: string, successors: readonly string[]): Promise<void> {
  const wrong = successors.includes(uid) ? [uid] : await tx.addresses.unknown(successors)
  if (wrong.length === 0) return
  throw new Refusal('unknown-address', {
    vi: `Địa chỉ thay thế phải là địa chỉ khác có trong sổ: ${wrong.join(', ')}.`,
    en: `Successors must be other addresses of the record: ${wrong.join(', ')}.`,
  })
}

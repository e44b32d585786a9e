import type { AddressStatus } from '../../store/address-status.ts'
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
import { type EventFacts, type MadeVersion, makeVersion } from './make-version.ts'

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
  if (step.anotherPerson) await mustBeAnotherPerson(tx, actor, present)
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
  today: string,
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
      valid_from: decision?.date ?? date ?? today,
      successor: retired ? (successors?.join(' ') ?? null) : null,
    },
    {
      details: given({ method, date, decision, text }),
      ...facts,
      action: step.action,
      actor,
      reason,
    },
    now,
  )
}

function given(particulars: Record<string, unknown>): Record<string, unknown> | undefined {
  const entries = Object.entries(particulars).filter(([, value]) => value !== undefined)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

async function mustExist(tx: RegistryTransaction, uid: string, successors: readonly string[]): Promise<void> {
  const wrong = successors.includes(uid) ? [uid] : await tx.addresses.unknown(successors)
  if (wrong.length === 0) return
  throw new Refusal('unknown-address', {
    vi: `Địa chỉ thay thế phải là địa chỉ khác có trong sổ: ${wrong.join(', ')}.`,
    en: `Successors must be other addresses of the record: ${wrong.join(', ')}.`,
  })
}

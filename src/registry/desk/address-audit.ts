import { ADDRESS_COLUMNS } from '../../store/layout/layers.ts'
import type { AuditTable } from '../../store/people/audit/audit-tables.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { StoredEvent } from '../../store/registry/registry-tables.ts'
import { noteOf } from '../accounts/audit.ts'
import { addressOf, detailsOf, mustBeInArea, mustHaveRole } from '../actions/guards.ts'
import type { Actor, Role } from '../actor.ts'
import { namedAddress } from '../doors/named-address.ts'
import { eventActors, type ToldActor } from './event-actors.ts'

const SETTLERS: readonly Role[] = ['collector', 'officer', 'verifier']
/** Entries beside the record that an auditor is shown. */
const MOST_BESIDE = 200

/** Fields whose change is told; those of a version's making are told by its event. */
const TOLD = [
  ...ADDRESS_COLUMNS.filter((column) => column !== 'uid' && column !== 'updated_at'),
  'place',
  'supplements',
] as const
export type ToldField = (typeof TOLD)[number]
/** A value of a field; `redacted` where it was taken out of all versions. */
export type ToldValue = string | number | null | 'redacted'

/** What a version says otherwise than the one before. */
export interface FieldChange {
  readonly field: ToldField
  readonly before: ToldValue
  readonly after: ToldValue
}

/** Something that was done to an address: who, when, why, on what basis, and what it changed. */
export interface AuditedEvent extends ToldActor {
  readonly event: Pick<
    StoredEvent,
    | 'id'
    | 'chain'
    | 'number'
    | 'at'
    | 'action'
    | 'from_status'
    | 'to_status'
    | 'revision'
    | 'count'
    | 'reason'
  >
  /** Decision, method, successors and the like. */
  readonly details: Readonly<Record<string, unknown>>
  readonly changes: readonly FieldChange[]
}

/** All that was done to an address, the newest first. */
export interface AddressAudited {
  readonly present: StoredVersion
  readonly events: readonly AuditedEvent[]
  /** What accounts did about it beside the record, as looks at contacts; for auditors alone. */
  readonly beside: readonly AuditTable[] | undefined
}

export interface AddressAuditParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly now?: () => Date
}

/** Who changed an address, when, why and on what basis. It tells texts as they were declared: each look is noted. */
export class AddressAudit {
  readonly #parts: AddressAuditParts
  readonly #now: () => Date

  constructor(parts: AddressAuditParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /**
   * What was done to the address of an id or code. Throws {@link Refusal} `not-your-role`, `unknown-address`, `outside-area`.
   *
   * @param about id of an address, or a code that it has or had
   */
  async of(actor: Actor, about: string): Promise<AddressAudited> {
    mustHaveRole(actor, [...SETTLERS, 'auditor'], 'address-audit')
    const { people, store } = this.#parts
    const isAuditor = actor.roles.has('auditor')
    const { present, versions, events } = await store.read(async (tx) => {
      const present = await addressOf(tx, await namedAddress(tx, about))
      if (!isAuditor) mustBeInArea(actor, present)
      return {
        present,
        versions: [...(await tx.addresses.earlier(present.uid)), present],
        events: await tx.chains.ofVersions(present.uid),
      }
    })
    const { actors, beside } = await people.write(async (tx) => {
      await noteOf(tx, actor, { action: 'address-audited', subject: present.uid }, this.#now())
      const actors = await eventActors(tx, actor, events)
      const beside = isAuditor ? await tx.audit.list({ subject: present.uid, limit: MOST_BESIDE }) : undefined
      return { actors, beside }
    })
    const told = events.map((event, i): AuditedEvent => {
      const at = versions.findIndex((version) => version.event === event.fid)
      const { id, chain, number, action, from_status, to_status, revision, count, reason } = event
      return {
        event: { id, chain, number, at: event.at, action, from_status, to_status, revision, count, reason },
        ...(actors[i] as ToldActor),
        details: shownDetails(event),
        changes: at < 0 ? [] : changesOf(versions[at - 1], versions[at] as StoredVersion),
      }
    })
    return { present, events: told.reverse(), beside }
  }
}

/** Particulars of an event without ids of persons. */
function shownDetails(event: StoredEvent): Readonly<Record<string, unknown>> {
  const { proposed_by: _, ...shown } = detailsOf(event)
  return shown
}

/** What a version says otherwise than the one before it; of the first one all that it says. */
function changesOf(before: StoredVersion | undefined, after: StoredVersion): FieldChange[] {
  return TOLD.flatMap((field): FieldChange[] => {
    const values = {
      before: before === undefined ? null : fieldValue(before, field),
      after: fieldValue(after, field),
    }
    return values.before === values.after ? [] : [{ field, ...values }]
  })
}

function fieldValue(version: StoredVersion, field: ToldField): ToldValue {
  if (field === 'place')
    return version.lon === null || version.lat === null
      ? null
      : `${version.lat.toFixed(6)}, ${version.lon.toFixed(6)}`
  const value = version[field]
  if (value === null && !Buffer.isBuffer(version.salt) && field in version.salt.leaves) return 'redacted'
  return value
}

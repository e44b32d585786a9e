import { randomUUID } from 'node:crypto'
import { attributeChanges } from '../../parsing/address-attributes.ts'
import type { RowOutcome, StoredBatchRow } from '../../store/people/batches/batch-tables.ts'
import type { ProposalKind } from '../../store/people/people-tables.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { AddressChanges } from '../actions/change-address.ts'
import { changesInHamlet, inHamlet } from '../actions/hamlet-of-address.ts'
import { duplicateIdentifier, mustBeFree } from '../actions/identifier-guards.ts'
import { chainOf } from '../actions/make-version.ts'
import type { NewVersion } from '../actions/make-versions.ts'
import { type Actor, isInArea } from '../actor.ts'
import { NATIONAL_CODE } from '../identifier-schemes.ts'
import { type Finding, Refusal } from '../refusal.ts'
import { type BatchChanges, type BatchColumn, changed, type RowContent } from './batch-content.ts'
import { batchFinding } from './batch-findings.ts'
import { conflict, otherOffice, outside, refusedChange, waitsFor } from './plan-row.ts'

/** What becomes of a row now: undefined while it waits for a yes to its warnings; without an outcome for an office's. */
export type Settled =
  | { readonly outcome: Extract<RowOutcome, 'added' | 'changed'>; readonly version: NewVersion }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'refused'; readonly finding: Finding }
  | { readonly outcome: 'proposed'; readonly proposal: BatchProposal }
  | { readonly outcome: null; readonly office: string }

/** A change that a row proposes, where it waits for another person. */
export interface BatchProposal {
  readonly id: string
  readonly kind: Extract<ProposalKind, 'correction' | 'move'>
  readonly present: StoredVersion
  readonly changes: AddressChanges
}

/** Who writes a batch: whoever applies it, and with it the warnings that are accepted. */
export interface Writer {
  readonly actor: Actor
  /** The office that sent it. Another one says its yes by applying: then its own rows alone are written. */
  readonly sender: string
  readonly yes: ReadonlySet<string>
  /** The day from which new versions are true in the world. */
  readonly today: string
  /** National codes that rows before have taken, by the address that has each; communes that are known to be. */
  readonly taken: Map<string, string>
  readonly communes: Set<string>
}

/**
 * Settles a row by its address as it is now, held. What others have changed since the file was read is not overwritten: such a
 * row is refused, unless they have made of it what the row says.
 */
export async function settleRow(
  tx: RegistryTransaction,
  writer: Writer,
  row: StoredBatchRow,
  { present, office }: { present: StoredVersion | undefined; office: string | undefined },
): Promise<Settled | undefined> {
  const { actor, sender, yes, today } = writer
  const content = JSON.parse(row.content ?? '{"changes":{}}') as RowContent
  const refused = (finding: Finding): Settled => ({ outcome: 'refused', finding })
  const helps = actor.office !== sender
  const accepted = warningsOf(row).every((rule) => yes.has(rule))
  if ('draft' in content) {
    if (helps || !accepted) return undefined
    if (present !== undefined) return refused(addressThere(present))
    const draft = await inHamlet(tx, content.draft)
    if (!isInArea(actor.area, draft)) return refused(outside(draft.commune_code))
    const wrong = await unusable(tx, writer, row.uid, draft.ndas, draft.commune_code)
    if (wrong) return refused(wrong)
    const more = {
      group_name: draft.group_name,
      // Batches of earlier versions say none.
      attributes: draft.attributes ?? null,
      updated_at: null,
      successor: null,
      valid_from: today,
    }
    const next = { ...draft, ...more, uid: row.uid, code: await tx.codes.issue() }
    return { outcome: 'added', version: { previous: undefined, next } }
  }
  if (present === undefined) return helps ? undefined : refused(addressGone(row.uid))
  if (!accepted) return undefined
  const stands = refusedChange(actor, present)
  if (stands) return refused(stands)
  const left: BatchChanges = {}
  for (const [name, values] of Object.entries(content.changes)) {
    const column = name as BatchColumn
    const [before, after] = values
    if (present[column] === after) continue
    if (present[column] !== before) return refused(conflict(column, before, present[column], after))
    left[column] = values
  }
  if (Object.keys(left).length === 0) return { outcome: 'unchanged' }
  const stated = Object.fromEntries(Object.entries(left).map(([column, [, value]]) => [column, value]))
  const placed = await changesInHamlet(tx, present, stated as AddressChanges)
  const after = { ...changed(present, left), ...placed }
  // Another way of writing its hamlet, or a name that it had, is no change.
  if (Object.entries(placed).every(([column, value]) => present[column as keyof StoredVersion] === value))
    return { outcome: 'unchanged' }
  const kind = waitsFor(actor, present, after)
  if (kind !== undefined) {
    if (helps) return undefined
    // A proposal says what it changes of the attributes, by field.
    const attributes = left.attributes && attributeChanges(present.attributes, after.attributes)
    const changes = { ...stated, ...(attributes && { attributes }) } as AddressChanges
    const proposal = { id: randomUUID(), kind, present, changes }
    return { outcome: 'proposed', proposal }
  }
  if (helps && office !== actor.office) return undefined
  const other = otherOffice(actor, office)
  if (other !== null) return { outcome: null, office: other }
  const ndas = after.ndas === present.ndas ? null : after.ndas
  const wrong = await unusable(tx, writer, row.uid, ndas, after.commune_code)
  if (wrong) return refused(wrong)
  return { outcome: 'changed', version: { previous: present, next: { ...after, valid_from: today } } }
}

/** Rules of the warnings that somebody must accept before a row is written. */
export function warningsOf({ warnings }: Pick<StoredBatchRow, 'warnings'>): readonly string[] {
  return warnings === null ? [] : (JSON.parse(warnings) as string[])
}

/** Why a row's national code or commune cannot be an address's. */
async function unusable(
  tx: RegistryTransaction,
  { taken, communes }: Writer,
  uid: string,
  ndas: string | null,
  commune: string,
): Promise<Finding | undefined> {
  try {
    if (!communes.has(commune)) await chainOf(tx, commune)
    communes.add(commune)
    if (ndas === null) return undefined
    if ((taken.get(ndas) ?? uid) !== uid) throw duplicateIdentifier(NATIONAL_CODE.name, ndas)
    await mustBeFree(tx, NATIONAL_CODE, ndas, uid)
    taken.set(ndas, uid)
    return undefined
  } catch (error) {
    const [first] = error instanceof Refusal ? (error.more.findings ?? []) : []
    if (first === undefined) throw error
    return first
  }
}

function addressThere({ uid }: StoredVersion): Finding {
  return batchFinding(
    'address-there',
    'id',
    `Địa chỉ ${uid} đã được tạo sau khi đọc tệp; hãy gửi lại tệp.`,
    `The address ${uid} was created since the file was read; send the file again.`,
  )
}

function addressGone(uid: string): Finding {
  return batchFinding(
    'address-gone',
    'id',
    `Địa chỉ ${uid} không còn trong sổ.`,
    `The address ${uid} is no longer in the record.`,
  )
}

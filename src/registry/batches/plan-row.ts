import { changedAttributes } from '../../parsing/address-attributes.ts'
import { type AddressStatus, isCertified } from '../../store/layout/address-status.ts'
import type { RowPlan, StoredBatchRow } from '../../store/people/batches/batch-tables.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import { joinedTexts } from '../../text/joined-texts.ts'
import { type Actor, isInArea, OUTSIDE, SERVER } from '../actor.ts'
import type { Finding } from '../refusal.ts'
import {
  type BatchChanges,
  type BatchColumn,
  type BatchContent,
  type BatchDraft,
  changed,
  type RowContent,
} from './batch-content.ts'
import { batchFinding } from './batch-findings.ts'

/** What the record knows of the address of a row. */
export interface KnownAddress {
  readonly present: StoredVersion | undefined
  /** The version that the file was made from, where it names an earlier one that the record still has. */
  readonly base: StoredVersion | undefined
  /** The office of its last change. */
  readonly office: string | undefined
}

/** A row as it is stored: what it comes to, and what is told of it. */
export type PlannedRow = Omit<
  StoredBatchRow,
  'batch' | 'findings' | 'outcome' | 'round' | 'proposal' | 'proposed'
> & {
  readonly id: string
  readonly told: readonly Finding[]
}

/** Offices behind which nobody stands who could say yes: the command line, and other programs. */
const NOBODY: ReadonlySet<string> = new Set([SERVER.office, OUTSIDE])
/** States that a file may give a new address. */
const NEW_STATES: readonly AddressStatus[] = ['created', 'reserved']

/** The office whose yes a change needs beside the actor's. */
export function otherOffice(actor: Actor, office: string | undefined): string | null {
  return office === undefined || office === actor.office || NOBODY.has(office) ? null : office
}

/** What a row comes to, by the record as it is now. */
export function planRow(actor: Actor, draft: BatchDraft, known: KnownAddress): PlannedRow {
  const { line, uid, id, whole, findings } = draft
  const { present } = known
  const place = { commune_code: whole?.commune_code ?? '', hamlet: whole?.hamlet ?? null }
  const row = (plan: RowPlan, told: readonly Finding[], content?: RowContent): PlannedRow => {
    const warnings = told.filter(({ severity }) => severity === 'warning').map(({ rule }) => rule)
    return {
      line,
      uid,
      id,
      plan: told.some(({ severity }) => severity === 'error') ? 'refused' : plan,
      content: content === undefined ? null : JSON.stringify(content),
      ...place,
      office: plan === 'other-office' ? otherOffice(actor, known.office) : null,
      warnings: warnings.length === 0 ? null : JSON.stringify([...new Set(warnings)]),
      told,
    }
  }
  if (whole === undefined) return row('refused', findings)
  if (present === undefined) {
    const told = [...findings, ...newFindings(actor, draft)]
    const status = draft.status != null && mayBeNew(actor, draft.status) ? draft.status : 'created'
    const attributes = changedAttributes(null, whole.attributes ?? '{}')
    return row('new', told, { draft: { ...whole, attributes, status } })
  }
  const merged = mergedChanges(draft, whole, known)
  const told = [...findings, ...merged.told, ...knownFindings(actor, draft, present)]
  // What is the same already is no news, whatever could be said of it.
  if (Object.keys(merged.changes).length === 0)
    return row(
      'unchanged',
      told.filter(({ severity }) => severity !== 'warning'),
    )
  const after = changed(present, merged.changes)
  const plan = waitsFor(actor, present, after)
    ? 'proposal'
    : otherOffice(actor, known.office) !== null
      ? 'other-office'
      : 'change'
  return {
    ...row(plan, told, { changes: merged.changes }),
    commune_code: after.commune_code,
    hamlet: after.hamlet,
  }
}

/** The kind of proposal that a change is where it waits for another person: of what is certified, or into another area. */
export function waitsFor(
  actor: Actor,
  present: StoredVersion,
  after: Pick<StoredVersion, 'commune_code' | 'hamlet_uid'>,
): 'correction' | 'move' | undefined {
  const elsewhere = !isInArea(actor.area, after)
  const certified = isCertified(present)
  if (elsewhere || (certified && after.commune_code !== present.commune_code)) return 'move'
  return certified ? 'correction' : undefined
}

/** What stands against changing an address, whatever is changed. */
export function refusedChange(actor: Actor, present: StoredVersion): Finding | undefined {
  if (!isInArea(actor.area, present)) return outside(present.commune_code)
  if (present.status !== 'retired' && present.status !== 'reserved') return undefined
  return batchFinding(
    'state-not-open',
    'status',
    `Địa chỉ ở trạng thái "${present.status}", một mẻ không sửa được.`,
    `The address is "${present.status}", and not changed by a batch.`,
  )
}

/** The refusal of what lies outside the sender's area. */
export function outside(commune: string): Finding {
  return batchFinding(
    'not-in-area',
    'commune_code',
    `Đơn vị ${commune} không thuộc địa bàn của tài khoản này.`,
    `Unit ${commune} is not in the area of this account.`,
  )
}

/** The refusal of a column that somebody else has changed meanwhile to another value. */
export function conflict(column: BatchColumn, base: unknown, theirs: unknown, yours: unknown): Finding {
  const shown = (value: unknown) => (value === null ? '∅' : JSON.stringify(value))
  return batchFinding(
    'changed-since',
    column,
    `${column}: tệp sửa ${shown(base)} thành ${shown(yours)}, nhưng người khác đã sửa thành ${shown(theirs)}.`,
    `${column}: the file changes ${shown(base)} to ${shown(yours)}, but somebody has changed it to ${shown(theirs)}.`,
  )
}

/**
 * What a row changes of an address. Where the file says from which revision it was made, what others have changed since is
 * kept unless the file changes it too: that is a conflict.
 */
function mergedChanges(
  { stated = [], noHouseNumber }: BatchDraft,
  whole: BatchContent,
  { present, base = present }: KnownAddress,
): { changes: BatchChanges; told: Finding[] } {
  const [now, then] = [present as StoredVersion, base as StoredVersion]
  const changes: BatchChanges = {}
  const told: Finding[] = []
  const take = (columns: readonly BatchColumn[], yours: Pick<BatchContent, BatchColumn>) => {
    const same = (a: BatchContent, b: BatchContent) => columns.every((column) => a[column] === b[column])
    if (same(yours, now)) return
    for (const column of columns)
      if (same(yours, then)) told.push(newerKept(column, now[column]))
      else if (!same(now, then)) told.push(conflict(column, then[column], now[column], yours[column]))
      else changes[column] = [now[column], yours[column]]
  }
  // A place is one value: half of one and half of another is none.
  if (stated.includes('lon')) take(['lon', 'lat'], whole)
  for (const column of stated)
    if (column === 'attributes') take([column], { ...whole, attributes: mergedAttributes(whole, now, then) })
    else if (column !== 'lon' && column !== 'lat') take([column], whole)
  if (noHouseNumber != null && !stated.includes('raw_text'))
    take(['raw_text'], { ...whole, raw_text: joinedTexts(now.raw_text, noHouseNumber) })
  return { changes, told }
}

/** The attributes with what a row changes of them; those before where it changes nothing of these. */
function mergedAttributes(
  { attributes }: BatchContent,
  now: StoredVersion,
  then: StoredVersion,
): string | null {
  const changes = attributes ?? '{}'
  const unchanged = changedAttributes(then.attributes, changes) === then.attributes
  return unchanged ? then.attributes : changedAttributes(now.attributes, changes)
}

function newerKept(column: BatchColumn, value: unknown): Finding {
  return batchFinding(
    'newer-kept',
    column,
    `${column} đã được sửa thành ${JSON.stringify(value)} sau khi tệp được xuất; giá trị mới được giữ.`,
    `${column} was changed to ${JSON.stringify(value)} since the file was made; the newer value is kept.`,
  )
}

function mayBeNew(actor: Actor, status: AddressStatus): boolean {
  return NEW_STATES.includes(status) || (status === 'alternative' && actor.office === SERVER.office)
}

function newFindings(actor: Actor, { whole, code, status }: BatchDraft): Finding[] {
  const told: Finding[] = []
  const place = whole as BatchContent
  // Its hamlet is a text still, which may leave several.
  if (!isInArea(actor.area, { ...place, hamlet_uid: null })) told.push(outside(place.commune_code))
  if (code != null)
    told.push(
      batchFinding(
        'unknown-code',
        'code',
        `Mã ${code} chưa được cấp cho địa chỉ nào; bỏ trống để máy chủ cấp mã mới.`,
        `The code ${code} was issued to no address; leave it empty and the server issues one.`,
      ),
    )
  if (status === 'retired')
    told.push(
      batchFinding(
        'state-not-open',
        'status',
        'Địa chỉ "retired" chưa có trong sổ thì không nạp được.',
        'An address that is "retired" and not in the record is not taken.',
      ),
    )
  else if (status != null && !mayBeNew(actor, status)) told.push(stateNotTaken(status, 'created'))
  return told
}

function knownFindings(actor: Actor, { code, status }: BatchDraft, present: StoredVersion): Finding[] {
  const told: Finding[] = []
  const refused = refusedChange(actor, present)
  if (refused) told.push(refused)
  if (code != null && code !== present.code)
    told.push(
      batchFinding(
        'other-code',
        'code',
        `Mã ${code} không phải mã của địa chỉ này (${present.code ?? 'chưa có'}).`,
        `The code ${code} is not that of this address (${present.code ?? 'it has none'}).`,
      ),
    )
  if (status != null && status !== present.status) told.push(stateNotTaken(status, present.status))
  return told
}

function stateNotTaken(stated: string, kept: string): Finding {
  return batchFinding(
    'state-not-taken',
    'status',
    `Một mẻ không đổi trạng thái: tệp ghi "${stated}", địa chỉ là "${kept}".`,
    `A batch leads to no other state: the file says "${stated}", the address is "${kept}".`,
  )
}

import type { DeclaredContact } from '../../store/people/contacts/contact-rows.ts'
import type { ReceiptKind } from '../../store/people/doors/door-tables.ts'
import type { PeopleTransaction } from '../../store/people/people-store.ts'
import { keptSince } from '../proposals/proposals.ts'
import { Refusal } from '../refusal.ts'
import { checkHolds, receiptHash } from './receipt-number.ts'

/** What a receipt shows: never what was sent. */
export interface Receipt {
  readonly kind: ReceiptKind
  readonly state: string
  readonly createdAt: string
  readonly endedAt: string | null
  readonly communeCode: string
  /** Opaque id of the office that settled it. */
  readonly office: string | null
  /** Why it was settled so, or what is missing. */
  readonly reason: string | null
  readonly text: string | null
  /** Of what may be completed: grows with each change. */
  readonly revision: number | undefined
  /** Of a declaration: whether it is about an address that is there already. */
  readonly isCorrection: boolean
  /** Of a declaration: whether who sent it is to be reached, and for what; nothing of who it is. */
  readonly contact?: DeclaredContact | undefined
  /** Of a declaration: the newest objection to its refusal. */
  readonly objection?: { readonly state: string; readonly createdAt: string } | undefined
  /** Whether who shows it may object. */
  readonly mayObject: boolean
  /** Of a report: whether it is such an objection. */
  readonly isObjection: boolean
  /** Of a request about own data: the last moments of its first reply and of its fulfilment. */
  readonly due?: { readonly reply: string; readonly fulfil: string } | undefined
}

/** What receipts are given for. */
export interface Receipted {
  readonly kind: string
  readonly state: string
  readonly created_at: string
  readonly ended_at: string | null
  readonly commune_code: string
  readonly settled_office: string | null
  readonly settle_reason: string | null
  readonly settle_text: string | null
  readonly revision?: number
  readonly contact?: DeclaredContact | undefined
  /** Objections, the newest last. */
  readonly reply_due?: string
  readonly fulfil_due?: string
  readonly objections?: readonly { readonly state: string; readonly created_at: string }[]
}

/** Whether a refusal may be objected to: each once. */
export function mayObject({ state, ended_at, objections = [] }: Receipted): boolean {
  return state === 'rejected' && !objections.some(({ created_at }) => created_at >= (ended_at ?? ''))
}

/** Id that nothing has: what is asked for where a number leads to nothing, so that it costs the same. */
const NOTHING = ''

/**
 * What the number of a receipt leads to. A number that is none, is unknown, or whose time is over costs what a right one does,
 * and is refused alike: {@link Refusal} `unknown-receipt`.
 *
 * @param subjectOf reads what the receipt is for by its id
 */
export async function subjectOfReceipt<Subject extends Receipted>(
  { receipts }: Pick<PeopleTransaction, 'receipts'>,
  kind: ReceiptKind,
  number: string,
  now: Date,
  subjectOf: (id: string) => Promise<Subject | undefined>,
): Promise<Subject> {
  const receipt = await receipts.of(kind, receiptHash(number))
  const subject = await subjectOf(receipt?.subject ?? NOTHING)
  const wellFormed = checkHolds(number)
  if (wellFormed && subject !== undefined && !isOver(subject, now)) return subject
  throw new Refusal('unknown-receipt', wellFormed ? UNKNOWN : MISTYPED)
}

/** What a receipt shows of what it is for. */
export function receiptOf(kind: ReceiptKind, subject: Receipted): Receipt {
  const newest = subject.objections?.at(-1)
  return {
    kind,
    state: subject.state,
    createdAt: subject.created_at,
    endedAt: subject.ended_at,
    communeCode: subject.commune_code,
    office: subject.settled_office,
    reason: subject.settle_reason,
    text: subject.settle_text,
    revision: subject.revision,
    isCorrection: kind === 'declaration' && subject.kind !== 'declaration',
    contact: subject.contact,
    objection: newest && { state: newest.state, createdAt: newest.created_at },
    mayObject: kind === 'declaration' && mayObject(subject),
    isObjection: kind === 'report' && subject.kind === 'objection',
    due:
      subject.reply_due !== undefined && subject.fulfil_due !== undefined
        ? { reply: subject.reply_due, fulfil: subject.fulfil_due }
        : undefined,
  }
}

function isOver({ ended_at }: Receipted, now: Date): boolean {
  return ended_at !== null && ended_at < keptSince(now)
}

const UNKNOWN = {
  vi: 'Không có biên nhận nào mang số này; biên nhận hết hạn 12 tháng sau khi việc kết thúc.',
  en: 'No receipt has this number; receipts end 12 months after what they are for.',
}
const MISTYPED = {
  vi: 'Số biên nhận viết sai: gồm 20 chữ và số, như trên biên nhận.',
  en: 'The number is mistyped: it has 20 letters and digits, as on the receipt.',
}

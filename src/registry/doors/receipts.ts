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
  /** Of a declaration: whether who sent it is to be reached, and for what; nothing of who it is. */
  readonly contact?: DeclaredContact | undefined
}

/** What receipts are given for. */
export interface Receipted {
  readonly state: string
  readonly created_at: string
  readonly ended_at: string | null
  readonly commune_code: string
  readonly settled_office: string | null
  readonly settle_reason: string | null
  readonly settle_text: string | null
  readonly revision?: number
  readonly contact?: DeclaredContact | undefined
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
    contact: subject.contact,
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

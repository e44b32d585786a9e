import { dayOf } from '../../../chains/day-of.ts'
import type { RequestKind } from '../../../store/people/requests/person-request-tables.ts'
import { csvRowsWithLines } from '../../../tables/csv-rows.ts'

/** All kinds of requests. */
export const REQUEST_KINDS: readonly RequestKind[] = [
  'see',
  'correct',
  'delete',
  'withdraw',
  'restrict',
  'object',
]

/** Days in which a kind of request is fulfilled. */
export interface RequestTerm {
  readonly days: number
  /** Where a processor or another third party must stop too. */
  readonly daysThirdParty: number
  /** Further days that one extension adds at most. */
  readonly extension: number
}

export type RequestTerms = Readonly<Record<RequestKind, RequestTerm>>

/** A table of terms that cannot be used; its message names line, column, value and rule. */
export class RequestTermsError extends Error {}

/** Working days of the first reply, which tells the procedure (Decree 356/2025). */
const REPLY_DAYS = 2
const DAY = 86_400_000

/** Reads the text of `data/person-requests.csv`; throws {@link RequestTermsError}. */
export function readRequestTerms(text: string): RequestTerms {
  const terms = new Map<RequestKind, RequestTerm>()
  for (const { line, row } of csvRowsWithLines(text)) {
    const days = (column: string, min: number) => {
      const value = row[column] ?? ''
      const parsed = /^\d{1,3}$/.test(value) ? Number(value) : Number.NaN
      if (parsed >= min && parsed <= 60) return parsed
      throw wrong(line, column, value, `${min}…60`)
    }
    const kind = REQUEST_KINDS.find((known) => known === row.kind)
    if (kind === undefined || terms.has(kind))
      throw wrong(line, 'kind', row.kind ?? '', `each of ${REQUEST_KINDS.join(', ')} once`)
    terms.set(kind, {
      days: days('days', 1),
      daysThirdParty: days('days_third_party', 1),
      extension: days('extension', 0),
    })
  }
  const absent = REQUEST_KINDS.find((kind) => !terms.has(kind))
  if (absent !== undefined) throw wrong(1, 'kind', '', `a line for ${absent}`)
  return Object.fromEntries(terms) as RequestTerms
}

/** The two clocks of a request: the last moments of its first reply and of its fulfilment. */
export function clocksOf(
  { days, daysThirdParty }: RequestTerm,
  thirdParty: boolean,
  now: Date,
): { replyDue: Date; fulfilDue: Date } {
  return {
    replyDue: endOfDay(workingDaysLater(now, REPLY_DAYS)),
    fulfilDue: daysLater(now, thirdParty ? daysThirdParty : days),
  }
}

/** The end of a day, at +07:00, so many days after that of a moment. */
export function daysLater(from: Date, days: number): Date {
  return endOfDay(new Date(from.getTime() + days * DAY))
}

/** A moment on the n-th day after, Saturdays and Sundays left out. Public holidays are not: the clock is rather too strict. */
function workingDaysLater(from: Date, days: number): Date {
  let at = from
  for (let left = days; left > 0; ) {
    at = new Date(at.getTime() + DAY)
    const weekday = new Date(`${dayOf(at)}T00:00:00Z`).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left--
  }
  return at
}

function endOfDay(moment: Date): Date {
  return new Date(`${dayOf(moment)}T23:59:59.999+07:00`)
}

function wrong(line: number, column: string, value: string, rule: string): RequestTermsError {
  return new RequestTermsError(
    `person-requests.csv, dòng ${line}, cột ${column}: "${value.slice(0, 60)}" không hợp lệ; cần: ${rule} · ` +
      `line ${line}, column ${column}: "${value.slice(0, 60)}" is not valid; needed: ${rule}`,
  )
}

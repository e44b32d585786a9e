import { dayOf } from '../../../chains/day-of.ts'
import { ROLES, type Role } from '../../actor.ts'
import { type Finding, mustHaveNoErrors } from '../../refusal.ts'
import { AREA_ROLES } from './granting.ts'
import { identityNumber } from './identity-mark.ts'
import type { AskedArea } from './places.ts'

/** An account to be issued, or asked for. */
export interface AccountDraft {
  readonly office: string
  /** Name to log in with; one is made where it is left out. */
  readonly login?: string | undefined
  readonly roles: readonly string[]
  readonly areas: readonly AskedArea[]
  /** Whose identity was checked, and how; without it the account waits for that. */
  readonly identity?: CheckedIdentity | undefined
  /** What its holder is called, and an address of mail: kept where there is a key alone. */
  readonly name?: string | undefined
  readonly mail?: string | undefined
  /** Days, `YYYY-MM-DD`; from today for a year where they are left out. */
  readonly valid_from?: string | undefined
  readonly valid_to?: string | undefined
}

export interface CheckedIdentity {
  readonly number: string
  readonly how: string
}

/** Days for which an account may be used before its office is asked again. */
export const YEAR = 366

const LOGIN = /^[a-z0-9][a-z0-9._-]{2,39}$/
/** What stands in no line of a list. */
const NOT_A_LINE = /[\p{Cc}\u2028\u2029]|^[=+\-@]/u
const LONGEST_HOW = 200
const LONGEST_NAME = 100
const LONGEST_MAIL = 254
/** An address of mail as forms take it (HTML Standard, email state), in ASCII, whose first letter makes no formula of a cell. */
const MAIL = /^[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/i
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** A draft with its words in their forms and its days filled in. Throws {@link Refusal} `findings` with all that is wrong. */
export function checkedDraft(draft: AccountDraft, now: Date) {
  const today = dayOf(now)
  const valid_from = draft.valid_from ?? today
  const valid_to = draft.valid_to ?? dayAfter(valid_from, YEAR - 1)
  const login = draft.login?.toLowerCase()
  const findings: Finding[] = []
  const wrong = (path: string, rule: string, vi: string, en: string) =>
    findings.push({ rule, severity: 'error', path, message: { vi, en } })
  if (login !== undefined && !LOGIN.test(login))
    wrong(
      'login',
      'login',
      `login "${login.slice(0, 60)}" phải gồm 3–40 chữ a–z, số, dấu . _ -.`,
      `login "${login.slice(0, 60)}" must be 3 to 40 letters a to z, digits and . _ -.`,
    )
  if (draft.roles.length === 0) wrong('roles', 'missing', 'Thiếu vai trò (roles).', 'roles are missing.')
  for (const role of draft.roles)
    if (!(ROLES as readonly string[]).includes(role))
      wrong(
        'roles',
        'unknown-role',
        `roles có "${role.slice(0, 60)}"; chỉ nhận ${ROLES.join(', ')}.`,
        `roles has "${role.slice(0, 60)}"; it must be of ${ROLES.join(', ')}.`,
      )
  if (draft.areas.length === 0 && draft.roles.some((role) => AREA_ROLES.has(role as Role)))
    wrong(
      'areas',
      'missing',
      'Thiếu địa bàn: xã, ấp hoặc khu phố.',
      'The area is missing: a commune or a hamlet.',
    )
  for (const [path, day] of [
    ['valid_from', valid_from],
    ['valid_to', valid_to],
  ] as const)
    if (!DAY.test(day))
      wrong(
        path,
        'day',
        `${path} "${day.slice(0, 60)}" phải là ngày YYYY-MM-DD.`,
        `${path} "${day.slice(0, 60)}" must be a day, YYYY-MM-DD.`,
      )
  if (
    findings.length === 0 &&
    (valid_to < valid_from || valid_to < today || valid_to > longest(valid_from, today))
  )
    wrong(
      'valid_to',
      'range',
      `valid_to ${valid_to} phải từ hôm nay và valid_from đến nhiều nhất ${YEAR} ngày sau.`,
      `valid_to ${valid_to} must be from today and valid_from to ${YEAR} days after at most.`,
    )
  const { identity } = draft
  const number = identity && identityNumber(identity.number)
  if (identity && number === undefined)
    // The number itself is not repeated.
    wrong(
      'identity.number',
      'identity-number',
      'Số định danh phải có 12 chữ số.',
      'The identity number must have 12 digits.',
    )
  const name = draft.name?.normalize('NFC').trim()
  const mail = draft.mail?.trim()
  // What they are is not repeated either.
  if (name !== undefined && !isLine(name, LONGEST_NAME))
    wrong(
      'name',
      'line',
      `name phải là một dòng 1–${LONGEST_NAME} chữ, không bắt đầu bằng = + - @.`,
      `name must be a line of 1 to ${LONGEST_NAME} characters that does not begin with = + - @.`,
    )
  if (mail !== undefined && (mail.length > LONGEST_MAIL || !MAIL.test(mail)))
    wrong(
      'mail',
      'mail',
      'mail không phải địa chỉ thư điện tử (a–z, số, . _ % + -, rồi @ và tên miền).',
      'mail is no address of mail (a to z, digits, . _ % + -, then @ and a domain).',
    )
  if (identity && !isLine(identity.how, LONGEST_HOW))
    wrong(
      'identity.how',
      'line',
      `identity.how phải là một dòng 1–${LONGEST_HOW} chữ, không bắt đầu bằng = + - @.`,
      `identity.how must be a line of 1 to ${LONGEST_HOW} characters that does not begin with = + - @.`,
    )
  mustHaveNoErrors(findings)
  return {
    ...draft,
    login,
    name,
    mail,
    roles: [...new Set(draft.roles)] as Role[],
    valid_from,
    valid_to,
    identity: identity && { number: number as string, how: identity.how.trim() },
  }
}

export type CheckedDraft = ReturnType<typeof checkedDraft>

function isLine(text: string, longest: number): boolean {
  const line = text.trim()
  return line.length > 0 && line.length <= longest && !NOT_A_LINE.test(line)
}

/** The last day that an account may be issued to. */
function longest(from: string, today: string): string {
  return dayAfter(from > today ? from : today, YEAR)
}

/** The day some days after another, `YYYY-MM-DD`. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

import { dayOf } from '../../chains/day-of.ts'
import type { AccountRights, StandIn } from '../../store/people/accounts/account-rows.ts'
import type { AccountTable } from '../../store/people/accounts/account-tables.ts'
import type { Actor, Role } from '../actor.ts'

/** Whether an account may be used on a day: active, and within its dates. */
export function isUsable(
  { state, person, valid_from, valid_to }: Pick<AccountTable, 'state' | 'person' | 'valid_from' | 'valid_to'>,
  now: Date,
): boolean {
  const day = dayOf(now)
  return state === 'active' && person !== null && valid_from <= day && day <= valid_to
}

/** Roles that write, and so those that an office stands in with. */
const WRITING: ReadonlySet<string> = new Set(['collector', 'officer', 'verifier'])

/**
 * Whether an account has the area of an office that its own stands in for: between the days, and where the office stands in
 * with every role that the account writes in. One with more roles would have them all there: it takes an account of its own.
 */
function standsIn({ roles, from_day, to_day }: StandIn, own: readonly string[], day: string): boolean {
  const writing = own.filter((role) => WRITING.has(role))
  const given = roles.split(' ')
  return (
    from_day <= day && day <= to_day && writing.length > 0 && writing.every((role) => given.includes(role))
  )
}

/** The actor that an account is; undefined for one that may not be used now. */
export function actorOfAccount(account: AccountTable, rights: AccountRights, now: Date): Actor | undefined {
  if (!isUsable(account, now)) return undefined
  const own = rights.roles.map(({ role }) => role)
  const others = (rights.standsIn ?? []).filter((each) => standsIn(each, own, dayOf(now)))
  const codes = (kind: string) =>
    new Set([...rights.areas, ...others].filter((area) => area.kind === kind).map(({ code }) => code))
  return {
    account: account.id,
    person: account.person as string,
    office: account.office,
    roles: new Set(own as Role[]),
    area: {
      communes: codes('commune'),
      hamlets: codes('hamlet'),
      everywhere: codes('everywhere').size > 0,
    },
  }
}

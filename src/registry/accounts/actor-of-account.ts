import { dayOf } from '../../chains/day-of.ts'
import type { AccountRights } from '../../store/people/accounts/account-rows.ts'
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

/** The actor that an account is; undefined for one that may not be used now. */
export function actorOfAccount(account: AccountTable, rights: AccountRights, now: Date): Actor | undefined {
  if (!isUsable(account, now)) return undefined
  const codes = (kind: string) =>
    new Set(rights.areas.filter((area) => area.kind === kind).map(({ code }) => code))
  return {
    account: account.id,
    person: account.person as string,
    office: account.office,
    roles: new Set(rights.roles.map(({ role }) => role as Role)),
    area: {
      communes: codes('commune'),
      hamlets: codes('hamlet'),
      everywhere: codes('everywhere').size > 0,
    },
  }
}

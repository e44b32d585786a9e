import { randomUUID } from 'node:crypto'
import type { AccountTable, OfficeTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleTransaction } from '../../../store/people/people-store.ts'
import type { Actor, Role } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { mustMayGrant } from './granting.ts'

/** Throws {@link Refusal} `unknown-office` for one that is not there or has ended. */
export async function officeOf(tx: PeopleTransaction, id: string): Promise<OfficeTable> {
  const office = await tx.offices.byId(id)
  if (office && office.ended_at === null) return office
  throw unknownOffice(id)
}

/** Throws {@link Refusal} `unknown-office` for one that is not in an actor's care: nothing is told of it. */
export async function mustCareFor(tx: PeopleTransaction, actor: Actor, office: string): Promise<void> {
  const operates = actor.roles.has('operator') && (await serves(tx, actor, office))
  if (!operates && !actor.roles.has('administrator')) throw unknownOffice(office)
}

/** Offices whose accounts an actor sees and issues: of an operator his own and those that he serves, of an administrator all. */
export async function officesOf(tx: PeopleTransaction, actor: Actor): Promise<readonly string[] | undefined> {
  if (actor.roles.has('administrator')) return undefined
  if (actor.roles.has('operator')) return [actor.office, ...(await tx.officeScopes.servedBy(actor.office))]
  throw new Refusal('not-your-role', {
    vi: 'Việc này cần vai trò operator hoặc administrator.',
    en: 'This needs the role operator or administrator.',
  })
}

/** Whether an operator serves an office. */
export async function serves(tx: PeopleTransaction, actor: Actor, office: string): Promise<boolean> {
  return office === actor.office || (await tx.officeScopes.servedBy(actor.office)).includes(office)
}

/** An account with its roles. */
export interface KnownAccount extends AccountTable {
  readonly roles: readonly Role[]
}

/** An account of an office in an actor's care; of another office's nothing is told, not that it is there. */
export async function accountSeenBy(tx: PeopleTransaction, actor: Actor, id: string): Promise<KnownAccount> {
  const offices = await officesOf(tx, actor)
  const account = await tx.accounts.byId(id)
  if (!account || (offices && !offices.includes(account.office))) throw unknownAccount(id)
  return { ...account, roles: (await tx.accounts.rightsOf(id)).roles.map(({ role }) => role as Role) }
}

/** As {@link accountSeenBy}, one whose roles the actor may grant; never his own. */
export async function accountInCareOf(
  tx: PeopleTransaction,
  actor: Actor,
  id: string,
): Promise<KnownAccount> {
  const account = await accountSeenBy(tx, actor, id)
  mustMayGrant(actor, account.roles, await serves(tx, actor, account.office))
  mustBeOfAnother(actor, account.person)
  return account
}

/** Throws {@link Refusal} `another-person` for what is done to one's own account. */
export function mustBeOfAnother(actor: Actor, person: string | null): void {
  if (person === null || person !== actor.person) return
  throw new Refusal('another-person', {
    vi: 'Không ai cấp, gia hạn hay mở tài khoản của chính mình.',
    en: 'Nobody grants, extends or opens an account of his own.',
  })
}

function unknownOffice(id: string): Refusal {
  return new Refusal('unknown-office', {
    vi: `Không có cơ quan nào mang id "${id}".`,
    en: `No office has the id "${id}".`,
  })
}

export function unknownAccount(id: string): Refusal {
  return new Refusal('unknown-account', {
    vi: `Không có tài khoản nào mang id "${id}".`,
    en: `No account has the id "${id}".`,
  })
}

/** Throws {@link Refusal} `wrong-state` unless an account is in one of some states. */
export function mustBeInState(
  { state }: Pick<AccountTable, 'state'>,
  states: readonly AccountTable['state'][],
  action: string,
): void {
  if (states.includes(state)) return
  throw new Refusal('wrong-state', {
    vi: `Việc "${action}" không làm được với tài khoản ở trạng thái "${state}" (cần: ${states.join(', ')}).`,
    en: `"${action}" cannot be done with an account that is "${state}" (needed: ${states.join(', ')}).`,
  })
}

export function newId(): string {
  return randomUUID()
}

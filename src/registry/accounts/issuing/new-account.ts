import type { AccountTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleTransaction } from '../../../store/people/people-store.ts'
import type { Actor } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { randomLetters } from '../secret-token.ts'
import type { CheckedDraft } from './account-draft.ts'
import { newId } from './issuing-guards.ts'
import type { FoundArea } from './places.ts'

/** By whom, how and when an identity was checked. */
export function checkedBy(actor: Actor, { identity }: CheckedDraft, now: Date) {
  return {
    identity_how: identity?.how ?? null,
    identity_by: identity ? actor.account : null,
    identity_at: identity ? now.toISOString() : null,
  }
}

/** Writes an account that waits for its slip, or for an identity check where its person has not proven it. */
export async function insertAccount(
  tx: PeopleTransaction,
  draft: CheckedDraft,
  areas: readonly FoundArea[],
  { person, isProven, by, now }: { person: string | null; isProven: boolean; by: Actor | null; now: Date },
) {
  const id = newId()
  const at = now.toISOString()
  const login = draft.login ?? `${draft.roles[0] ?? 'a'}-${randomLetters(8)}`
  const state = isProven ? ('checked' as const) : ('requested' as const)
  const account: AccountTable = {
    id,
    person,
    office: draft.office,
    login,
    state,
    password: null,
    factor: null,
    factor_step: null,
    valid_from: draft.valid_from,
    valid_to: draft.valid_to,
    reviewed_at: null,
    ...(by ? checkedBy(by, draft, now) : { identity_how: null, identity_by: null, identity_at: null }),
    wake: null,
    demo: 0,
    created_by: by?.account ?? null,
    created_at: at,
    changed_at: at,
  }
  const granted_by = by?.account ?? null
  const added = await tx.accounts.add(account, {
    roles: draft.roles.map((role) => ({ account: id, role, granted_by, granted_at: at })),
    areas: areas.map(({ kind, code, unit_from }) => ({ account: id, kind, code, unit_from })),
  })
  if (!added) throw taken(login)
  return { id, login, state }
}

/** Throws {@link Refusal} `login-taken`. */
export async function mustBeFree(tx: PeopleTransaction, login: string | undefined): Promise<void> {
  if (login !== undefined && (await tx.accounts.byLogin(login))) throw taken(login)
}

export function taken(login: string): Refusal {
  return new Refusal('login-taken', {
    vi: `Tên đăng nhập "${login}" đã có người dùng.`,
    en: `The login "${login}" is taken.`,
  })
}

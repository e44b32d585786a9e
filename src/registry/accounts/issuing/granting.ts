import type { Actor, Role } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'

/** Who grants a role: an operator for the offices that he serves, an administrator for all. */
export const GRANTED_BY: Readonly<Record<Role, 'operator' | 'administrator'>> = {
  citizen: 'operator',
  collector: 'operator',
  officer: 'operator',
  verifier: 'operator',
  agency: 'administrator',
  coordinator: 'administrator',
  operator: 'administrator',
  auditor: 'administrator',
  administrator: 'administrator',
}

/** Roles that work on addresses, and so need an area. */
export const AREA_ROLES: ReadonlySet<Role> = new Set(['collector', 'officer', 'verifier'])

/**
 * Throws {@link Refusal} `not-your-role` unless the actor may grant all of the roles in an office.
 *
 * @param served whether the operators of the actor's office issue its accounts
 */
export function mustMayGrant(actor: Actor, roles: readonly Role[], served: boolean): void {
  const wrong = roles.find((role) => !mayGrant(actor, role, served))
  if (wrong === undefined) return
  const by = GRANTED_BY[wrong]
  throw new Refusal('not-your-role', {
    vi: `Vai trò "${wrong}" do ${by === 'operator' ? 'operator phụ trách cơ quan này' : 'administrator'} cấp, tài khoản này không cấp được.`,
    en: `The role "${wrong}" is granted by ${by === 'operator' ? 'an operator who serves this office' : 'an administrator'}; this account may not grant it.`,
  })
}

export function mayGrant(actor: Actor, role: Role, served: boolean): boolean {
  const by = GRANTED_BY[role]
  return actor.roles.has(by) && (by === 'administrator' || served)
}

/**
 * Throws {@link Refusal} `roles-apart` where one person would hold roles and the right to grant them. Administrators grant their own
 * role, or there would never be a second one.
 */
export function mustStayApart(roles: Iterable<string>): void {
  const all = new Set(roles)
  for (const [role, by] of Object.entries(GRANTED_BY))
    if (role !== by && all.has(role) && all.has(by))
      throw new Refusal('roles-apart', {
        vi: `Một người không giữ cả "${role}" lẫn "${by}", là vai trò cấp nó.`,
        en: `One person does not hold both "${role}" and "${by}", the role that grants it.`,
      })
}

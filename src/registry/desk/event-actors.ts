import type { PeopleTransaction } from '../../store/people/people-store.ts'
import type { StoredEvent } from '../../store/registry/registry-tables.ts'
import type { Actor } from '../actor.ts'

/** Who did something, as far as somebody may know. */
export interface ToldActor {
  readonly office: string
  readonly office_name: string | null
  /** Opaque id of the account; null for another program. */
  readonly account: string | null
  /** Its login, for who belongs to the same office and for auditors. */
  readonly login: string | null
}

/** Who did each of some events, as an actor may be told, in their order. */
export async function eventActors(
  tx: Pick<PeopleTransaction, 'accounts' | 'offices'>,
  actor: Actor,
  events: readonly Pick<StoredEvent, 'office' | 'account'>[],
): Promise<ToldActor[]> {
  const isAuditor = actor.roles.has('auditor')
  const accounts = new Set(
    events.flatMap(({ account, office }) =>
      account && (isAuditor || office === actor.office) ? [account] : [],
    ),
  )
  const logins = new Map<string, string>()
  for (const id of accounts) {
    const found = await tx.accounts.byId(id)
    if (found) logins.set(id, found.login)
  }
  const offices = new Map((await tx.offices.all()).map(({ id, name }) => [id, name]))
  return events.map(({ office, account }) => ({
    office,
    office_name: offices.get(office) ?? null,
    account,
    login: logins.get(account ?? '') ?? null,
  }))
}

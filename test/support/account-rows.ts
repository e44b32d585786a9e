import { randomUUID } from 'node:crypto'
import { keyToken } from '../../src/registry/accounts/keys/key-token.ts'
import { tokenHash } from '../../src/registry/accounts/secret-token.ts'
import type { Actor } from '../../src/registry/actor.ts'
import type { AccountTable, ApiKeyTable } from '../../src/store/people/accounts/account-tables.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'

const MADE = '2026-01-01T00:00:00.000Z'

/** Writes an actor as an account that may be used, with its person and office; nothing where it is there. */
export async function addAccount(
  people: PeopleStore,
  { account: id, person, office, roles, area }: Actor,
  more: Partial<AccountTable> = {},
): Promise<void> {
  const whole = area.everywhere
    ? [{ account: id, kind: 'everywhere' as const, code: '', unit_from: null }]
    : []
  const communes = [...area.communes].map((code) => ({
    account: id,
    kind: 'commune' as const,
    code,
    unit_from: '2025-07-01',
  }))
  await people.write(async (tx) => {
    if ((await tx.accounts.byId(id)) !== undefined) return
    if ((await tx.offices.byId(office)) === undefined)
      await tx.offices.add({
        ...{
          id: office,
          kind: 'commune',
          name: office,
          head: null,
          demo: 0,
          created_at: MADE,
          ended_at: null,
        },
      })
    await tx.accounts.add(
      {
        ...{
          id,
          person,
          office,
          login: id,
          state: 'active',
          password: null,
          factor: null,
          factor_step: null,
        },
        ...{ valid_from: '2026-01-01', valid_to: '2099-12-31', reviewed_at: null, identity_how: null },
        ...{ identity_by: null, identity_at: null, wake: null, demo: 0, created_by: null },
        ...{ created_at: MADE, changed_at: MADE, ...more },
      },
      {
        roles: [...roles].map((role) => ({ account: id, role, granted_by: null, granted_at: MADE })),
        areas: [...whole, ...communes],
      },
    )
  })
}

/** Writes a key of an actor's account; returns its id. */
export async function addKey(people: PeopleStore, { account, office }: Actor): Promise<string> {
  const id = randomUUID()
  const key: ApiKeyTable = {
    ...{ id, hash: tokenHash(keyToken()), name: 'thử', office, account, scopes: 'read', communes: null },
    ...{
      layers: null,
      origins: null,
      quota: 9,
      created_at: MADE,
      expires_at: '2099-12-31',
      revoked_at: null,
    },
  }
  await people.write(({ apiKeys }) => apiKeys.add(key))
  return id
}

import { createSecretKey } from 'node:crypto'
import { openPeople } from '../../src/assembly/waiting-room.ts'
import { PasswordHashing } from '../../src/registry/accounts/login/password-hashing.ts'
import { newToken, tokenHash } from '../../src/registry/accounts/secret-token.ts'
import type { Role } from '../../src/registry/actor.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { addHolder, QUICK } from './login-world.ts'
import { servedApp } from './served-app.ts'
import { Visitor } from './visitor.ts'

const KEY = 'ab'.repeat(32)

/** The whole server with accounts in `people.db`. */
export async function servedLogins(settings: NodeJS.ProcessEnv = {}) {
  let people: PeopleStore | undefined
  const served = await servedApp({ PEOPLE_KEY: KEY, ...settings }, {}, async (dataDir) => {
    people = await openPeople(dataDir, createSecretKey(Buffer.from(KEY, 'hex')), () => undefined)
    return people && { people }
  })
  if (!people) throw new Error('people.db could not be opened')
  const opened = people
  const hashing = new PasswordHashing(QUICK)
  return {
    ...served,
    people: opened,
    add: (name: string, roles?: readonly Role[], more = {}) => addHolder(opened, hashing, name, roles, more),
    /** A link for the first administrator. */
    async link(): Promise<string> {
      const token = newToken()
      await opened.write(({ slips }) =>
        slips.replace({
          ...{ hash: tokenHash(token), purpose: 'administrator', account: null, created_by: 'server' },
          ...{ created_at: '2026', expires_at: '2099', used_at: null },
        }),
      )
      return token
    },
    visitor: (more: ConstructorParameters<typeof Visitor>[1] = {}) => new Visitor(served.app, more),
  }
}

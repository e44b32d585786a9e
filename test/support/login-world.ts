import { join } from 'node:path'
import Database from 'better-sqlite3'
import { generate } from 'otplib'
import { Audit } from '../../src/registry/accounts/audit.ts'
import { Login } from '../../src/registry/accounts/login/login.ts'
import { MyAccount } from '../../src/registry/accounts/login/my-account.ts'
import { PasswordHashing } from '../../src/registry/accounts/login/password-hashing.ts'
import { SETUP_KEY, SecondFactor } from '../../src/registry/accounts/login/second-factor.ts'
import { Sessions } from '../../src/registry/accounts/login/sessions.ts'
import type { Role } from '../../src/registry/actor.ts'
import type { AccountTable } from '../../src/store/people/accounts/account-tables.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { PEOPLE_FILE } from '../../src/store/people/sqlite-people.ts'
import { addAccount } from './account-rows.ts'
import { keyOf } from './people-engines.ts'
import { actor } from './registry-actors.ts'
import type { TestEngine, TestRegistry } from './registry-engines.ts'

export const PASSWORD = 'cầu khỉ bắc qua rạch'
/** As little as argon2 takes. */
export const QUICK = { cost: { memoryCost: 8, timeCost: 1, parallelism: 1 } }
export const PHONE = { hash: 'phone', label: 'Chrome · Android' }

/** One-time codes of a secret at a moment of a clock. */
export function codeAt(secret: string, now: Date): Promise<string> {
  return generate({ secret, epoch: Math.floor(now.getTime() / 1000) })
}

/** Runs SQL over the tables of people as another program would; `people.` stands before their names. */
export async function changePeople(
  { dataDir, outside }: Pick<TestRegistry, 'dataDir' | 'outside'>,
  sql: string,
) {
  if (dataDir === undefined) {
    await outside(sql)
    return
  }
  const db = new Database(join(dataDir, PEOPLE_FILE))
  try {
    db.exec(sql.replaceAll('people.', ''))
  } finally {
    db.close()
  }
}

/** Writes an account with {@link PASSWORD}. */
export async function addHolder(
  people: PeopleStore,
  hashing: PasswordHashing,
  name: string,
  roles: readonly Role[] = ['collector'],
  more: Partial<AccountTable> = {},
) {
  const holder = { ...actor(name, roles), account: name }
  await addAccount(people, holder, { password: await hashing.hash(PASSWORD), ...more })
  return holder
}

/** Logging in over an engine, with a clock that a test moves. */
export async function loginWorld(engine: TestEngine) {
  const clock = { now: new Date('2026-11-30T03:00:00Z') }
  const now = () => clock.now
  const opened = await engine.open(now, keyOf('đăng nhập'))
  const { people } = opened
  const hashing = new PasswordHashing(QUICK)
  const factor = new SecondFactor({ setupKey: () => people.keyFor(SETUP_KEY), now })
  const sessions = new Sessions(people, now)
  const login = new Login({ people, hashing, factor, sessions, now })
  const mine = new MyAccount({ people, hashing, factor, now })
  const enter = (name: string, password = PASSWORD, device = PHONE) =>
    login.enter({ login: name, password, lane: 'stranger', device, mayUseDemo: false })
  const sessionOf = async (token: string) => {
    const found = await sessions.of(token)
    if (!found) throw new Error('the session is not open')
    return found
  }
  /** Sets a second factor for a session; returns its secret and recovery codes. */
  const setFactor = async (token: string, proof: object = {}) => {
    const session = await sessionOf(token)
    const { secret, setup } = await mine.beginFactor(session)
    const code = await codeAt(secret, clock.now)
    const codes = await mine.setFactor(session, { password: PASSWORD, ...proof }, { setup, code })
    return { secret, codes }
  }
  const pass = (seconds: number) => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000)
  }
  const add = (name: string, roles?: readonly Role[], more?: Partial<AccountTable>) =>
    addHolder(people, hashing, name, roles, more)
  return {
    ...{ ...opened, clock, pass, hashing, factor, sessions, login, mine, enter, sessionOf, setFactor, add },
    audit: new Audit(people),
  }
}

export type LoginWorld = Awaited<ReturnType<typeof loginWorld>>

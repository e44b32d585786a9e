import { dayOf } from '../../../chains/day-of.ts'
import type { AccountTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import type { Role } from '../../actor.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import { groupedLetters } from '../secret-token.ts'
import type { PasswordHashing } from './password-hashing.ts'

export interface DemoAccountsParts {
  readonly people: PeopleStore
  readonly hashing: PasswordHashing
  readonly now?: (() => Date) | undefined
}

/** Accounts of the demonstration by their logins: none that makes accounts, keys or webhooks. */
export const DEMO_LOGINS: ReadonlyMap<string, Role> = new Map([
  ['demo-thu-thap', 'collector'],
  ['demo-can-bo', 'officer'],
  ['demo-xac-minh', 'verifier'],
  ['demo-nganh', 'agency'],
  ['demo-kiem-toan', 'auditor'],
])
const OFFICE = 'demo'
/** New layers of the demonstration's agency begin with it. */
const LAYERS = 'demo-'

/**
 * Accounts for trying things out on demonstration data: without a second factor, with a password that is drawn at each start. They
 * go with the first real account, and are of no use once the record is real.
 */
export class DemoAccounts {
  readonly #parts: DemoAccountsParts

  constructor(parts: DemoAccountsParts) {
    this.#parts = parts
  }

  /**
   * Makes them, or draws them a new password; undefined where there are real accounts, or the record is real: then they go.
   *
   * @param isDemo whether the record is demonstration data
   */
  async renew(isDemo: boolean): Promise<string | undefined> {
    const { people, hashing } = this.#parts
    if (!isDemo || (await people.read(({ demoAccounts }) => demoAccounts.haveReal()))) {
      await this.end()
      return undefined
    }
    const drawn = groupedLetters(16)
    const password = await hashing.hash(drawn)
    await people.write(async (tx) => {
      const now = await momentOf(tx, this.#parts.now?.() ?? new Date())
      const valid_to = `${Number(dayOf(now).slice(0, 4)) + 1}-12-31`
      if ((await tx.offices.byId(OFFICE)) === undefined)
        await tx.offices.add({
          ...{ id: OFFICE, kind: 'commune', name: 'Cơ quan minh hoạ', head: null, demo: 1 },
          ...{ created_at: now.toISOString(), ended_at: null },
        })
      const granted = { granted_by: null, granted_at: now.toISOString() }
      if ((await tx.layerRights.list()).every(({ name }) => !name.startsWith(LAYERS)))
        await tx.layerRights.put(OFFICE, [{ office: OFFICE, name: LAYERS, kind: 'prefix', ...granted }])
      for (const [login, role] of DEMO_LOGINS)
        if (!(await tx.demoAccounts.renew(login, { password, valid_to }, now)))
          await add(tx, login, role, { password, valid_to }, now)
      await noteOf(tx, undefined, { action: 'demo-accounts-renewed', office: OFFICE }, now)
    })
    return drawn
  }

  /** Takes them away. */
  end(): Promise<void> {
    return this.#parts.people.write(async (tx) => {
      await endDemoAccounts(tx, await momentOf(tx, this.#parts.now?.() ?? new Date()))
    })
  }
}

/** Takes accounts of the demonstration away, within a transaction that makes a real one. */
export async function endDemoAccounts(tx: PeopleTransaction, now: Date): Promise<void> {
  if ((await tx.demoAccounts.end()) === 0) return
  await tx.layerRights.put(OFFICE, [])
  await noteOf(tx, undefined, { action: 'demo-accounts-ended', office: OFFICE }, now)
}

async function add(
  tx: PeopleTransaction,
  login: string,
  role: Role,
  { password, valid_to }: Pick<AccountTable, 'password' | 'valid_to'>,
  now: Date,
): Promise<void> {
  const at = now.toISOString()
  await tx.accounts.addPerson({ id: login, identity: null, name: null, mail: null, created_at: at })
  await tx.accounts.add(
    {
      ...{ id: login, person: login, office: OFFICE, login, state: 'active', password, demo: 1 },
      ...{ factor: null, factor_step: null, wake: null, reviewed_at: null, created_by: null },
      ...{ identity_how: null, identity_by: null, identity_at: null },
      ...{ valid_from: dayOf(now), valid_to, created_at: at, changed_at: at },
    },
    {
      roles: [{ account: login, role, granted_by: null, granted_at: at }],
      areas: [{ account: login, kind: 'everywhere', code: '', unit_from: null }],
    },
  )
}

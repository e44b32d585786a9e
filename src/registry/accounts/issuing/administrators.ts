import { dayOf } from '../../../chains/day-of.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { endDemoAccounts } from '../login/demo-accounts.ts'
import type { FactorBegun } from '../login/second-factor.ts'
import { momentOf } from '../moment-of.ts'
import { newToken, tokenHash } from '../secret-token.ts'
import { dayAfter, YEAR } from './account-draft.ts'
import {
  type Activated,
  type CredentialParts,
  type Credentials,
  checkedCredentials,
  slipOver,
} from './activation.ts'
import { newId, unknownAccount } from './issuing-guards.ts'
import { taken } from './new-account.ts'

export interface AdministratorsParts extends CredentialParts {
  readonly people: PeopleStore
  /** Whether the record has changes by accounts: then there were some, whatever `people.db` says. */
  readonly recordKnowsAccounts: () => Promise<boolean>
  readonly now?: (() => Date) | undefined
}

/** Whether a link for the first administrator may be made: `lost` where there were accounts and `people.db` knows none. */
export type Need = 'none' | 'first' | 'lost'

/** How many administrators are needed, so that one may be woken, and missed. */
export const ENOUGH_ADMINISTRATORS = 2

const PURPOSE = 'administrator'
/** Milliseconds for which a link may be used. */
const LASTS = 3_600_000
const LOGIN = /^[a-z0-9][a-z0-9._-]{2,39}$/
/** What the office of the first administrator is called until somebody names it otherwise. */
const OFFICE = 'Quản trị hệ thống địa chỉ số'
/** Who acts on the machine itself. */
const COMMAND = { account: 'server', person: 'server', office: 'server' } as const

/** The first administrator, and the way back for one who has lost the way in: both by a link of one use, for an hour. */
export class Administrators {
  readonly #parts: AdministratorsParts

  constructor(parts: AdministratorsParts) {
    this.#parts = parts
  }

  async need(): Promise<Need> {
    const { active, any } = await this.#parts.people.read(async (tx) => ({
      active: await this.#active(tx, this.#now()),
      any: await tx.demoAccounts.haveReal(),
    }))
    if (active > 0) return 'none'
    return any || (await this.#parts.recordKnowsAccounts()) ? 'lost' : 'first'
  }

  /** How many may be used now. */
  count(): Promise<number> {
    return this.#parts.people.read((tx) => this.#active(tx, this.#now()))
  }

  /**
   * A new link's token; those made before can no longer be used. Throws {@link Refusal} `wrong-state` where there is an
   * administrator, or accounts are known and nobody said `reset`.
   */
  async link({ reset = false } = {}): Promise<string> {
    const need = await this.need()
    if (need === 'none' || (need === 'lost' && !reset)) throw notNeeded(need)
    return this.#make(null, reset ? 'administrator-reset' : 'administrator-link')
  }

  /** A link with which an administrator sets password and second factor anew. Throws {@link Refusal}. */
  async recover(login: string): Promise<string> {
    const account = await this.#parts.people.read(async (tx) => {
      const found = (await tx.accounts.byLogin(login.toLowerCase())) ?? (await tx.accounts.byId(login))
      const { roles = [] } = found ? await tx.accounts.rightsOf(found.id) : {}
      return found && found.state !== 'ended' && roles.some(({ role }) => role === PURPOSE)
        ? found
        : undefined
    })
    if (!account) throw unknownAccount(login)
    return this.#make(account.id, 'administrator-recover')
  }

  /** What a link is for: the login of who comes back, or none yet. Throws {@link Refusal} `slip-over`. */
  look(token: string): Promise<{ login: string | undefined; id: string | undefined; needsFactor: boolean }> {
    return this.#parts.people.read(async (tx) => {
      const slip = await tx.slips.open(tokenHash(token), await momentOf(tx, this.#now()))
      if (slip?.purpose !== PURPOSE) throw slipOver()
      const account = slip.account === null ? undefined : await tx.accounts.byId(slip.account)
      return { login: account?.login, id: account?.id, needsFactor: this.#parts.factor !== undefined }
    })
  }

  /** A new secret for a second factor, bound to the link. Throws {@link Refusal} `slip-over`. */
  async begin(token: string): Promise<FactorBegun | undefined> {
    const { login = 'administrator' } = await this.look(token)
    return this.#parts.factor?.begin(tokenHash(token), login)
  }

  /**
   * Makes the administrator that a link is for, awake at once.
   *
   * @param login of the first one; one who comes back keeps his
   */
  async activate(
    token: string,
    { login, ...credentials }: Credentials & { login?: string | undefined },
  ): Promise<Activated> {
    const { login: known, id: before, needsFactor } = await this.look(token)
    const name = (known ?? login ?? '').toLowerCase()
    if (!LOGIN.test(name))
      throw new Refusal('findings', {
        vi: `login "${name.slice(0, 60)}" phải gồm 3–40 chữ a–z, số, dấu . _ -.`,
        en: `login "${name.slice(0, 60)}" must be 3 to 40 letters a to z, digits and . _ -.`,
      })
    const hash = tokenHash(token)
    const id = before ?? newId()
    const account = { login: name, needsFactor }
    const { hashed, factor } = await checkedCredentials(this.#parts, hash, account, credentials)
    return this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const slip = await tx.slips.use(hash, now)
      if (slip?.purpose !== PURPOSE || slip.account !== (before ?? null)) throw slipOver()
      if (before === undefined) await this.#first(tx, { id, login: name }, now)
      const set = {
        ...{ password: hashed, wake: null, factor: null, factor_step: null, ...factor },
        valid_to: dayAfter(dayOf(now), YEAR - 1),
      }
      await tx.roster.endLogins(id)
      await tx.roster.endFactor(id)
      const done = await tx.accounts.change(id, BEFORE, { ...set, state: 'active' }, now)
      if (!done) throw slipOver()
      await endDemoAccounts(tx, now)
      await noteOf(tx, undefined, { ...COMMAND, action: 'administrator-activated', subject: id }, now)
      const codes = factor && (await this.#parts.factor?.renewRecoveryCodes(tx, id))
      return { login: name, state: 'active', ...(codes && { recovery_codes: codes }) }
    })
  }

  async #first(
    tx: PeopleTransaction,
    { id, login }: { id: string; login: string },
    now: Date,
  ): Promise<void> {
    // Somebody else was first, with another link.
    if ((await this.#active(tx, now)) > 0) throw slipOver()
    const [person, office] = [newId(), newId()]
    const at = now.toISOString()
    await tx.roster.addPersonUnlessKnown({
      id: person,
      identity: null,
      name: null,
      mail: null,
      created_at: at,
    })
    await tx.offices.add({
      ...{ id: office, kind: 'department' as const, name: OFFICE, head: id },
      ...{ demo: 0, created_at: at, ended_at: null },
    })
    const everywhere = { kind: 'everywhere' as const, code: '', unit_from: null }
    await tx.officeScopes.addAreas([{ ...everywhere, office }])
    const added = await tx.accounts.add(
      {
        ...{ id, person, office, login, state: 'checked' as const, password: null, wake: null },
        ...{
          factor: null,
          factor_step: null,
          valid_from: dayOf(now),
          valid_to: dayOf(now),
          reviewed_at: null,
        },
        ...{ identity_how: 'npm run admin', identity_by: null, identity_at: at, demo: 0 },
        ...{ created_by: COMMAND.account, created_at: at, changed_at: at },
      },
      {
        roles: [{ account: id, role: PURPOSE, granted_by: COMMAND.account, granted_at: at }],
        areas: [{ ...everywhere, account: id }],
      },
    )
    if (!added) throw taken(login)
  }

  #make(account: string | null, action: string): Promise<string> {
    const token = newToken()
    return this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      await tx.slips.replace({
        hash: tokenHash(token),
        purpose: PURPOSE,
        account,
        created_by: COMMAND.account,
        created_at: now.toISOString(),
        expires_at: new Date(now.getTime() + LASTS).toISOString(),
        used_at: null,
      })
      await noteOf(tx, undefined, { ...COMMAND, action, subject: account }, now)
      return token
    })
  }

  async #active(tx: PeopleTransaction, now: Date): Promise<number> {
    const rows = await tx.roster.activeWith(PURPOSE, dayOf(await momentOf(tx, now)))
    return new Set(rows.map(({ person }) => person)).size
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date()
  }
}

/** States of accounts that a link may make usable. */
const BEFORE = ['checked', 'asleep', 'active', 'suspended'] as const

function notNeeded(need: Need): Refusal {
  return need === 'none'
    ? new Refusal('wrong-state', {
        vi: 'Đã có quản trị viên. Ai mất đường vào: npm run admin -- --recover TÊN_ĐĂNG_NHẬP.',
        en: 'There is an administrator. For one who has lost the way in: npm run admin -- --recover LOGIN.',
      })
    : new Refusal('wrong-state', {
        vi: 'Sổ địa chỉ đã có tài khoản nhưng people.db không còn quản trị viên nào: hãy khôi phục people.db từ bản sao lưu, hoặc npm run admin -- --reset.',
        en: 'The record knows of accounts but people.db has no administrator: restore people.db from a backup, or npm run admin -- --reset.',
      })
}

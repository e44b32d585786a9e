import { randomUUID } from 'node:crypto'
import type { AccountRights } from '../../../store/people/accounts/account-rows.ts'
import type { AccountTable, DeviceTable } from '../../../store/people/accounts/account-tables.ts'
import type { AccountNoticeTable } from '../../../store/people/issuing/issuing-tables.ts'
import type { SessionOfDevice } from '../../../store/people/login/session-rows.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import { mustBeGoodPassword } from './good-password.ts'
import type { PasswordHashing } from './password-hashing.ts'
import { type FactorBegun, type SecondFactor, wrongCode } from './second-factor.ts'
import { isGuarded, type LiveSession } from './sessions.ts'

export interface MyAccountParts {
  readonly people: PeopleStore
  readonly hashing: PasswordHashing
  readonly factor: SecondFactor
  readonly now?: (() => Date) | undefined
}

/** What the holder of an account shows once more before he changes what guards it. */
export interface Proof {
  readonly password: string
  /** A one-time code or a recovery code, where there is a second factor. */
  readonly code?: string | undefined
}

/** What its holder sees of an account. */
export interface Mine
  extends Pick<AccountTable, 'login' | 'office' | 'valid_to'>,
    Pick<AccountRights, 'roles' | 'areas'> {
  readonly office_name: string
  readonly factor: { readonly set: boolean; readonly needed: boolean; readonly recovery_codes_left: number }
  readonly sessions: readonly SessionOfDevice[]
  readonly devices: readonly DeviceTable[]
  readonly demo: boolean
  /** Whether it is linked to a provider of logins. */
  readonly linked: boolean
}

/** What happened to an account since its holder looked last. */
export interface News {
  readonly notices: readonly AccountNoticeTable[]
  readonly newDevices: readonly DeviceTable[]
}

/** Letters of the hashes that sessions and devices are named by. */
const SHORT = 16

/** What the holder of an account does with it: password, second factor, sessions, devices. */
export class MyAccount {
  readonly #parts: MyAccountParts

  constructor(parts: MyAccountParts) {
    this.#parts = parts
  }

  look({ account: id }: LiveSession): Promise<Mine> {
    return this.#parts.people.read(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const account = await holderOf(tx, id)
      const { roles, areas } = await tx.accounts.rightsOf(id)
      const sessions = await tx.sessions.of(id, now)
      return {
        ...{ login: account.login, office: account.office, valid_to: account.valid_to, roles, areas },
        office_name: (await tx.offices.byId(account.office))?.name ?? account.office,
        factor: {
          set: account.factor !== null,
          needed: isGuarded(roles.map(({ role }) => role)),
          recovery_codes_left: await tx.recoveryCodes.left(id),
        },
        sessions: sessions.filter(({ factor }) => factor !== 'pending'),
        devices: await tx.devices.of(id),
        demo: account.demo === 1,
        linked: (await tx.oidcLinks.of(id)).length > 0,
      }
    })
  }

  /** What its holder has not been told yet, and is told now; the device of this session is no news. */
  takeNews({ account, device }: LiveSession): Promise<News> {
    return this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const devices = await tx.devices.takeNew(account)
      return {
        notices: await tx.roster.takeNotices(account, now),
        newDevices: devices.filter(({ hash }) => hash !== device),
      }
    })
  }

  /** Shows password and code once more, before something that is done elsewhere. Throws {@link Refusal}. */
  async prove(session: LiveSession, proof: Proof): Promise<void> {
    const account = await this.#proven(session, proof)
    await this.#inFactor(session, proof, account, async () => undefined)
  }

  /** Takes the links to other providers of logins away. Throws {@link Refusal}. */
  async unlink(session: LiveSession, proof: Proof): Promise<void> {
    const account = await this.#proven(session, proof)
    await this.#change(session, proof, account, async (tx) => {
      await tx.oidcLinks.end(account.id)
      return { action: 'oidc-unlinked', result: undefined }
    })
  }

  /** Sets another password, which ends the other sessions. Throws {@link Refusal}: `wrong-login`, `wrong-code`, `weak-password`. */
  async changePassword(session: LiveSession, proof: Proof, next: string): Promise<void> {
    const account = await this.#proven(session, proof)
    mustBeGoodPassword(next, account.login)
    const password = await this.#parts.hashing.hash(next)
    await this.#change(session, proof, account, async (tx, now) => {
      await tx.accounts.change(account.id, [account.state], { password }, now)
      await tx.sessions.endOthers(account.id, session.hash)
      return { action: 'password-changed', result: undefined }
    })
  }

  /** A new secret for a second factor, bound to this session. Throws {@link Refusal}. */
  async beginFactor(session: LiveSession): Promise<FactorBegun> {
    const { login } = await this.#parts.people.read((tx) => holderOf(tx, session.account))
    return this.#parts.factor.begin(session.hash, login)
  }

  /**
   * Sets a second factor, or another one in its place, which ends the other sessions; returns new recovery codes. Throws
   * {@link Refusal}.
   */
  async setFactor(
    session: LiveSession,
    proof: Proof,
    shown: { readonly setup: string; readonly code: string },
  ): Promise<readonly string[]> {
    const account = await this.#proven(session, proof)
    const set = await this.#parts.factor.confirm(session.hash, shown)
    return this.#change(session, proof, account, async (tx, now) => {
      await tx.accounts.change(account.id, [account.state], set, now)
      await tx.sessions.endOthers(account.id, session.hash)
      const codes = await this.#parts.factor.renewRecoveryCodes(tx, account.id)
      return { action: 'factor-set', result: codes }
    })
  }

  /** Takes the second factor away where no role needs it. Throws {@link Refusal}: `factor-needed` where one does. */
  async dropFactor(session: LiveSession, proof: Proof): Promise<void> {
    const account = await this.#proven(session, proof)
    await this.#change(session, proof, account, async (tx, now) => {
      const { roles } = await tx.accounts.rightsOf(account.id)
      if (isGuarded(roles.map(({ role }) => role))) throw factorNeeded()
      await tx.accounts.change(account.id, [account.state], { factor: null, factor_step: null }, now)
      await tx.roster.endFactor(account.id)
      return { action: 'factor-dropped', result: undefined }
    })
  }

  /** New recovery codes in the place of those there were. Throws {@link Refusal}. */
  async renewRecoveryCodes(session: LiveSession, proof: Proof): Promise<readonly string[]> {
    const account = await this.#proven(session, proof)
    if (account.factor === null) throw noFactor()
    return this.#change(session, proof, account, async (tx) => {
      const codes = await this.#parts.factor.renewRecoveryCodes(tx, account.id)
      return { action: 'recovery-codes-renewed', result: codes }
    })
  }

  /** Ends one of one’s sessions, by the beginning of its hash. Throws {@link Refusal} `unknown-item`. */
  async endSession({ account }: LiveSession, id: string): Promise<void> {
    await this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const found = (await tx.sessions.of(account, now)).find(({ hash }) => shortOf(hash) === id)
      if (!found || !(await tx.sessions.end(found.hash))) throw unknownItem(id)
      await this.#note(tx, account, 'session-ended', now)
    })
  }

  /** Ends all of one’s sessions but this one. */
  async endOtherSessions({ account, hash }: LiveSession): Promise<void> {
    await this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      await tx.sessions.endOthers(account, hash)
      await this.#note(tx, account, 'sessions-ended', now)
    })
  }

  /** Forgets a device and ends what was opened from it. Throws {@link Refusal} `unknown-item`. */
  async forgetDevice({ account }: LiveSession, id: string): Promise<void> {
    await this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const found = (await tx.devices.of(account)).find(({ hash }) => shortOf(hash) === id)
      if (!found || !(await tx.devices.forget(account, found.hash))) throw unknownItem(id)
      await tx.sessions.endOf(account, found.hash)
      await this.#note(tx, account, 'device-forgotten', now)
    })
  }

  /** The account, once its password was shown again. A stolen session alone changes nothing that guards it. */
  async #proven({ account: id }: LiveSession, { password }: Proof): Promise<AccountTable> {
    const { people, hashing } = this.#parts
    const account = await people.read((tx) => holderOf(tx, id))
    if (account.demo === 1) throw noDemo()
    if (await hashing.verify(account.password, password, 'known')) return account
    throw new Refusal('wrong-login', { vi: 'Mật khẩu không đúng.', en: 'The password is wrong.' })
  }

  /** Does what changes a guard, noted and told. */
  #change<T>(
    session: LiveSession,
    proof: Proof,
    account: AccountTable,
    work: (tx: PeopleTransaction, now: Date) => Promise<{ action: string; result: T }>,
  ): Promise<T> {
    const { id } = account
    return this.#inFactor(session, proof, account, async (tx, now) => {
      const { action, result } = await work(tx, now)
      const notice = { id: randomUUID(), account: id, kind: action, at: now.toISOString(), shown_at: null }
      await tx.roster.addNotice(notice)
      await this.#note(tx, id, action, now)
      return result
    })
  }

  /** Does something once a code of the second factor was taken, where there is one. */
  #inFactor<T>(
    { hash }: LiveSession,
    { code }: Proof,
    { id, password, factor }: AccountTable,
    work: (tx: PeopleTransaction, now: Date) => Promise<T>,
  ): Promise<T> {
    return this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const account = await holderOf(tx, id)
      const isOpen = (await tx.sessions.byHash(hash, now)) !== undefined
      if (!isOpen || account.password !== password || account.factor !== factor) throw changedMeanwhile()
      const shown = factor === null || (await this.#parts.factor.take(tx, account, code ?? '', now))
      if (!shown) throw wrongCode()
      return work(tx, now)
    })
  }

  async #note(tx: PeopleTransaction, id: string, action: string, now: Date): Promise<void> {
    const { person, office } = await holderOf(tx, id)
    await noteOf(tx, undefined, { account: id, person, office, subject: id, action }, now)
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date()
  }
}

/** What sessions and devices are named by to their holder: it opens nothing. */
export function shortOf(hash: string): string {
  return hash.slice(0, SHORT)
}

async function holderOf(tx: PeopleTransaction, id: string): Promise<AccountTable> {
  const account = await tx.accounts.byId(id)
  if (account) return account
  throw changedMeanwhile()
}

function changedMeanwhile(): Refusal {
  return new Refusal('wrong-login', {
    vi: 'Tài khoản vừa được thay đổi ở nơi khác: hãy đăng nhập lại.',
    en: 'The account has been changed elsewhere: log in again.',
  })
}

function factorNeeded(): Refusal {
  return new Refusal('factor-needed', {
    vi: 'Vai trò của tài khoản này cần xác thực hai bước; chỉ thay được bằng mã khác. Mất điện thoại và mã dự phòng: nhờ nơi cấp.',
    en: 'The role of this account needs a second factor; it can only be replaced. Without phone and recovery codes ask where it was issued.',
  })
}

function noFactor(): Refusal {
  return new Refusal('wrong-state', {
    vi: 'Tài khoản chưa có xác thực hai bước.',
    en: 'The account has no second factor.',
  })
}

function noDemo(): Refusal {
  return new Refusal('account-not-usable', {
    vi: 'Tài khoản minh hoạ không đổi được mật khẩu hay xác thực hai bước.',
    en: 'Password and second factor of an account of the demonstration cannot be changed.',
  })
}

function unknownItem(id: string): Refusal {
  return new Refusal('unknown-item', {
    vi: `Không có phiên hay thiết bị "${id.slice(0, 40)}".`,
    en: `There is no session or device "${id.slice(0, 40)}".`,
  })
}

import { randomUUID } from 'node:crypto'
import type { AccountTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import { Refusal } from '../../refusal.ts'
import { isUsable } from '../actor-of-account.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import { LONGEST_PASSWORD } from './good-password.ts'
import type { Lane, PasswordHashing } from './password-hashing.ts'
import { type SecondFactor, wrongCode } from './second-factor.ts'
import { isGuarded, type LiveSession, type Sessions } from './sessions.ts'

export interface LoginParts {
  readonly people: PeopleStore
  readonly hashing: PasswordHashing
  readonly factor: SecondFactor
  readonly sessions: Sessions
  readonly now?: (() => Date) | undefined
}

/** A device as a request shows it. */
export interface ShownDevice {
  readonly hash: string
  /** What it is called where its holder sees it. */
  readonly label: string
}

export interface LoginTry {
  readonly login: string
  readonly password: string
  readonly lane: Lane
  readonly device: ShownDevice
  /** Whether accounts of the demonstration may come in from there. */
  readonly mayUseDemo: boolean
}

/** A session that was opened, or that waits for a second factor. */
export interface Entered {
  readonly token: string
  readonly state: 'open' | 'factor'
}

/** Devices that are kept of one account. */
const MOST_DEVICES = 50

/** Logging in and out. What tells a login that exists from one that does not is said to nobody without its password. */
export class Login {
  readonly #parts: LoginParts

  constructor(parts: LoginParts) {
    this.#parts = parts
  }

  /** Whether an account of a login has logged in from a device before. */
  knows(login: string, device: string): Promise<boolean> {
    return this.#parts.people.read(({ devices }) => devices.isKnown(loginName(login), device))
  }

  /** As {@link knows}, by the account. */
  async knowsDevice(account: string, device: string): Promise<boolean> {
    const known = await this.#parts.people.read(({ devices }) => devices.of(account))
    return known.some(({ hash }) => hash === device)
  }

  /**
   * Opens a session by a password. Throws {@link Refusal}: `wrong-login`, the same for a login that is not there; after the right
   * password `account-not-usable`; `login-busy`.
   */
  async enter({ login, password, lane, device, mayUseDemo }: LoginTry): Promise<Entered> {
    const { people, hashing, sessions } = this.#parts
    const account = await people.read(({ accounts }) => accounts.byLogin(loginName(login)))
    const fits = password.length <= LONGEST_PASSWORD * 2
    if (!(await hashing.verify(fits ? account?.password : null, fits ? password : '', lane)) || !account)
      throw wrongLogin()
    return people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const known = await tx.accounts.byId(account.id)
      // It was changed while this one was being hashed.
      if (!known || known.password !== account.password) throw wrongLogin()
      await mustBeUsable(tx, known, mayUseDemo, now)
      if (known.factor !== null) {
        const opening = { account: known.id, device: device.hash, factor: 'pending' }
        return { token: await sessions.open(tx, opening, now), state: 'factor' }
      }
      return { token: await this.#open(tx, known, device, 'none', now), state: 'open' }
    })
  }

  /**
   * Opens a session for somebody whom another provider has proven. Throws {@link Refusal} `account-not-usable`.
   *
   * @param strong whether that was done in a way that counts as a second factor
   */
  enterProven(id: string, strong: boolean, device: ShownDevice): Promise<Entered> {
    const { people, sessions } = this.#parts
    return people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const account = await tx.accounts.byId(id)
      if (!account) throw wrongLogin()
      await mustBeUsable(tx, account, false, now, strong)
      if (account.factor === null || strong)
        return { token: await this.#open(tx, account, device, strong ? 'oidc' : 'none', now), state: 'open' }
      const opening = { account: id, device: device.hash, factor: 'pending' }
      return { token: await sessions.open(tx, opening, now), state: 'factor' }
    })
  }

  /**
   * Opens a session in the place of one that waits for a second factor. Throws {@link Refusal} `wrong-code`; what was tried is
   * noted.
   */
  async showCode(waiting: LiveSession, code: string, device: ShownDevice): Promise<Entered> {
    const { people, factor } = this.#parts
    const token = await people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const account = await tx.accounts.byId(waiting.account)
      if (!account || !isUsable(account, now) || (await tx.sessions.byHash(waiting.hash, now)) === undefined)
        throw wrongCode()
      const shown = await factor.take(tx, account, code, now)
      if (shown === undefined) {
        await noteOf(tx, undefined, { ...whoseOf(account), action: 'wrong-code' }, now)
        return undefined
      }
      await tx.sessions.end(waiting.hash)
      return this.#open(tx, account, device, shown, now)
    })
    // Thrown behind the transaction, which keeps that it was tried.
    if (token === undefined) throw wrongCode()
    return { token, state: 'open' }
  }

  /** Tells the holder of an account that a second factor was tried in vain after the right password. */
  async tellWrongCodes(account: string): Promise<void> {
    await this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      await tx.roster.addNotice({
        ...{ id: randomUUID(), account, kind: 'wrong-code', at: now.toISOString(), shown_at: null },
      })
    })
  }

  /** Ends a session. */
  async leave({ hash, account }: Pick<LiveSession, 'hash' | 'account'>): Promise<void> {
    await this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const row = await tx.accounts.byId(account)
      if ((await tx.sessions.end(hash)) && row)
        await noteOf(tx, undefined, { ...whoseOf(row), action: 'logout' }, now)
    })
  }

  async #open(
    tx: PeopleTransaction,
    account: AccountTable,
    { hash, label }: ShownDevice,
    factor: string,
    now: Date,
  ): Promise<string> {
    await tx.devices.seen({ account: account.id, hash, label }, now, MOST_DEVICES)
    await noteOf(tx, undefined, { ...whoseOf(account), action: 'login', details: { factor } }, now)
    return this.#parts.sessions.open(tx, { account: account.id, device: hash, factor }, now)
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date()
  }
}

/** A login as it is kept. */
export function loginName(login: string): string {
  return login.trim().toLowerCase().slice(0, 80)
}

function whoseOf({ id, person, office }: AccountTable) {
  return { account: id, person, office, subject: id }
}

/** Throws {@link Refusal} `account-not-usable`; only who has shown the password is told why. */
async function mustBeUsable(
  tx: PeopleTransaction,
  account: AccountTable,
  mayUseDemo: boolean,
  now: Date,
  strong = false,
): Promise<void> {
  if (account.state === 'asleep')
    throw notUsable(
      'Tài khoản chờ một người khác của cơ quan mở: đọc cho người ấy từ xác nhận đã hiện khi kích hoạt.',
      'The account waits for another person of the office: read the word to him that was shown at activation.',
    )
  if (!isUsable(account, now))
    throw notUsable(
      `Tài khoản đã khoá hoặc ngoài hạn (${account.valid_from} – ${account.valid_to}): hãy liên hệ nơi cấp.`,
      `The account is suspended or out of its dates (${account.valid_from} – ${account.valid_to}): ask where it was issued.`,
    )
  if (account.demo === 1) {
    if (mayUseDemo) return
    throw notUsable(
      'Tài khoản minh hoạ chỉ vào được từ chính máy chủ, không qua proxy (hoặc đặt DEMO_ACCOUNTS=1).',
      'Accounts of the demonstration come in from the server’s own machine alone, past no proxy (or set DEMO_ACCOUNTS=1).',
    )
  }
  const { roles } = await tx.accounts.rightsOf(account.id)
  if (!strong && account.factor === null && isGuarded(roles.map(({ role }) => role)))
    throw notUsable(
      'Vai trò này cần xác thực hai bước mà tài khoản chưa có: hãy xin phiếu mới.',
      'The role needs a second factor, which the account has not: ask for a new slip.',
    )
}

function wrongLogin(): Refusal {
  return new Refusal('wrong-login', {
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng.',
    en: 'The login or the password is wrong.',
  })
}

function notUsable(vi: string, en: string): Refusal {
  return new Refusal('account-not-usable', { vi, en })
}

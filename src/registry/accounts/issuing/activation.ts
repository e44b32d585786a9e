import { dayOf } from '../../../chains/day-of.ts'
import type { AccountTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import { GUARDED_ROLES, type Role } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { endDemoAccounts } from '../login/demo-accounts.ts'
import type { FactorBegun, SecondFactor } from '../login/second-factor.ts'
import { momentOf } from '../moment-of.ts'
import { newWord, tokenHash, wordHash } from '../secret-token.ts'
import { newId } from './issuing-guards.ts'

export interface CredentialParts {
  /** Makes what is kept of a password (PHC string); throws {@link Refusal} for one that may not be used. */
  readonly hashPassword: (text: string, login: string) => Promise<string>
  /** Undefined where no second factor is asked for. */
  readonly factor: SecondFactor | undefined
}

export interface ActivationParts extends CredentialParts {
  readonly people: PeopleStore
  readonly now?: (() => Date) | undefined
}

/** What somebody sets with a slip or a link: a password, and for guarded roles the setup of a second factor with a code of it. */
export interface Credentials {
  readonly password: string
  readonly setup?: string | undefined
  readonly code?: string | undefined
}

/** An account that has its password; `word` is what a second person of the office confirms. */
export interface Activated {
  readonly login: string
  readonly state: 'active' | 'asleep'
  readonly word?: string
  /** Recovery codes of the second factor, shown this once. */
  readonly recovery_codes?: readonly string[]
}

/** What a slip that can be used is for. */
export interface OpenSlip {
  readonly login: string
  /** Whether a second factor is to be set. */
  readonly needsFactor: boolean
}

/** Hours for which a second person may wake an account. */
const WAKE_LASTS = 7 * 24 * 3_600_000

/** With a slip its holder sets a password; accounts with guarded roles then sleep. */
export class Activation {
  readonly #parts: ActivationParts

  constructor(parts: ActivationParts) {
    this.#parts = parts
  }

  /** What a slip is for. Throws {@link Refusal} `slip-over`, the same for one that was used, has expired or never was. */
  look(token: string): Promise<OpenSlip & { readonly id: string }> {
    return this.#parts.people.read(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const slip = await tx.slips.open(tokenHash(token), now)
      if (slip?.purpose !== 'activate') throw slipOver()
      const { id, login, guarded, factor } = await this.#account(tx, slip.account, now)
      const needsFactor = guarded && factor === null && this.#parts.factor !== undefined
      return { id, login, needsFactor }
    })
  }

  /** A new secret for a second factor, bound to the slip. Throws {@link Refusal} `slip-over`. */
  async begin(token: string): Promise<FactorBegun | undefined> {
    const { login } = await this.look(token)
    return this.#parts.factor?.begin(tokenHash(token), login)
  }

  /** Uses a slip up. Throws {@link Refusal} `slip-over`. */
  async activate(token: string, credentials: Credentials): Promise<Activated> {
    const hash = tokenHash(token)
    // Who has no slip does not make the server hash.
    const account = await this.look(token)
    const { hashed, factor } = await checkedCredentials(this.#parts, hash, account, credentials)
    return this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const slip = await tx.slips.use(hash, now)
      if (slip?.purpose !== 'activate') throw slipOver()
      const { id, login, person, office, guarded, roles } = await this.#account(tx, slip.account, now)
      const word = guarded ? newWord() : undefined
      const state = guarded ? ('asleep' as const) : ('active' as const)
      const set = {
        state,
        password: hashed,
        wake: word === undefined ? null : wordHash(word),
        ...factor,
      }
      await tx.accounts.change(id, USABLE, set, now)
      await endDemoAccounts(tx, now)
      // Whoever was logged in with the former password is so no longer; the keys of programs stay.
      await tx.roster.endLogins(id)
      await tx.roster.addNotice({
        id: newId(),
        account: id,
        kind: 'password-set',
        at: now.toISOString(),
        shown_at: null,
      })
      await tx.approvals.expire(id, 'wake', now)
      if (guarded)
        await tx.approvals.add({
          id: newId(),
          kind: 'wake',
          subject: id,
          office,
          details: JSON.stringify({
            issuers: [...new Set([slip.created_by, ...roles.map(({ granted_by }) => granted_by)])],
          }),
          account: id,
          person: person as string,
          state: 'open',
          settled_account: null,
          settled_person: null,
          created_at: now.toISOString(),
          expires_at: new Date(now.getTime() + WAKE_LASTS).toISOString(),
          settled_at: null,
        })
      await noteOf(
        tx,
        undefined,
        { action: 'account-activated', account: id, person, office, subject: id, details: { state } },
        now,
      )
      const codes = factor && (await this.#parts.factor?.renewRecoveryCodes(tx, id))
      return { login, state, ...(word !== undefined && { word }), ...(codes && { recovery_codes: codes }) }
    })
  }

  async #account(tx: PeopleTransaction, id: string | null, now: Date) {
    const account = id === null ? undefined : await tx.accounts.byId(id)
    if (
      !account ||
      !USABLE.includes(account.state) ||
      account.person === null ||
      account.valid_to < dayOf(now)
    )
      throw slipOver()
    const { roles } = await tx.accounts.rightsOf(account.id)
    const guarded = roles.some(({ role }) => GUARDED_ROLES.has(role as Role))
    return { ...account, roles, guarded }
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date()
  }
}

/** States of accounts that a slip may be used for. */
const USABLE: readonly AccountTable['state'][] = ['checked', 'asleep', 'active']

/** The hash of a password, and the second factor where one is needed. Throws {@link Refusal} `missing-particulars`. */
export async function checkedCredentials(
  { hashPassword, factor: setup }: CredentialParts,
  about: string,
  { login, needsFactor }: { readonly login: string; readonly needsFactor: boolean },
  { password, setup: begun, code }: Credentials,
) {
  const shown = begun !== undefined && code !== undefined ? { setup: begun, code } : undefined
  if (needsFactor && shown === undefined)
    throw new Refusal('missing-particulars', {
      vi: 'Vai trò này cần xác thực hai bước: gửi thêm setup và code.',
      en: 'This role needs a second factor: send setup and code too.',
    })
  // The code first: a wrong one is told at once.
  const factor = needsFactor && shown ? await setup?.confirm(about, shown) : undefined
  return { hashed: await hashPassword(password, login), factor }
}

export function slipOver(): Refusal {
  return new Refusal('slip-over', {
    vi: 'Phiếu hoặc liên kết không đúng, đã dùng hoặc đã hết hạn. Hãy xin phiếu mới ở nơi đã cấp.',
    en: 'The slip or link is wrong, was used or has expired. Ask for a new one where it was issued.',
  })
}

import { dayOf } from '../../../chains/day-of.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import type { Actor } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import { randomLetters } from '../secret-token.ts'
import { dayAfter, YEAR } from './account-draft.ts'
import { askApproval } from './approvals.ts'
import { accountInCareOf, accountSeenBy, type KnownAccount, mustBeInState, newId } from './issuing-guards.ts'

/** Why an account is suspended. */
export const SUSPENSIONS = ['left', 'absent', 'stolen', 'misuse', 'other'] as const
export type SuspensionReason = (typeof SUSPENSIONS)[number]

export interface AccountCareParts {
  readonly people: PeopleStore
  /** Notes what a restore must not bring back. */
  readonly note: (kind: 'suspended', account: string) => void
  readonly now?: (() => Date) | undefined
}

/** Accounts as they go on: suspended, handed over, reviewed each year, without their second factor. */
export class AccountCare {
  readonly #parts: AccountCareParts

  constructor(parts: AccountCareParts) {
    this.#parts = parts
  }

  /**
   * Ends its sessions, slips and keys at once, and what it has asked others to agree to; a new slip opens it again. Throws
   * {@link Refusal}.
   */
  async suspend(actor: Actor, id: string, reason: SuspensionReason): Promise<void> {
    await this.#write(async (tx, now) => {
      const account = await this.#suspendable(tx, actor, id, now)
      mustBeInState(account, ['checked', 'asleep', 'active', 'suspended'], 'suspend')
      await tx.accounts.change(id, [account.state], { state: 'suspended', wake: null }, now)
      await this.#endUse(tx, actor, id, now)
      await noteOf(tx, actor, { action: 'account-suspended', subject: id, details: { reason } }, now)
    })
    this.#parts.note('suspended', id)
  }

  /**
   * Ends an account and opens one for a successor, who has its office, roles and areas, and waits for an identity check. Keys end
   * with the one who knows them; their names are told, as programs need new ones of the successor. Throws {@link Refusal}.
   */
  async handOver(actor: Actor, id: string): Promise<{ id: string; login: string; keys: readonly string[] }> {
    const successor = await this.#write(async (tx, now) => {
      const account = await accountInCareOf(tx, actor, id)
      mustBeInState(account, ['checked', 'asleep', 'active', 'suspended'], 'hand-over')
      await this.#mustNotBeLast(tx, account, now)
      const today = dayOf(now)
      const at = now.toISOString()
      const next = {
        ...account,
        id: newId(),
        person: null,
        login: `${account.roles[0] ?? 'a'}-${randomLetters(8)}`,
        state: 'requested' as const,
        ...{ password: null, factor: null, factor_step: null, wake: null, reviewed_at: null },
        ...{ identity_how: null, identity_by: null, identity_at: null },
        ...{ valid_from: today, valid_to: dayAfter(today, YEAR - 1) },
        ...{ created_by: actor.account, created_at: at, changed_at: at },
      }
      const { roles: _, ...row } = next
      const { roles, areas } = await tx.accounts.rightsOf(id)
      await tx.accounts.add(row, {
        roles: roles.map((role) => ({ ...role, account: next.id, granted_by: null, granted_at: at })),
        areas: areas.map((area) => ({ ...area, account: next.id })),
      })
      await tx.accounts.change(
        id,
        [account.state],
        { state: 'ended', password: null, factor: null, wake: null },
        now,
      )
      const keys = await this.#endUse(tx, actor, id, now)
      await tx.roster.endFactor(id)
      // The head's place is the office's, and goes on to who comes after.
      if ((await tx.offices.byId(account.office))?.head === id)
        await tx.offices.setHead(account.office, next.id)
      await noteOf(tx, actor, { action: 'account-handed-over', subject: id, details: { to: next.id } }, now)
      return { id: next.id, login: next.login, keys: keys.map(({ name }) => name) }
    })
    this.#parts.note('suspended', id)
    return successor
  }

  /** Says that the account is still needed; it goes on until a day, a year from now at most. Throws {@link Refusal}. */
  review(actor: Actor, id: string, validTo?: string): Promise<{ valid_to: string }> {
    return this.#write(async (tx, now) => {
      const account = await accountInCareOf(tx, actor, id)
      mustBeInState(account, ['checked', 'asleep', 'active', 'suspended'], 'review')
      const today = dayOf(now)
      const last = dayAfter(today, YEAR)
      const valid_to = validTo ?? dayAfter(today, YEAR - 1)
      if (valid_to < today || valid_to > last)
        throw new Refusal('findings', {
          vi: `valid_to ${valid_to} phải từ ${today} đến ${last}.`,
          en: `valid_to ${valid_to} must be from ${today} to ${last}.`,
        })
      await tx.accounts.change(id, [account.state], { valid_to, reviewed_at: now.toISOString() }, now)
      await noteOf(tx, actor, { action: 'account-reviewed', subject: id, details: { valid_to } }, now)
      return { valid_to }
    })
  }

  /** Asks another person to agree that the second factor goes. Throws {@link Refusal}. */
  factorReset(actor: Actor, id: string): Promise<{ approval: string }> {
    return this.#write(async (tx, now) => {
      const account = await accountInCareOf(tx, actor, id)
      mustBeInState(account, ['asleep', 'active'], 'factor-reset')
      const asked = { kind: 'factor-reset', subject: id, office: account.office }
      return { approval: (await askApproval(tx, actor, asked, now)).id }
    })
  }

  /** Suspends again what was suspended after a backup was made; false where the backup knows, or has no such account. */
  suspendAgain(id: string, at: string): Promise<boolean> {
    return this.#write(async (tx, now) => {
      const account = await tx.accounts.byId(id)
      if (!account || account.changed_at >= at || account.state === 'ended') return false
      await tx.accounts.change(id, [account.state], { state: 'suspended', wake: null }, now)
      await this.#endUse(tx, undefined, id, now)
      await noteOf(
        tx,
        undefined,
        { action: 'account-suspended', subject: id, details: { reason: 'restore' } },
        now,
      )
      return true
    })
  }

  /** Whoever may grant what an account has may suspend it, and an administrator any. */
  async #suspendable(tx: PeopleTransaction, actor: Actor, id: string, now: Date): Promise<KnownAccount> {
    const account = actor.roles.has('administrator')
      ? await accountSeenBy(tx, actor, id)
      : await accountInCareOf(tx, actor, id)
    await this.#mustNotBeLast(tx, account, now)
    return account
  }

  /** Ends all by which an account acts, and what it has asked others to agree to; returns its keys. */
  async #endUse(tx: PeopleTransaction, actor: Actor | undefined, id: string, now: Date) {
    await tx.roster.endLogins(id)
    await tx.approvals.expireAskedBy(id, now)
    const keys = await tx.apiKeys.revokeOf(id, now)
    for (const { id: subject } of keys) await noteOf(tx, actor, { action: 'key-revoked', subject }, now)
    return keys
  }

  async #mustNotBeLast(tx: PeopleTransaction, { id, roles }: KnownAccount, now: Date): Promise<void> {
    if (!roles.includes('administrator')) return
    const others = (await tx.roster.activeWith('administrator', dayOf(now))).filter((one) => one.id !== id)
    if (others.length > 0) return
    throw new Refusal('last-administrator', {
      vi: 'Không khoá hay bàn giao quản trị viên cuối cùng: hãy cấp thêm một người trước, hoặc dùng npm run admin.',
      en: 'The last administrator is not suspended or handed over: issue another one first, or use npm run admin.',
    })
  }

  #write<T>(work: (tx: PeopleTransaction, now: Date) => Promise<T>): Promise<T> {
    return this.#parts.people.write(async (tx) =>
      work(tx, await momentOf(tx, this.#parts.now?.() ?? new Date())),
    )
  }
}

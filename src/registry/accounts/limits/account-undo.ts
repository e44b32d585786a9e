import { randomUUID } from 'node:crypto'
import { isHidden } from '../../../store/layout/address-status.ts'
import type { AuditTable } from '../../../store/people/audit/audit-tables.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import type { StoredVersion } from '../../../store/registry/address-version.ts'
import type { RegistryStore, RegistryTransaction } from '../../../store/registry/registry-store.ts'
import { detailsOf, mustBeFilled, mustHaveRole, wrongState } from '../../actions/guards.ts'
import { backInHamlet } from '../../actions/hamlet-of-address.ts'
import { mustBeFree } from '../../actions/identifier-guards.ts'
import { chainOf, makeVersion } from '../../actions/make-version.ts'
import { makeVersions } from '../../actions/make-versions.ts'
import type { Actor } from '../../actor.ts'
import { NATIONAL_CODE } from '../../identifier-schemes.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'

/** What is to be taken back of an account, since a moment, ISO 8601 in UTC. */
export interface AccountUndoDraft {
  readonly since: string
  readonly reason?: string | undefined
}

/** What became of an account's work. */
export interface AccountUndone {
  readonly undone: number
  /** Proposals that nobody had settled. */
  readonly withdrawn: number
  /** Ids of addresses, hamlets and streets that somebody must look at: changed since, or never taken back by themselves. */
  readonly left: readonly string[]
  /** What it did since with accounts, contacts and keys, the newest first, {@link MOST_ACTS} at most: none of it is taken back. */
  readonly acts: readonly Pick<AuditTable, 'number' | 'at' | 'action' | 'subject'>[]
}

export interface AccountUndoParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly now?: () => Date
}

/** The way back of an address: its last version, and what it says from now on. */
interface Way {
  readonly previous: StoredVersion
  readonly next: StoredVersion
}

export const MOST_ACTS = 500
/** Addresses whose earlier versions are read together. */
const TURN = 500

/**
 * Taking back what an account did that was stolen or misused. Addresses go back to the version before its work, whoever
 * certified that; what it created, and was public, stays retired by its id and code.
 */
export class AccountUndo {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #now: () => Date

  constructor({ store, people, now = () => new Date() }: AccountUndoParts) {
    this.#store = store
    this.#people = people
    this.#now = now
  }

  /**
   * Takes back, as one event a commune, all that an account did since a moment and nobody has changed since. Done again it
   * goes on where it was cut off. Throws {@link Refusal}: `unknown-account`, `wrong-state` while the account may still write.
   */
  async undo(actor: Actor, account: string, { since, reason }: AccountUndoDraft): Promise<AccountUndone> {
    mustMayUndo(actor, reason)
    await this.#mustBeOver(account)
    const now = this.#now()
    const { undone, left } = await this.#store.write((tx) =>
      this.#takeBack(tx, actor, account, { since, reason }, now),
    )
    return this.#people.write(async (tx) => {
      const ended_at = now.toISOString()
      let withdrawn = 0
      for (const id of await tx.proposals.openBy(account, since)) {
        if (!(await tx.proposals.lead(id, ['open', 'returned'], 'withdrawn', { ended_at }))) continue
        await tx.contacts.deleteDeclared(id)
        withdrawn++
      }
      const details = { since, undone, withdrawn, left: left.length }
      await noteOf(tx, actor, { action: 'account-undone', subject: account, details }, now)
      const all = await tx.audit.list({ account, since, limit: MOST_ACTS })
      const acts = all.map(({ number, at, action, subject }) => ({ number, at, action, subject }))
      return { undone, withdrawn, left, acts }
    })
  }

  async #mustBeOver(id: string): Promise<void> {
    const account = await this.#people.read(({ accounts }) => accounts.byId(id))
    if (account === undefined)
      throw new Refusal('unknown-account', {
        vi: `Không có tài khoản nào mang id "${id}".`,
        en: `No account has the id "${id}".`,
      })
    if (account.state !== 'suspended' && account.state !== 'ended') throw wrongState(account.state, 'undone')
  }

  async #takeBack(
    tx: RegistryTransaction,
    actor: Actor,
    account: string,
    { since, reason }: AccountUndoDraft,
    now: Date,
  ): Promise<{ undone: number; left: string[] }> {
    const events = await tx.work.events(account, since)
    const own = new Set(events.map(({ fid }) => fid))
    const redacted = new Set(
      events.filter(({ action }) => action === 'redacted').map(({ subject }) => subject),
    )
    const uids = await tx.work.addresses(account, since)
    const present = await tx.sets.hold(uids)
    const left = [...(await tx.work.components(account, since)), ...uids.filter((uid) => !present.has(uid))]
    const ways: Way[] = []
    for (let at = 0; at < uids.length; at += TURN) {
      const some = uids.slice(at, at + TURN).flatMap((uid) => present.get(uid) ?? [])
      const earlier = await tx.work.earlier(some.map(({ uid }) => uid))
      for (const previous of some) {
        if (await isTakenBack(tx, previous, account)) continue
        const way = redacted.has(previous.uid)
          ? undefined
          : wayBack(previous, earlier.get(previous.uid) ?? [], own)
        if (way !== undefined && (await isOpen(tx, way)))
          ways.push({ previous, next: way.next === previous ? previous : await backInHamlet(tx, way.next) })
        else left.push(previous.uid)
      }
    }
    const moved = ways.filter(({ previous, next }) => next !== previous)
    const facts = { action: 'batch-undone', actor, reason, details: { undone_account: account, since } }
    // What stands beside the columns changes with one version alone.
    const together = moved.filter(({ previous, next }) => next.supplements === previous.supplements)
    await makeVersions(tx, together, { ...facts, id: randomUUID() }, now)
    for (const { previous, next } of moved) {
      if (next.supplements === previous.supplements) continue
      const held = await tx.supplements.at(previous.uid, next.revision)
      await makeVersion(tx, previous, { ...next, held }, { ...facts, action: 'undone' }, now)
    }
    return { undone: moved.length, left: left.sort() }
  }
}

/** Throws {@link Refusal} unless an actor may take back what an account did, and says why: `not-your-role`, `missing-particulars`. */
export function mustMayUndo(actor: Actor, reason: string | undefined): void {
  mustHaveRole(actor, ['administrator'], 'account-undone')
  mustBeFilled({ action: 'account-undone', needs: ['reason'] }, { reason })
}

/** Back over all of the account's versions to the one before; undefined where somebody else was the last to write. */
function wayBack(
  previous: StoredVersion,
  earlier: readonly StoredVersion[],
  own: ReadonlySet<number>,
): Way | undefined {
  const isOwn = ({ event }: StoredVersion) => event !== null && own.has(event)
  if (!isOwn(previous)) return undefined
  const before = earlier.findLast((version) => !isOwn(version))
  if (before !== undefined && (!isHidden(before) || isHidden(previous))) return { previous, next: before }
  // What was public and is withdrawn stays, by its id and code.
  const next =
    previous.status === 'retired' ? previous : { ...previous, status: 'retired' as const, successor: null }
  return { previous, next }
}

/** Whether the last event is that by which it was taken back. */
async function isTakenBack(
  tx: RegistryTransaction,
  { event }: StoredVersion,
  account: string,
): Promise<boolean> {
  const last = event === null ? undefined : await tx.chains.byRow(event)
  return last !== undefined && detailsOf(last).undone_account === account
}

/** Whether nothing stands in the way: its commune is one of today, its national code is nobody else's. */
async function isOpen(tx: RegistryTransaction, { previous, next }: Way): Promise<boolean> {
  try {
    await chainOf(tx, next.commune_code)
    if (next.ndas !== null && next.ndas !== previous.ndas)
      await mustBeFree(tx, NATIONAL_CODE, next.ndas, next.uid)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

import type { SessionTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import { type Actor, GUARDED_ROLES } from '../../actor.ts'
import { actorOfAccount } from '../actor-of-account.ts'
import { momentOf } from '../moment-of.ts'
import { newToken, tokenHash } from '../secret-token.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long a session lasts, and how long it may lie unused: shorter for accounts with guarded roles. */
const LASTS = { guarded: 12 * HOUR, others: 30 * 24 * HOUR }
const IDLE = { guarded: 2 * HOUR, others: 7 * 24 * HOUR }
/** How long a password that was right waits for its second factor. */
const PENDING_LASTS = 10 * MINUTE
/** How old the note of a session's last use may become. */
const SEEN_EVERY = MINUTE
/** Sessions of one account; the one that was used least recently ends. */
const MOST_SESSIONS = 20

/** A session, or a login that waits for its second factor: then there is no actor yet. */
export interface LiveSession {
  readonly hash: string
  readonly account: string
  readonly device: string | null
  readonly actor: Actor | undefined
  /** Of an account of the demonstration. */
  readonly demo: boolean
  /** By what the second factor was shown; `pending` while it waits. */
  readonly factor: string
  /** ISO 8601 in UTC. */
  readonly expires_at: string
}

/** What a session is opened with. */
export interface Opening {
  readonly account: string
  readonly device: string | null
  /** By what the second factor was shown; `pending` while it waits. */
  readonly factor: string
}

/** Sessions, known by 256 random bits of which a hash is kept. Each login makes a new one. */
export class Sessions {
  readonly #people: PeopleStore
  readonly #now: () => Date

  constructor(people: PeopleStore, now: () => Date = () => new Date()) {
    this.#people = people
    this.#now = now
  }

  /** Opens one within a transaction; returns its token. */
  async open(tx: PeopleTransaction, { account, device, factor }: Opening, now: Date): Promise<string> {
    const token = newToken()
    const lasts = factor === 'pending' ? PENDING_LASTS : LASTS[await kindOf(tx, account)]
    const at = now.toISOString()
    await tx.sessions.deleteOver(now)
    for (const { hash } of (await tx.sessions.of(account, now)).slice(MOST_SESSIONS - 1))
      await tx.sessions.end(hash)
    await tx.sessions.add({
      ...{ hash: tokenHash(token), account, device, factor, created_at: at, seen_at: at },
      expires_at: new Date(now.getTime() + lasts).toISOString(),
    })
    return token
  }

  /** What a token is of; undefined where it has ended, lay unused too long, or its account may not be used now. */
  async of(token: string): Promise<LiveSession | undefined> {
    const hash = tokenHash(token)
    const found = await this.#people.read(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const session = await tx.sessions.byHash(hash, now)
      const account = session && (await tx.accounts.byId(session.account))
      if (!session || !account) return undefined
      const actor = actorOfAccount(account, await tx.accounts.rightsOf(account.id), now)
      if (!actor || isIdle(session, actor, now)) return undefined
      return { session, actor, demo: account.demo === 1, now }
    })
    if (!found) return undefined
    const { session, actor, demo, now } = found
    const isPending = session.factor === 'pending'
    if (!isPending && now.getTime() - Date.parse(session.seen_at) > SEEN_EVERY)
      await this.#people.write((tx) => tx.sessions.seen(hash, now))
    const { account, device, factor, expires_at } = session
    return { hash, account, device, factor, expires_at, demo, actor: isPending ? undefined : actor }
  }
}

async function kindOf(tx: PeopleTransaction, account: string): Promise<keyof typeof LASTS> {
  const { roles } = await tx.accounts.rightsOf(account)
  return isGuarded(roles.map(({ role }) => role)) ? 'guarded' : 'others'
}

function isIdle({ seen_at, factor }: SessionTable, { roles }: Actor, now: Date): boolean {
  const idle = IDLE[isGuarded([...roles]) ? 'guarded' : 'others']
  return factor !== 'pending' && now.getTime() - Date.parse(seen_at) > idle
}

/** Whether one of some roles needs a second factor. */
export function isGuarded(roles: readonly string[]): boolean {
  return roles.some((role) => (GUARDED_ROLES as ReadonlySet<string>).has(role))
}

import { randomUUID } from 'node:crypto'
import { dayOf } from '../../../chains/day-of.ts'
import type { Text } from '../../../errors.ts'
import type { ApiKeyTable, ApiKeyUseTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import { mustBeInArea } from '../../actions/guards.ts'
import type { Actor, KeyScope } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { actorOfAccount } from '../actor-of-account.ts'
import { noteOf } from '../audit.ts'
import { tokenHash } from '../secret-token.ts'
import { keyActor } from './key-actor.ts'
import { keyToken } from './key-token.ts'

/** What a key is asked for. */
export interface KeyDraft {
  readonly name: string
  readonly scopes: readonly KeyScope[]
  readonly communes?: readonly string[] | undefined
  /** Thematic layers that it may write; all of the office's without. */
  readonly layers?: readonly string[] | undefined
  /** Pages that may use it; only for reading. */
  readonly origins?: readonly string[] | undefined
  /** Requests a day. */
  readonly quota: number
  /** Last day, `YYYY-MM-DD`. */
  readonly expires: string
}

/** A key as it is told: never what it is made of. */
export interface ToldKey extends Omit<ApiKeyTable, 'hash'> {
  /** The newest first. */
  readonly uses: readonly Pick<ApiKeyUseTable, 'day' | 'count'>[]
}

/** A key that may be used now. */
export interface LiveKey {
  readonly key: ApiKeyTable
  readonly actor: Actor
}

/** Keys of an account that have not ended. */
export const MAX_KEYS = 20
/** Days for which a key may be made, for which its use is told, and for which it is kept when it has ended. */
const LONGEST = 366
const TOLD = 30
const KEPT = 90
const DAY = 86_400_000

/** Keys for programs: made by an account for its office, shown once, and over when the account is. */
export class ApiKeys {
  readonly #people: PeopleStore
  readonly #now: () => Date
  readonly #note: (key: string) => void

  /** @param note notes what a restore must not bring back */
  constructor(
    people: PeopleStore,
    now: () => Date = () => new Date(),
    note: (key: string) => void = () => {},
  ) {
    this.#people = people
    this.#now = now
    this.#note = note
  }

  /**
   * Makes a key, which is told here and nowhere else. Throws {@link Refusal}: `not-your-role` for an account of the
   * demonstration, `outside-area`, `findings`, `too-many-keys`.
   */
  async create(actor: Actor, draft: KeyDraft): Promise<{ key: ApiKeyTable; token: string }> {
    const now = this.#now()
    mustBeSound(actor, draft, now)
    for (const commune_code of draft.communes ?? []) mustBeInArea(actor, { commune_code, hamlet_uid: null })
    const { name, scopes, communes, layers, origins, quota, expires } = draft
    const token = keyToken()
    const key: ApiKeyTable = {
      id: randomUUID(),
      hash: tokenHash(token),
      name,
      office: actor.office,
      account: actor.account,
      scopes: scopes.join(' '),
      communes: communes?.join(' ') ?? null,
      layers: layers?.join(' ') ?? null,
      origins: origins?.join(' ') ?? null,
      quota,
      created_at: now.toISOString(),
      expires_at: expires,
      revoked_at: null,
    }
    await this.#people.write(async (tx) => {
      const account = await tx.accounts.byId(actor.account)
      if (account === undefined || account.demo === 1) throw notForDemonstration()
      await tx.apiKeys.forget(actor.account, daysBefore(now, KEPT))
      const live = (await tx.apiKeys.of(actor.account)).filter((each) => isLive(each, now))
      if (live.length >= MAX_KEYS) throw tooMany()
      await tx.apiKeys.add(key)
      const details = { scopes, communes, layers, origins, quota, expires }
      await noteOf(tx, actor, { action: 'key-made', subject: key.id, details }, now)
    })
    return { key, token }
  }

  /** One's own keys, the newest first, with how often they were used. */
  async list(actor: Actor): Promise<ToldKey[]> {
    const since = daysBefore(this.#now(), TOLD)
    return this.#people.read(async ({ apiKeys }) => {
      const keys = await apiKeys.of(actor.account)
      const uses = await apiKeys.usesSince(
        keys.map(({ id }) => id),
        since,
      )
      return keys.map(({ hash: _, ...key }) => ({
        ...key,
        uses: uses.filter((use) => use.key === key.id).map(({ day, count }) => ({ day, count })),
      }))
    })
  }

  /** Ends a key of one's own, an administrator's any; throws {@link Refusal} `unknown-key`. */
  async revoke(actor: Actor, id: string): Promise<void> {
    const now = this.#now()
    await this.#people.write(async (tx) => {
      const key = await tx.apiKeys.byId(id)
      const may = key?.account === actor.account || actor.roles.has('administrator')
      if (key === undefined || !may)
        throw new Refusal('unknown-key', {
          vi: `Không có khoá API nào mang id "${id}".`,
          en: `No API key has the id "${id}".`,
        })
      if (key.revoked_at !== null) return
      await tx.apiKeys.revoke(id, now)
      await noteOf(tx, actor, { action: 'key-revoked', subject: id }, now)
    })
    this.#note(id)
  }

  /** Who acts with a key; undefined for one that there is not, that has ended, or whose maker's account may not be used. */
  of(token: string): Promise<LiveKey | undefined> {
    const now = this.#now()
    return this.#people.read(async ({ apiKeys, accounts }) => {
      const key = await apiKeys.byHash(tokenHash(token))
      if (key === undefined || !isLive(key, now)) return undefined
      const account = await accounts.byId(key.account)
      const maker = account && actorOfAccount(account, await accounts.rightsOf(account.id), now)
      // Rights stay with the office: a key does not go to another one with its maker.
      return maker?.office === key.office ? { key, actor: keyActor(maker, key) } : undefined
    })
  }
}

function isLive({ revoked_at, expires_at }: ApiKeyTable, now: Date): boolean {
  return revoked_at === null && dayOf(now) <= expires_at
}

function daysBefore(now: Date, days: number): string {
  return dayOf(new Date(now.getTime() - days * DAY))
}

function mustBeSound(actor: Actor, { scopes, layers, origins, expires }: KeyDraft, now: Date): void {
  const last = daysBefore(now, -LONGEST)
  if (scopes.includes('write') && !actor.roles.has('officer') && !actor.roles.has('collector'))
    throw wrong('scopes', {
      vi: 'Khoá ghi (write) chỉ dành cho tài khoản được tạo địa chỉ: collector, officer.',
      en: 'A key that writes is for accounts that create addresses: collector, officer.',
    })
  if (scopes.includes('layers') && !actor.roles.has('agency'))
    throw wrong('scopes', {
      vi: 'Khoá lớp bản đồ (layers) chỉ dành cho tài khoản cơ quan chuyên ngành: agency.',
      en: 'A key for layers is for accounts of agencies.',
    })
  if (layers !== undefined && !scopes.includes('layers'))
    throw wrong('layers', {
      vi: 'layers chỉ đi cùng quyền layers.',
      en: 'layers goes with the scope layers only.',
    })
  if (origins !== undefined && (scopes.includes('write') || scopes.includes('layers')))
    throw wrong('origins', {
      vi: 'Khoá ghi (write, layers) không dùng trong trang web: bỏ origins.',
      en: 'A key that writes is not for pages: leave origins out.',
    })
  if (expires < dayOf(now) || expires > last)
    throw wrong('expires', {
      vi: `expires "${expires}" phải từ hôm nay đến ${last}.`,
      en: `expires "${expires}" must be from today to ${last}.`,
    })
}

function wrong(path: string, message: Text): Refusal {
  return new Refusal('findings', message, {
    findings: [{ rule: 'api-key', severity: 'error', path, message }],
  })
}

function notForDemonstration(): Refusal {
  return new Refusal('not-your-role', {
    vi: 'Tài khoản minh hoạ không tạo khoá API.',
    en: 'An account of the demonstration makes no API keys.',
  })
}

function tooMany(): Refusal {
  return new Refusal('too-many-keys', {
    vi: `Tài khoản đã có ${MAX_KEYS} khoá API còn hiệu lực; hãy thu hồi bớt.`,
    en: `The account has ${MAX_KEYS} live API keys; revoke some.`,
  })
}

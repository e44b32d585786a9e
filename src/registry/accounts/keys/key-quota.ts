import { dayOf } from '../../../chains/day-of.ts'
import { startOfDay } from '../../../chains/start-of-day.ts'
import type { ApiKeyTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import { noteOf } from '../audit.ts'

/** Requests of a key that are counted here before they are noted: so many a kill may lose. */
const NOTED_TOGETHER = 20
/** Milliseconds after which fewer are noted too. */
const NOTED_AFTER = 10_000
/** Keys whose counts are held. */
const MOST_KEYS = 10_000
const DAY = 86_400_000

/** What is left of a key's requests on a day. */
export interface QuotaLeft {
  /** Negative where the request is one too many. */
  readonly left: number
  /** Seconds until the next day at +07:00. */
  readonly reset: number
}

/** A key with whose it is. */
type CountedKey = Pick<ApiKeyTable, 'id' | 'quota' | 'account' | 'office'>

interface Count {
  readonly day: string
  total: number
  unsaved: number
  /** Whether it is noted that it was used up. */
  told?: boolean
}

/**
 * Requests of keys a day, counted in memory and noted behind: no request waits for a write. Several processes add to the same
 * sum, which each learns when it notes its own.
 */
export class KeyQuota {
  readonly #people: PeopleStore
  readonly #onError: (error: unknown) => void
  /** The one used longest ago first. */
  readonly #counts = new Map<string, Count>()
  /** Notes of keys that were used up, not written yet. */
  readonly #notes = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined

  constructor(people: PeopleStore, onError: (error: unknown) => void) {
    this.#people = people
    this.#onError = onError
  }

  /** Counts a request, unless it is one too many: the first of those is noted in the audit. */
  async take(key: CountedKey, now: Date): Promise<QuotaLeft> {
    const { id, quota } = key
    const day = dayOf(now)
    const count = this.#of(id, day) ?? (await this.#begin(id, day))
    const reset = Math.ceil((startOfDay(day).getTime() + DAY - now.getTime()) / 1000)
    if (count.total >= quota) {
      if (!count.told) this.#noteBehind(key, day, now)
      count.told = true
      return { left: -1, reset }
    }
    count.total++
    count.unsaved++
    if (count.unsaved >= NOTED_TOGETHER) this.#save(id, count).catch(this.#onError)
    this.#timer ??= setTimeout(() => this.flush().catch(this.#onError), NOTED_AFTER).unref()
    return { left: quota - count.total, reset }
  }

  /** Notes all that was counted, and waits for what is being noted. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const [id, count] of this.#counts) await this.#save(id, count)
    await Promise.all(this.#notes)
  }

  #of(id: string, day: string): Count | undefined {
    const count = this.#counts.get(id)
    if (count?.day !== day) return undefined
    this.#counts.delete(id)
    this.#counts.set(id, count)
    return count
  }

  async #begin(id: string, day: string): Promise<Count> {
    const total = await this.#people.read(({ apiKeys }) => apiKeys.used(id, day))
    const begun = this.#of(id, day)
    if (begun) return begun
    const before = this.#counts.get(id)
    if (before) this.#save(id, before).catch(this.#onError)
    const count = { day, total, unsaved: 0 }
    this.#counts.set(id, count)
    for (const [oldest, left] of this.#counts) {
      if (this.#counts.size <= MOST_KEYS) break
      this.#counts.delete(oldest)
      this.#save(oldest, left).catch(this.#onError)
    }
    return count
  }

  #noteBehind(key: CountedKey, day: string, now: Date): void {
    const note = this.#note(key, day, now)
      .catch(this.#onError)
      .finally(() => this.#notes.delete(note))
    this.#notes.add(note)
  }

  /** Once a day, also where several processes come to it. */
  async #note({ id, quota, account, office }: CountedKey, day: string, now: Date): Promise<void> {
    const since = startOfDay(day).toISOString()
    await this.#people.write(async (tx) => {
      // Held until the end: of two processes the second sees what the first has noted.
      await tx.apiKeys.addUse(id, day, 0)
      const before = await tx.audit.list({ action: 'key-used-up', subject: id, since, limit: 1 })
      if (before.length > 0) return
      const note = { action: 'key-used-up', account, office, subject: id, details: { day, quota } }
      await noteOf(tx, undefined, note, now)
    })
  }

  async #save(id: string, count: Count): Promise<void> {
    const more = count.unsaved
    if (more === 0) return
    count.unsaved = 0
    try {
      const total = await this.#people.write(({ apiKeys }) => apiKeys.addUse(id, count.day, more))
      count.total = Math.max(count.total, total + count.unsaved)
    } catch (error) {
      count.unsaved += more
      throw error
    }
  }
}

/** Who is in a form, until when; moments in milliseconds. */
export interface Lease {
  readonly account: string
  readonly office: string
  /** Name in their office; null where none is known. */
  readonly name: string | null
  readonly since: number
  readonly until: number
}

/** How long somebody is there without saying so again, in milliseconds. */
export const LEASE = 30_000
/** Leases in all, and of one account: more push out the oldest. */
const MOST = 10_000
const MOST_OF_ACCOUNT = 50

interface Held extends Lease {
  readonly item: string
}

/** Leases on items, in the memory of one process: gone with it, and told to nobody else. */
export class Leases {
  /** By item and account, the one that was renewed longest ago first; beside it the keys of each item and account. */
  readonly #leases = new Map<string, Held>()
  readonly #keys = new Map<string, Set<string>>()

  get size(): number {
    return this.#leases.size
  }

  /** Takes or renews a lease; returns those that others have on the item, who came first at the front. */
  take(item: string, who: Pick<Lease, 'account' | 'office' | 'name'>, now: number): Lease[] {
    this.#sweep(now)
    const key = keyOf(item, who.account)
    const since = this.#leases.get(key)?.since ?? now
    this.#remove(key)
    this.#add(key, { ...who, item, since, until: now + LEASE })
    return this.#of(`item ${item}`)
      .filter(({ account }) => account !== who.account)
      .sort((a, b) => a.since - b.since)
  }

  leave(item: string, account: string): void {
    this.#remove(keyOf(item, account))
  }

  /** All last as long, so those that are over stand in front. */
  #sweep(now: number): void {
    for (const [key, { until }] of this.#leases) {
      if (until > now) return
      this.#remove(key)
    }
  }

  #add(key: string, held: Held): void {
    this.#leases.set(key, held)
    for (const group of groupsOf(held)) {
      const keys = this.#keys.get(group)
      if (keys) keys.add(key)
      else this.#keys.set(group, new Set([key]))
    }
    const own = this.#keys.get(`account ${held.account}`) ?? new Set()
    if (own.size > MOST_OF_ACCOUNT) this.#removeFirst(own)
    if (this.#leases.size > MOST) this.#removeFirst(this.#leases.keys())
  }

  #removeFirst(keys: Iterable<string>): void {
    const [first] = keys
    if (first !== undefined) this.#remove(first)
  }

  #remove(key: string): void {
    const held = this.#leases.get(key)
    if (held === undefined) return
    this.#leases.delete(key)
    for (const group of groupsOf(held)) {
      const keys = this.#keys.get(group)
      keys?.delete(key)
      if (keys?.size === 0) this.#keys.delete(group)
    }
  }

  #of(group: string): Held[] {
    return [...(this.#keys.get(group) ?? [])].flatMap((key) => this.#leases.get(key) ?? [])
  }
}

function groupsOf({ item, account }: Held): [string, string] {
  return [`item ${item}`, `account ${account}`]
}

function keyOf(item: string, account: string): string {
  return JSON.stringify([item, account])
}

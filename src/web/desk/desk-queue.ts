import { withQuery } from '../api/with-query.ts'
import { keyOf, type QueueItem } from './desk-types.ts'
import type { Line } from './line.ts'

/** Lists of the desk, each with the kinds of the queue that it shows; all where there are none. */
export const TABS = {
  all: [],
  declaration: ['declaration'],
  proposal: ['correction', 'move', 'merge', 'split', 'retire', 'restore'],
  report: ['report'],
  finding: ['finding', 'sent-back'],
  duplicate: ['duplicate'],
  sample: ['sample'],
  created: ['created'],
} as const satisfies Record<string, readonly string[]>

export type Tab = keyof typeof TABS
export const TAB_NAMES = Object.keys(TABS) as Tab[]

/** Lists that are no part of the queue, and where they are asked for. */
const BESIDE = { created: '/v1/unverified', sample: '/v1/samples' } as const
type Beside = keyof typeof BESIDE
const isBeside = (tab: Tab): tab is Beside => Object.hasOwn(BESIDE, tab)

interface QueueReply {
  readonly items: readonly QueueItem[]
  readonly counts: Readonly<Record<string, number | null>>
  readonly next: string | null
}

interface BesideReply {
  readonly items: readonly QueueItem[]
  readonly count: number | null
  readonly next: string | number | null
}

const PAGE = 50
/** Items that are left when further ones are asked for. */
const FEW = 10

/** What waits, as far as it was asked for, and how much there is of it. */
export class DeskQueue {
  /** Lists that this account sees. */
  readonly tabs: readonly Tab[]
  readonly #line: Line
  #items: QueueItem[] = []
  #counts: Readonly<Record<string, number | null>> = {}
  #next: string | null = null
  #tab: Tab = 'all'
  #commune = ''
  #asked = new AbortController()
  #more: Promise<void> | undefined
  /** Settled here: the server may list them a moment longer. */
  readonly #gone = new Set<string>()

  /** @param seesSamples whether what was drawn of batches is for this account */
  constructor(line: Line, seesSamples: boolean) {
    this.#line = line
    this.tabs = TAB_NAMES.filter((tab) => tab !== 'sample' || seesSamples)
  }

  get items(): readonly QueueItem[] {
    return this.#items
  }

  get tab(): Tab {
    return this.#tab
  }

  get hasMore(): boolean {
    return this.#next !== null
  }

  /** How many wait in a list; undefined where nobody can say. */
  count(tab: Tab): number | undefined {
    const kinds: readonly string[] =
      tab === 'all' ? TAB_NAMES.filter((name) => !isBeside(name)).flatMap((name) => TABS[name]) : TABS[tab]
    const told = kinds.flatMap((kind) => this.#counts[kind] ?? [])
    return told.length === 0 ? undefined : told.reduce((sum, count) => sum + count, 0)
  }

  /** Asks anew, from the beginning. */
  async load(tab: Tab = this.#tab, commune: string = this.#commune): Promise<void> {
    this.#asked.abort()
    this.#asked = new AbortController()
    const { signal } = this.#asked
    this.#tab = tab
    this.#commune = commune
    this.#more = undefined
    const place = { commune: commune || undefined }
    const names = this.tabs.filter(isBeside)
    const [queue, ...beside] = await Promise.all([
      this.#line.ask<QueueReply>(
        withQuery('/v1/queue', { ...place, kind: kindsOf(tab), limit: isBeside(tab) ? 1 : PAGE }),
        { signal },
      ),
      ...names.map((name) =>
        this.#line.ask<BesideReply>(withQuery(BESIDE[name], { ...place, limit: name === tab ? PAGE : 1 }), {
          signal,
        }),
      ),
    ])
    const { items, next } = beside[names.findIndex((name) => name === tab)]?.body ?? queue.body
    this.#items = this.#left(items)
    this.#next = next === null ? null : String(next)
    const counts = names.map((name, i) => [name, beside[i]?.body.count ?? null] as const)
    this.#counts = { ...queue.body.counts, ...Object.fromEntries(counts) }
  }

  /** Asks for the next page, once at a time. */
  more(): Promise<void> {
    this.#more ??= this.#page().finally(() => {
      this.#more = undefined
    })
    return this.#more
  }

  /** Whether the next page should be there soon. */
  runsShort(index: number): boolean {
    return this.hasMore && this.#items.length - index < FEW
  }

  indexOf(key: string): number {
    return this.#items.findIndex((item) => keyOf(item) === key)
  }

  /** Takes out what is settled; returns where it stood. */
  remove(key: string): number {
    const index = this.indexOf(key)
    this.#gone.add(key)
    const [item] = index < 0 ? [] : this.#items.splice(index, 1)
    const count = item && this.#counts[item.kind]
    if (item && count) this.#counts = { ...this.#counts, [item.kind]: count - 1 }
    return index
  }

  /** What was taken back may be listed again. */
  recall(key: string): void {
    this.#gone.delete(key)
  }

  async #page(): Promise<void> {
    if (this.#next === null) return
    const { signal } = this.#asked
    const tab = this.#tab
    const { body } = await this.#line.ask<QueueReply | BesideReply>(
      withQuery(isBeside(tab) ? BESIDE[tab] : '/v1/queue', {
        ...{ commune: this.#commune || undefined, cursor: this.#next, limit: PAGE },
        ...(!isBeside(tab) && { kind: kindsOf(tab) }),
      }),
      { signal },
    )
    signal.throwIfAborted()
    const known = new Set(this.#items.map(keyOf))
    this.#items.push(...this.#left(body.items).filter((item) => !known.has(keyOf(item))))
    this.#next = body.next === null ? null : String(body.next)
  }

  #left(items: readonly QueueItem[]): QueueItem[] {
    return items.filter((item) => !this.#gone.has(keyOf(item)))
  }
}

/** The parameter `kind` of a list; undefined for all that the queue has. */
function kindsOf(tab: Tab): string | undefined {
  const kinds: readonly string[] = isBeside(tab) ? [] : TABS[tab]
  return kinds.length === 0 ? undefined : kinds.join(',')
}

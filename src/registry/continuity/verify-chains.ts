import { CHAIN_START, contentHash, eventHash, privateHash } from '../../chains/event-hash.ts'
import type { ChainHead } from '../../chains/linked-event.ts'
import { continues } from '../../chains/restored-event.ts'
import type { HistoryRows } from '../../store/registry/history-rows.ts'
import type { Break, Breaks } from './breaks.ts'

/** Where a chain goes on after a restore. */
export interface Restore {
  readonly chain: string
  /** The first entry after it. */
  readonly number: number
  /** The last entry that the backup had. */
  readonly from: number
  readonly at: string
}

export interface VerifiedChains {
  readonly chains: number
  readonly events: number
  readonly restores: readonly Restore[]
}

type HeadRule = Extract<Break['rule'], 'published-head' | 'copied-head'>

const SAID: Readonly<Record<HeadRule, readonly [differs: [string, string], gone: [string, string]]>> = {
  'published-head': [
    ['khác mã đã công bố', 'it differs from the head that was published'],
    ['mục đã công bố không còn', 'the entry that was published is gone'],
  ],
  'copied-head': [
    ['khác mã mà people.db đã chép', 'it differs from the head that people.db has copied'],
    ['mục mà people.db đã chép không còn', 'the entry that people.db has copied is gone'],
  ],
}

/** Entries that were heads at some time, by which a chain that was cut or put back is found. */
export class WantedEntries {
  readonly #chains = new Map<string, { number: number; hash: string; rule: HeadRule }[]>()

  add({ chain, number, hash }: Pick<ChainHead, 'chain' | 'number' | 'hash'>, rule: HeadRule): void {
    const entries = this.#chains.get(chain) ?? []
    entries.push({ number, hash, rule })
    this.#chains.set(chain, entries)
  }

  /** Compares an entry that is there with what is known of it. */
  meet({ chain, number, hash }: Link, breaks: Breaks): void {
    this.#take(chain, (wanted) => {
      if (wanted.number !== number) return false
      if (wanted.hash !== hash) breaks.add(wanted.rule, `${chain} #${number}`, ...SAID[wanted.rule][0])
      return true
    })
  }

  /** Forgets entries between two numbers, which went with a restore. */
  passOver(chain: string, after: number, before: number): void {
    this.#take(chain, ({ number }) => number > after && number < before)
  }

  /** Tells entries that no chain has. */
  end(breaks: Breaks): void {
    for (const [chain, entries] of this.#chains)
      for (const { number, rule } of entries) breaks.add(rule, `${chain} #${number}`, ...SAID[rule][1])
  }

  #take(chain: string, done: (wanted: { number: number; hash: string; rule: HeadRule }) => boolean): void {
    const entries = this.#chains.get(chain)
    if (entries === undefined) return
    const left = entries.filter((wanted) => !done(wanted))
    if (left.length === 0) this.#chains.delete(chain)
    else this.#chains.set(chain, left)
  }
}

interface Link {
  chain: string
  number: number
  hash: string
  at: string
}

/** Proves every chain link by link; a gap is one unless an event says that the record was restored there. */
export async function verifyChains(
  history: HistoryRows,
  wanted: WantedEntries,
  breaks: Breaks,
): Promise<VerifiedChains> {
  const restores: Restore[] = []
  const ends = new Map<string, Link>()
  let last: Link = { chain: '', number: 0, hash: CHAIN_START, at: '' }
  let events = 0
  for await (const event of history.events()) {
    events++
    if (event.chain !== last.chain) last = { chain: event.chain, number: 0, hash: CHAIN_START, at: '' }
    const at = `${event.chain} #${event.number}`
    if (continues(event, last)) {
      restores.push({ chain: event.chain, number: event.number, from: last.number, at: event.at })
      wanted.passOver(event.chain, last.number, event.number)
    } else if (event.number !== last.number + 1)
      breaks.add(
        'gap',
        at,
        `thiếu mục ${last.number + 1} trước nó`,
        `entry ${last.number + 1} before it is missing`,
      )
    if (event.at < last.at)
      breaks.add('time', at, 'thời điểm lùi lại', 'its time is before that of the entry before it')
    const hidden = event.salt === null ? event.private_hash : privateHash(event, event.salt)
    if (hidden !== event.private_hash)
      breaks.add(
        'private',
        at,
        'người làm hoặc lý do đã bị sửa',
        'its actor, reason or particulars were changed',
      )
    if (eventHash(last.hash, contentHash(event), event.private_hash) !== event.hash)
      breaks.add(
        'link',
        at,
        'nội dung hoặc mục trước nó đã bị sửa',
        'its content, or the entry before it, was changed',
      )
    last = { chain: event.chain, number: event.number, hash: event.hash, at: event.at }
    ends.set(event.chain, last)
    wanted.meet(last, breaks)
  }
  wanted.end(breaks)
  await verifyHeads(history, ends, breaks)
  return { chains: ends.size, events, restores }
}

async function verifyHeads(
  history: HistoryRows,
  ends: ReadonlyMap<string, Link>,
  breaks: Breaks,
): Promise<void> {
  const heads = new Map((await history.heads()).map((head) => [head.chain, head]))
  for (const [chain, end] of ends) {
    const head = heads.get(chain)
    if (head?.number !== end.number || head.hash !== end.hash)
      breaks.add(
        'head',
        `${chain} #${end.number}`,
        `đầu chuỗi ghi mục ${head?.number ?? 0}`,
        `the head names entry ${head?.number ?? 0}`,
      )
  }
  for (const { chain, number } of heads.values())
    if (number > 0 && !ends.has(chain))
      breaks.add('head', `${chain} #${number}`, 'chuỗi không còn mục nào', 'the chain has no entry left')
}

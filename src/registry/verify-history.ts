import { type BatchEntry, batchRoot } from '../chains/batch-root.ts'
import { CHAIN_START, contentHash, eventHash, privateHash } from '../chains/event-hash.ts'
import type { ChainHead } from '../chains/linked-event.ts'
import type { Text } from '../errors.ts'
import { hashOf } from '../store/registry/address-version.ts'
import type { HistoryRows, ToldVersion } from '../store/registry/history-rows.ts'
import type { RegistryStore } from '../store/registry/registry-store.ts'

/** Where a history does not hold. */
export interface Break {
  /** Stable code of the rule. */
  readonly rule:
    | 'gap'
    | 'time'
    | 'link'
    | 'private'
    | 'head'
    | 'published-head'
    | 'version'
    | 'batch'
    | 'no-version'
    | 'no-event'
    | 'revision'
  /** The entry: `CHAIN #NUMBER`, or `address ID`. */
  readonly at: string
  readonly message: Text
}

export interface Verified {
  readonly chains: number
  readonly events: number
  readonly versions: number
  readonly breaks: readonly Break[]
}

/** Breaks told at most; a record that was rewritten has as many as rows. */
const MOST_BREAKS = 1000

/**
 * Proves a record's history: every chain link by link, the hash of every version against its event, the revisions of every
 * address one after the other up to the present one, and heads that were published against the chains.
 *
 * @param published heads of an earlier day, as `GET /v1/events/heads` gave them
 */
export function verifyHistory(store: RegistryStore, published: readonly ChainHead[] = []): Promise<Verified> {
  return store.walk(async (history) => {
    const breaks = new Breaks()
    const { chains, events } = await verifyChains(history, published, breaks)
    const versions = await verifyVersions(history, breaks)
    for (const { chain, number } of await history.withoutVersion())
      breaks.add(
        'no-version',
        `${chain} #${number}`,
        'không còn phiên bản mà sự kiện đã tạo',
        'the version that the event made is gone',
      )
    await verifyRevisions(history, breaks)
    return { chains, events, versions, breaks: breaks.told }
  })
}

class Breaks {
  readonly told: Break[] = []

  add(rule: Break['rule'], at: string, vi: string, en: string): void {
    if (this.told.length < MOST_BREAKS) this.told.push({ rule, at, message: { vi, en } })
  }
}

interface Link {
  chain: string
  number: number
  hash: string
  at: string
}

async function verifyChains(
  history: HistoryRows,
  published: readonly ChainHead[],
  breaks: Breaks,
): Promise<{ chains: number; events: number }> {
  const wanted = new Map(published.map((head) => [`${head.chain} #${head.number}`, head.hash]))
  const ends = new Map<string, Link>()
  let last: Link = { chain: '', number: 0, hash: CHAIN_START, at: '' }
  let events = 0
  for await (const event of history.events()) {
    events++
    if (event.chain !== last.chain) last = { chain: event.chain, number: 0, hash: CHAIN_START, at: '' }
    const at = `${event.chain} #${event.number}`
    if (event.number !== last.number + 1)
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
    const hash = wanted.get(at)
    if (hash !== undefined) {
      wanted.delete(at)
      if (hash !== event.hash)
        breaks.add('published-head', at, 'khác mã đã công bố', 'it differs from the head that was published')
    }
    last = { chain: event.chain, number: event.number, hash: event.hash, at: event.at }
    ends.set(event.chain, last)
  }
  for (const at of wanted.keys())
    breaks.add('published-head', at, 'mục đã công bố không còn', 'the entry that was published is gone')
  await verifyHeads(history, ends, breaks)
  return { chains: ends.size, events }
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

async function verifyVersions(history: HistoryRows, breaks: Breaks): Promise<number> {
  let versions = 0
  let batch: ToldVersion | undefined
  let entries: BatchEntry[] = []
  const close = () => {
    if (batch === undefined) return
    if (entries.length !== batch.event_count || batchRoot(entries) !== batch.event_hash)
      breaks.add(
        'batch',
        batch.event_entry ?? '',
        `${entries.length} phiên bản không khớp với mẻ ${batch.event_count} bản ghi`,
        `its ${entries.length} versions are not the ${batch.event_count} that the batch made`,
      )
    batch = undefined
    entries = []
  }
  for await (const version of history.versions()) {
    versions++
    if (version.event !== batch?.event) close()
    const at = `address ${version.uid}`
    if (version.event_entry === null)
      breaks.add(
        'no-event',
        at,
        'do chương trình khác sửa, chưa có sự kiện',
        'another program wrote it; no event has taken it up',
      )
    else if (version.event_count === null) {
      if (hashOf(version) !== version.event_hash)
        breaks.add(
          'version',
          at,
          `lần sửa ${version.revision} không khớp sự kiện`,
          `revision ${version.revision} is not what its event made`,
        )
    } else {
      batch = version
      entries.push([version.uid, hashOf(version)])
    }
  }
  close()
  return versions
}

/** Revisions count from 1 without a gap. */
async function verifyRevisions(history: HistoryRows, breaks: Breaks): Promise<void> {
  let uid = ''
  let last = 0
  for await (const row of history.revisions()) {
    if (row.uid !== uid) {
      uid = row.uid
      last = 0
    }
    const revision = row.revision ?? 0
    if (revision !== last + 1)
      breaks.add(
        'revision',
        `address ${uid}`,
        `sau lần sửa ${last} là lần ${revision}`,
        `revision ${revision} follows ${last}`,
      )
    last = revision
  }
}

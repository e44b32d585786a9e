import { type BatchEntry, batchRoot } from '../chains/batch-root.ts'
import type { ChainHead } from '../chains/linked-event.ts'
import type { CopiedHead } from '../store/people/chain-head-rows.ts'
import { hashOf } from '../store/registry/address-version.ts'
import type { HistoryRows, ToldVersion } from '../store/registry/history-rows.ts'
import type { RegistryStore } from '../store/registry/registry-store.ts'
import { type Break, Breaks } from './continuity/breaks.ts'
import { type VerifiedChains, verifyChains, WantedEntries } from './continuity/verify-chains.ts'
import { verifySupplements } from './supplements/verify-supplements.ts'
import { verifyComponents } from './verify-components.ts'

/** Heads of another time that a record is held against. */
export interface KnownHeads {
  /** Of an earlier day, as `GET /v1/events/heads` gave them. */
  readonly published?: readonly ChainHead[] | undefined
  /** Those that `people.db` keeps. */
  readonly copied?: readonly CopiedHead[] | undefined
}

export interface Verified extends VerifiedChains {
  readonly versions: number
  readonly breaks: readonly Break[]
}

/**
 * Proves a record's history: every chain link by link, the hash of every version against its event, the revisions of every
 * address one after the other up to the present one, hamlets and streets, and heads that were published or copied against
 * the chains.
 */
export function verifyHistory(store: RegistryStore, known: KnownHeads = {}): Promise<Verified> {
  return store.walk(async (history) => {
    const breaks = new Breaks()
    const chains = await verifyChains(history, wantedEntries(known, breaks), breaks)
    const versions = await verifyVersions(history, breaks)
    for (const { chain, number } of await history.withoutVersion())
      breaks.add(
        'no-version',
        `${chain} #${number}`,
        'không còn phiên bản mà sự kiện đã tạo',
        'the version that the event made is gone',
      )
    await verifyRevisions(history, breaks)
    await verifySupplements(history, breaks)
    await verifyComponents(history, breaks)
    return { ...chains, versions, breaks: breaks.told }
  })
}

/** Copies without a MAC prove nothing where others have one, but are compared. */
function wantedEntries({ published = [], copied = [] }: KnownHeads, breaks: Breaks): WantedEntries {
  const wanted = new WantedEntries()
  for (const head of published) wanted.add(head, 'published-head')
  const proven = copied.some(({ mac }) => mac !== 'unproven')
  for (const head of copied) {
    wanted.add(head, 'copied-head')
    if (head.mac === 'wrong' || (proven && head.mac === 'unproven'))
      breaks.add(
        'head-mac',
        `people.db, ${head.chain} #${head.number}`,
        'bản sao đầu chuỗi không mang dấu của khoá',
        'the copied head does not bear the mark of the key',
      )
  }
  return wanted
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

import { type BatchEntry, batchRoot } from '../chains/batch-root.ts'
import { componentHash } from '../chains/component-hash.ts'
import { saysTheSame } from '../store/registry/components/component-version.ts'
import type { HistoryRows, ToldComponentVersion } from '../store/registry/history-rows.ts'
import type { Breaks } from './continuity/breaks.ts'

/**
 * Proves the versions of hamlets and streets: each against its event, their revisions one after the other, the last one
 * against the layer, and that addresses say what their hamlet is called.
 */
export async function verifyComponents(history: HistoryRows, breaks: Breaks): Promise<void> {
  await verifyHashes(history, breaks)
  for (const { kind, uid, versions, last } of await history.componentGaps())
    breaks.add(
      'revision',
      `${kind} ${uid}`,
      `có ${versions} phiên bản mà lần sửa cuối là ${last}`,
      `there are ${versions} versions, and the last revision is ${last}`,
    )
  for await (const { newest, layer } of history.presentComponents()) {
    const inForce = newest.status === 'created'
    const { uid, kind } = newest
    if (inForce ? layer === undefined || !saysTheSame(newest, layer) : layer !== undefined)
      breaks.add(
        'no-event',
        `${kind} ${uid}`,
        'lớp dữ liệu khác bản cuối trong lịch sử',
        'the layer is not what the last version says',
      )
  }
  for (const uid of await history.misplaced())
    breaks.add(
      'hamlet',
      `address ${uid}`,
      'ấp, khu phố không còn hoặc mang tên khác',
      'its hamlet is no more, or has another name',
    )
}

async function verifyHashes(history: HistoryRows, breaks: Breaks): Promise<void> {
  let batch: ToldComponentVersion | undefined
  let entries: BatchEntry[] = []
  const close = () => {
    if (
      batch !== undefined &&
      (entries.length !== batch.event_count || batchRoot(entries) !== batch.event_hash)
    )
      breaks.add(
        'batch',
        `${batch.event_chain} #${batch.event_number}`,
        `${entries.length} phiên bản không khớp với mẻ ${batch.event_count} bản ghi`,
        `its ${entries.length} versions are not the ${batch.event_count} that the batch made`,
      )
    batch = undefined
    entries = []
  }
  for await (const version of history.components()) {
    if (version.event !== batch?.event) close()
    if (version.event_count !== null) {
      batch = version
      entries.push([version.uid, componentHash(version)])
    } else if (componentHash(version) !== version.event_hash)
      breaks.add(
        'version',
        `${version.kind} ${version.uid}`,
        `lần sửa ${version.revision} không khớp sự kiện`,
        `revision ${version.revision} is not what its event made`,
      )
  }
  close()
}

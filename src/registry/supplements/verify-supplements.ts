import { supplementsHash } from '../../chains/supplements-hash.ts'
import type { HistoryRows } from '../../store/registry/history-rows.ts'
import { filtered, holdsIn } from '../../store/registry/supplements/supplement-rows.ts'
import type { Breaks } from '../continuity/breaks.ts'

/** Addresses asked for at once. */
const TOGETHER = 500

/** Proves that every version of an address had the positions, names and units that its hash says, and the present one has them. */
export async function verifySupplements(history: HistoryRows, breaks: Breaks): Promise<void> {
  for (let after = ''; ; ) {
    const uids = await history.supplementedAddresses(after, TOGETHER)
    for (const uid of uids) await verifyAddress(history, uid, breaks)
    if (uids.length < TOGETHER) return
    after = uids.at(-1) as string
  }
}

async function verifyAddress(history: HistoryRows, uid: string, breaks: Breaks): Promise<void> {
  const versions = await history.supplementHashes(uid)
  const all = await history.supplementsOf(uid)
  const at = `address ${uid}`
  if (versions.length === 0)
    breaks.add(
      'supplements',
      at,
      'có vị trí, tên hoặc căn, mà không có địa chỉ',
      'it has positions, names or units, and is not there',
    )
  for (const { revision, supplements, present } of versions) {
    const then = supplementsHash(filtered(all, (held) => holdsIn(held, revision ?? 0)))
    const now = present === 1 ? supplementsHash(filtered(all, ({ until }) => until === null)) : then
    if (then !== supplements || now !== supplements)
      breaks.add(
        'supplements',
        at,
        `vị trí, tên hoặc căn của lần sửa ${revision} không khớp`,
        `positions, names or units of revision ${revision} are not those that it had`,
      )
  }
}

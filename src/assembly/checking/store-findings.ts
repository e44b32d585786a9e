import { FindingsKeeper } from '../../registry/desk/findings-keeper.ts'
import { draftFindings } from '../../registry/findings/draft-findings.ts'
import { placeKey } from '../../registry/findings/place-key.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { CheckedRecord } from './checked-record.ts'
import { loadFieldProfiles, type OnCheckProgress } from './checking-ports.ts'
import { recordPorts } from './record-ports.ts'

/** Addresses that one transaction takes: others have their turn between. */
const TOGETHER = 200

/**
 * Brings the stored findings up to the record as it is when this begins: all addresses put beside each other first, which at
 * a million is a hundred times quicker than asking around each.
 *
 * @param again whether all are looked at where only what has changed need be
 */
export async function storeFindings(
  record: CheckedRecord,
  store: RegistryStore,
  { again = false, onProgress = () => {} }: { again?: boolean; onProgress?: OnCheckProgress } = {},
): Promise<void> {
  const { feed } = await store.read(({ changed }) => changed.last())
  const ports = await recordPorts(record, loadFieldProfiles(), onProgress)
  const count = await record.count()
  let rows = 0
  const keeper = new FindingsKeeper({
    store,
    together: TOGETHER,
    known: async () => feed,
    async findings(draft) {
      onProgress('checking', Math.min(1, ++rows / count), rows)
      return draftFindings(draft, ports)
    },
    async along(draft, metres) {
      const place = placeKey(draft)
      const { lon, lat } = draft
      if (place === undefined || lon === null || lat === null) return []
      return ports.addresses.along(place, lon, lat, metres)
    },
  })
  try {
    if (again) await keeper.beginAgain()
    await keeper.finish()
  } finally {
    ports.close()
  }
}

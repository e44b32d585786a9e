import type { FindingPorts } from '../../registry/findings/ports.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import { AddressNeighbours } from '../../store/reading/address-neighbours.ts'
import type { CheckedRecord } from './checked-record.ts'
import { addressPort, neighbourOf, type OnCheckProgress } from './checking-ports.ts'

/** Rows between two reports of progress. */
const TURN = 500

/** What the rules ask when every address of a record is looked at: all of them are put beside each other first. */
export interface RecordPorts extends FindingPorts {
  close(): void
}

/** Gathers the addresses of a record as they are now. */
export async function recordPorts(
  record: CheckedRecord,
  profiles: FieldProfiles,
  onProgress: OnCheckProgress = () => {},
): Promise<RecordPorts> {
  const { finders, hamlets } = record
  const neighbours = new AddressNeighbours()
  try {
    const count = await record.count()
    let rows = 0
    for await (const { row, draft } of record.all()) {
      const neighbour = neighbourOf(draft, row, finders)
      if (neighbour) neighbours.put(neighbour, 'record')
      if (++rows % TURN === 0) onProgress('gathering', rows / count, rows)
    }
    neighbours.index()
  } catch (error) {
    neighbours.close()
    throw error
  }
  return {
    profiles,
    units: finders,
    addresses: addressPort(neighbours, record.holder),
    hamlets,
    close: () => neighbours.close(),
  }
}

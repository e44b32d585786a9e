import { basename } from 'node:path'
import { DEMO_SOURCE } from '../../importing/demo/demo-data.ts'
import { readAddresses, type StatedRow } from '../../importing/kinds/addresses/check-addresses.ts'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import type { Batch } from '../../importing/reading/source-row.ts'
import type { FindingPorts } from '../../registry/findings/ports.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import { AddressNeighbours } from '../../store/reading/address-neighbours.ts'
import type { CheckedRecord } from './checked-record.ts'
import { addressPort, neighbourOf, type OnCheckProgress } from './checking-ports.ts'
import type { FindingsReport, FindingsSummary } from './findings-report.ts'
import { rowFindings, type TakenRow } from './row-findings.ts'

export interface FileToCheck {
  readonly file: string
  /** Layer of a GeoPackage. */
  readonly layer?: string | undefined
  /** Where what is found is listed. */
  readonly report: FindingsReport
  readonly profiles: FieldProfiles
  readonly onProgress?: OnCheckProgress
}

/**
 * Checks a file of addresses by the rules of findings, as an import into the record would read it, and changes nothing. The file is
 * read twice: for the neighbours of each row, which may stand behind it, then row by row. All findings are listed in
 * `FILE.findings.csv`. Throws ImportError when the file cannot be read at all.
 */
export async function checkFile(record: CheckedRecord, job: FileToCheck): Promise<FindingsSummary> {
  const { report, profiles, onProgress = () => {} } = job
  const { finders, hamlets } = record
  const neighbours = new AddressNeighbours()
  try {
    const demo = await gather(record, neighbours, job, onProgress)
    neighbours.index()
    const ports: FindingPorts = {
      profiles,
      units: finders,
      addresses: addressPort(neighbours, async (scheme, code) => {
        const uid = await record.holder(scheme, code)
        return uid !== undefined && demo.has(uid) ? undefined : uid
      }),
      hamlets,
    }
    let rows = 0
    for await (const batch of await rowsOf(finders, job)) {
      for (const row of batch.rows) {
        rows++
        const { id, findings } = await rowFindings(row, (taken) => uidOf(taken, record), neighbours, ports)
        report.take(row.checked.line, id, findings)
      }
      onProgress('checking', shareOf(batch), rows)
    }
  } finally {
    neighbours.close()
  }
  return report.finish()
}

/** Puts the rows of record and file beside each other; returns the ids of demonstration rows that give way to the file. */
async function gather(
  record: CheckedRecord,
  neighbours: AddressNeighbours,
  job: FileToCheck,
  onProgress: OnCheckProgress,
): Promise<ReadonlySet<string>> {
  const { finders } = record
  let fileIsDemo = false
  let rows = 0
  for await (const batch of await rowsOf(finders, job)) {
    for (const { checked } of batch.rows) {
      rows++
      if (checked.problem || checked.refused) continue
      if (rows === 1) fileIsDemo = checked.source === DEMO_SOURCE
      const draft = {
        ...checked.address,
        uid: await uidOf(checked, record),
        lon: checked.lon,
        lat: checked.lat,
      }
      const neighbour = neighbourOf(draft, checked.line, finders)
      if (neighbour) neighbours.put(neighbour, 'file')
    }
    onProgress('gathering', shareOf(batch), rows)
  }
  const count = await record.count()
  const demo = new Set<string>()
  let held = 0
  for await (const { row, draft, source } of record.all()) {
    if (++held % 5000 === 0) onProgress('gathering', held / count, rows + held)
    if (!fileIsDemo && source === DEMO_SOURCE) {
      demo.add(draft.uid)
      continue
    }
    const neighbour = neighbourOf(draft, row, finders)
    if (neighbour) neighbours.put(neighbour, 'record')
  }
  return demo
}

function rowsOf(
  finders: PlaceFinders,
  { file, layer }: FileToCheck,
): Promise<AsyncGenerator<Batch<StatedRow>>> {
  return readAddresses(finders, { file, layer, source: basename(file), comparing: false })
}

function shareOf({ done, total }: Batch<unknown>): number {
  return total > 0 ? done / total : 1
}

/** The id that a row has or gets: as an import, one without an id is known by its codes. */
async function uidOf({ address, hasId }: TakenRow, record: CheckedRecord): Promise<string> {
  if (hasId) return address.uid
  for (const column of ['code', 'ndas'] as const) {
    const value = address[column]
    const known = value === null ? undefined : await record.carrier(column, value)
    if (known !== undefined) return known
  }
  return address.uid
}

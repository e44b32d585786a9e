import { basename, dirname } from 'node:path'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { DEMO_SOURCE } from '../../importing/demo/demo-data.ts'
import { readAddresses, type StatedRow } from '../../importing/kinds/addresses/check-addresses.ts'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import type { Batch } from '../../importing/reading/source-row.ts'
import type { FindingPorts } from '../../registry/findings/ports.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import { AddressNeighbours } from '../../store/reading/address-neighbours.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { HamletFinder } from '../../store/registry/components/hamlet-finder.ts'
import { addressPort, neighbourOf, type OnCheckProgress } from './checking-ports.ts'
import { FindingsReport, type FindingsSummary } from './findings-report.ts'
import { rowFindings, type TakenRow } from './row-findings.ts'

export interface FileToCheck {
  readonly file: string
  /** Layer of a GeoPackage. */
  readonly layer?: string | undefined
  readonly finders: PlaceFinders
  readonly profiles: FieldProfiles
  readonly onProgress?: OnCheckProgress
}

/**
 * Checks a file of addresses by the rules of findings, as an import into the record would read it, and changes nothing. The file is
 * read twice: for the neighbours of each row, which may stand behind it, then row by row. All findings are listed in
 * `FILE.findings.csv`. Throws ImportError when the file cannot be read at all.
 */
export async function checkFile(record: RecordStore, job: FileToCheck): Promise<FindingsSummary> {
  const { file, finders, profiles, onProgress = () => {} } = job
  const report = new FindingsReport(file, dirname(record.file))
  const neighbours = new AddressNeighbours()
  try {
    const fileIsDemo = await gather(record, neighbours, job, onProgress)
    neighbours.index()
    const ports: FindingPorts = {
      profiles,
      units: finders,
      addresses: addressPort(neighbours, record, !fileIsDemo),
      hamlets: new HamletFinder(record.db),
    }
    let rows = 0
    for await (const batch of await rowsOf(job)) {
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

/** Puts the rows of record and file beside each other; returns whether the file holds demonstration data. */
async function gather(
  record: RecordStore,
  neighbours: AddressNeighbours,
  job: FileToCheck,
  onProgress: OnCheckProgress,
): Promise<boolean> {
  let fileIsDemo = false
  let rows = 0
  for await (const batch of await rowsOf(job)) {
    for (const { checked } of batch.rows) {
      rows++
      if (checked.problem || checked.refused) continue
      if (rows === 1) fileIsDemo = checked.source === DEMO_SOURCE
      const draft = { ...checked.address, uid: uidOf(checked, record), lon: checked.lon, lat: checked.lat }
      const neighbour = neighbourOf(draft, checked.line, job.finders)
      if (neighbour) neighbours.put(neighbour, 'file')
    }
    onProgress('gathering', shareOf(batch), rows)
  }
  const count = record.addresses.count()
  let held = 0
  for (const { geom, ...row } of record.addresses.all()) {
    if (++held % 5000 === 0) onProgress('gathering', held / count, rows + held)
    if (!fileIsDemo && row.source === DEMO_SOURCE) continue
    const point = decodePoint(geom)
    if (!point) continue
    const neighbour = neighbourOf({ ...row, lon: point[0], lat: point[1] }, row.fid, job.finders)
    if (neighbour) neighbours.put(neighbour, 'record')
  }
  return fileIsDemo
}

function rowsOf({ file, layer, finders }: FileToCheck): Promise<AsyncGenerator<Batch<StatedRow>>> {
  return readAddresses(finders, { file, layer, source: basename(file), comparing: false })
}

function shareOf({ done, total }: Batch<unknown>): number {
  return total > 0 ? done / total : 1
}

/** The id that a row has or gets: as an import, one without an id is known by its codes. */
function uidOf({ address, hasId }: TakenRow, { addresses }: RecordStore): string {
  if (hasId) return address.uid
  const known =
    (address.code !== null ? addresses.byCode(address.code) : undefined) ??
    (address.ndas !== null ? addresses.byNdas(address.ndas) : undefined)
  return known?.uid ?? address.uid
}

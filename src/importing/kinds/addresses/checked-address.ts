import type { ImportProblem } from '../../reading/problem.ts'
import type { Batch } from '../../reading/source-row.ts'
import type { ReadAddress } from './address-reader.ts'

/** A row of a file of addresses after its check: taken, refused, or not to be read at all. */
export type CheckedAddress =
  | { line: number; problem: ImportProblem }
  | ({ line: number; problem?: undefined; source: string } & (TakenAddress | RefusedAddress))

/** A row that nothing is wrong with. */
export type TakenAddress = ReadAddress & { refused?: undefined }
interface RefusedAddress {
  refused: readonly ImportProblem[]
  warning: ReadAddress['warning']
}

/** What to check, and how; the units come from whoever checks. */
export interface CheckJob {
  file: string
  /** Layer of a GeoPackage. */
  layer?: string | undefined
  /** What `source` becomes in rows that name none. */
  source: string
  /** Whether the record holds addresses, with which rows will be compared. */
  comparing: boolean
}

/** Opens a file of addresses, and reads and checks its rows as they are asked for; throws ImportError. */
export type CheckAddresses = (job: CheckJob) => Promise<AsyncIterable<Batch<CheckedAddress>>>

import type { Generated, Selectable } from 'kysely'
import type { AddressRow, IdentifierRow } from '../record/rows.ts'
import type { ComponentKind } from './components/component-layers.ts'
import type { StoredComponent } from './components/component-version.ts'
import type { ChangeFeedTable, ExpectedTable, FindingTable } from './desk/desk-tables.ts'
import type { DailyCountTable, JobTable, OutboxTable } from './jobs/job-tables.ts'
import type { LayerTables } from './layers/layer-tables.ts'
import type { SupplementTables } from './supplements/supplement-tables.ts'

/** What a version of an address holds beside its place, under the record's names of columns. */
export type AddressFields = Omit<AddressRow, 'fid' | 'geom'>

/** What ties a version to the event that made it. */
export interface VersionColumns {
  revision: number | null
  /** `YYYY-MM-DD` */
  valid_from: string | null
  event: number | null
  salt: Buffer | null
  redacted: string | null
  /** Hash of its further positions, names and units; null without any. */
  supplements: string | null
}

/** Places are written and read by the engine: a GeoPackage blob or a geometry of PostGIS. */
interface Placed {
  geom: unknown
}

export interface AddressTable extends AddressFields, VersionColumns, Placed {
  fid: Generated<number>
}

export interface AddressHistoryTable extends AddressFields, VersionColumns {
  fid: Generated<number>
  point: unknown
  recorded_until: string
  operation: 'update' | 'delete'
  ended_by: number | null
}

export interface IdentifierTable extends Omit<IdentifierRow, 'fid'> {
  fid: Generated<number>
}

export interface EventTable {
  fid: Generated<number>
  id: string
  chain: string
  number: number
  at: string
  action: string
  subject: string | null
  from_status: string | null
  to_status: string | null
  revision: number | null
  version_hash: string | null
  count: number | null
  office: string
  account: string | null
  person: string | null
  reason: string | null
  details: string | null
  salt: Buffer | null
  private_hash: string
  hash: string
}

/** An event as it is stored. */
export type StoredEvent = Selectable<EventTable>

export interface ChainTable {
  fid: Generated<number>
  chain: string
  number: number
  hash: string
  at: string
}

export interface IdempotencyTable {
  fid: Generated<number>
  account: string
  key: string
  /** SHA-256 of method, path and body: another request under the same key is refused. */
  request: string
  subject: string
  revision: number
  at: string
}

export interface AcceptedFindingTable {
  fid: Generated<number>
  /** Of rule, subject and values. */
  key: string
  /** Uid of the address. */
  subject: string
  rule: string
  /** SHA-256 of the values that the finding was found from. */
  values_hash: string
  account: string
  person: string
  office: string
  reason: string
  at: string
}

/** See `components/component-layers.ts`; a version has the columns of {@link StoredComponent}. */
export interface ComponentVersionTable extends StoredComponent {
  fid: Generated<number>
}

/** As far as addresses are compared with it. */
export interface HamletTable {
  fid: Generated<number>
  uid: string | null
  name: string
}

export interface ComponentTouchedTable {
  fid: Generated<number>
  kind: ComponentKind
  uid: string
}

/** An identifier as it is stored. */
export type StoredIdentifier = Selectable<IdentifierTable>

export interface UnitTable {
  fid: Generated<number>
  code: string
  level: string
  valid_from: string
  valid_to: string | null
}

export interface InfoTable {
  fid: Generated<number>
  key: string
  value: string | null
}

/** The record's tables that the registry writes, by the same names in a GeoPackage and in PostgreSQL. */
export interface RegistryTables extends SupplementTables, LayerTables {
  address: AddressTable
  address_history: AddressHistoryTable
  identifier: IdentifierTable
  unit: UnitTable
  hamlet: HamletTable
  diachiso_info: InfoTable
  zz_event: EventTable
  zz_chain: ChainTable
  zz_idempotency: IdempotencyTable
  zz_finding_accepted: AcceptedFindingTable
  zz_outbox: OutboxTable
  zz_job: JobTable
  zz_daily_count: DailyCountTable
  zz_component_version: ComponentVersionTable
  zz_component_touched: ComponentTouchedTable
  zz_finding: FindingTable
  zz_expected: ExpectedTable
  change_feed: ChangeFeedTable
}

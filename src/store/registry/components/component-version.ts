import { hash } from 'node:crypto'
import type { ComponentFields } from '../../../chains/component-hash.ts'
import { fromWkb, toWkb } from '../../../geo/geopackage-geometry.ts'
import type { ComponentKind } from './component-layers.ts'

/** The letter G. */
const GEOPACKAGE = 0x47

/** `created` is in force; what is merged has a successor. */
export type ComponentStatus = 'created' | 'merged' | 'ended'

/** A version of a hamlet or street, as it is hashed. */
export interface ComponentVersion extends ComponentFields {
  readonly kind: ComponentKind
  readonly status: ComponentStatus
}

/** A version as the record holds it. */
export interface StoredComponent extends ComponentVersion {
  readonly recorded_at: string
  /** Number of the event's row. */
  readonly event: number
}

/** What a version says beside what counts it. */
export type ComponentContent = Omit<ComponentVersion, 'revision' | 'valid_from'>

/** Columns of a version in the record. */
export const COMPONENT_COLUMNS = [
  'kind',
  'uid',
  'revision',
  'status',
  'name',
  'type',
  'commune_code',
  'former_commune_code',
  'district_code',
  'accuracy',
  'successor',
  'lon',
  'lat',
  'shape',
  'valid_from',
  'recorded_at',
  'event',
] as const satisfies readonly (keyof StoredComponent)[]

const CONTENT = COMPONENT_COLUMNS.filter(
  (column) => !['revision', 'valid_from', 'recorded_at', 'event'].includes(column),
) as (keyof ComponentContent)[]

/** Whether two versions say the same. */
export function saysTheSame(a: ComponentContent, b: ComponentContent): boolean {
  return CONTENT.every((column) => a[column] === b[column])
}

/**
 * What stands for a line in a version: SHA-256, 64 hexadecimal digits, of its WKB, so that a file and a database say the same;
 * null without one.
 *
 * @param bytes WKB, which begins with 0 or 1, or a geometry of a GeoPackage, which begins with "GP"
 */
export function shapeOf(bytes: Buffer | null): string | null {
  if (bytes === null) return null
  return hash('sha256', (bytes[0] === GEOPACKAGE && toWkb(bytes)) || bytes, 'hex')
}

/** A line as a GeoPackage has it, from the bytes of either engine. */
export function storedLine(bytes: Buffer | null): Buffer | null {
  return bytes === null || bytes[0] === GEOPACKAGE ? bytes : fromWkb(bytes)
}

/** The code whose chain tells of a hamlet or street: its commune's, of a street of which only the district is known the district's. */
export function unitOf({
  commune_code,
  district_code,
}: Pick<ComponentContent, 'commune_code' | 'district_code'>) {
  return commune_code ?? district_code ?? '-'
}

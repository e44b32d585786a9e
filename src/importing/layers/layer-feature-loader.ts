import { boxesIntersect } from '../../geo/box.ts'
import {
  encodeGeometry,
  encodePoint,
  geometryBox,
  type StoredGeometry,
} from '../../geo/geopackage-geometry.ts'
import type { BulkLoad } from '../../store/loading/bulk-load.ts'
import type { ThemeFeatureRow } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { PlaceFinders } from '../reading/place-finders.ts'
import type { Placing } from '../reading/placing.ts'
import { problem } from '../reading/problem.ts'
import { RowReader } from '../reading/row-reader.ts'
import { selfIntersection } from '../reading/self-intersection.ts'
import type { SourceRow } from '../reading/source-row.ts'
import { garbled } from '../reading/text-encoding.ts'
import type { Readable, RowLoader } from '../writing/load-rows.ts'
import { uuidOf } from '../writing/natural-key.ts'
import { RowWriter } from '../writing/row-writer.ts'
import type { ColumnRoles } from './column-roles.ts'
import { FeatureMatching } from './feature-matching.ts'
import { attributeNameRule, namesAddress } from './layer-columns.ts'
import { dayOf, type FieldTypes, storedValues, typedValue } from './layer-fields.ts'
import type { RowGeocoding } from './row-geocoding.ts'
import { positionOfRow } from './row-position.ts'

/** Attributes of a feature, and characters of one. */
const MAX_FIELDS = 200
const MAX_TEXT = 65_536
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Rows held back at most; then they are looked for before the file is over. */
const MAX_HELD = 20_000

export interface FeatureLoadParts {
  record: RecordStore
  /** Where the addresses are that rows name. */
  addresses: RecordStore['addresses']
  load: BulkLoad
  theme: string
  types: FieldTypes
  finders: PlaceFinders
  /** Turns the columns lon and lat into degrees. */
  place: Placing
  roles: ColumnRoles
  /** Fields of which every value is a day. */
  days: ReadonlySet<string>
  /** Finds rows without coordinates by their address. */
  geocoding: RowGeocoding | undefined
}

/** A new feature that may be one of the record's under another id. */
interface Held {
  line: number
  row: Omit<ThemeFeatureRow, 'fid'>
  stated: Record<string, unknown>
}

/** Loads features into a thematic layer: by id, else as they are, else by place and name. */
export class LayerFeatureLoader implements RowLoader<SourceRow> {
  readonly #parts: FeatureLoadParts
  readonly #reader = new RowReader()
  readonly #writer: RowWriter<ThemeFeatureRow>
  readonly #matching: FeatureMatching | undefined
  #held: Held[] = []

  constructor(parts: FeatureLoadParts) {
    this.#parts = parts
    const { record, load, theme } = parts
    const table = {
      byUid: (uid: string) => record.themes.stored(theme, uid),
      insert: (row: Omit<ThemeFeatureRow, 'fid'>) => record.themes.insert(row),
      update: (row: ThemeFeatureRow) => record.themes.update(row),
    }
    this.#writer = new RowWriter(table, load, 'theme_feature', false)
    // of an empty layer nothing is known again
    if (record.themes.size(theme) > 0)
      this.#matching = new FeatureMatching(record, theme, (row) => this.#writer.cameBefore(row))
  }

  take(row: Readable<SourceRow>): ReturnType<RowLoader<SourceRow>['take']> {
    const reader = this.#reader
    reader.open(row.fields, row.geometry)
    const id = reader.text('id', 128)
    const address = this.#address(row.fields)
    const geom = address?.geom ?? this.#geometry(row)
    const stated = this.#attributes(row.rest ?? {}, address ? undefined : row.fields.address)
    if (geom === undefined || reader.problems.length > 0) return reader.problems
    const { theme } = this.#parts
    const uid = id ?? uuidOf('theme', theme, canonical(stated), geom.toString('base64'))
    const match = this.#writer.find(uid)
    if (match && this.#writer.cameBefore(match)) return [problem('duplicate', 'id', uid)]
    const address_uid = address?.uid ?? null
    if (match) {
      const properties = canonical({ ...storedValues(match.properties), ...stated })
      return this.#writer.revise(match, { properties, address_uid, geom })
    }
    const added = { theme, uid, address_uid, properties: canonical(stated), geom }
    if (id === null && this.#matching) this.#held.push({ line: row.line, row: added, stated })
    else this.#writer.add(row.line, added)
    return 'pending'
  }

  /** Rows that nothing of the record is exactly alike: they wait until those are taken that are. */
  settle(): { changed: number; unchanged: number } {
    const held = this.#held
    this.#held = []
    const counts = { changed: 0, unchanged: 0 }
    for (const { line, row, stated } of held) {
      const match = this.#matching?.match(stated, row.geom as Buffer)
      if (!match) this.#writer.add(line, row)
      else {
        const properties = canonical({ ...storedValues(match.properties), ...stated })
        const { address_uid, geom } = row
        const outcome = this.#writer.revise(match, { properties, address_uid, geom })
        counts[outcome as 'changed' | 'unchanged']++
      }
    }
    return counts
  }

  get full(): boolean {
    return this.#writer.full || this.#held.length >= MAX_HELD
  }

  flush(): ReturnType<RowLoader<SourceRow>['flush']> {
    return this.#writer.flush()
  }

  /** Removes the layer's features that did not come with this file; returns how many. */
  removeOthers(): number {
    let removed = 0
    for (const row of this.#parts.record.themes.featuresByRow(this.#parts.theme, 'stored'))
      if (!this.#writer.cameBefore(row)) {
        this.#parts.record.themes.remove(row.fid)
        removed++
      }
    return removed
  }

  /** Gives values that were there before the type that their attribute has now. */
  retype(): void {
    const { record, theme, types } = this.#parts
    for (const row of record.themes.features(theme)) {
      const values = storedValues(row.properties)
      const typed = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, typedValue(value, types.get(name))]),
      )
      const properties = canonical(typed)
      if (properties !== row.properties) record.themes.update({ ...row, properties })
    }
  }

  /** The address that a row refers to; the text of an address in the column `address` is none. */
  #address(fields: Record<string, string>): { uid: string; geom: Buffer } | undefined {
    const { addresses } = this.#parts
    const given = (['address_id', 'address_code', 'address'] as const)
      .map((field) => ({ field, value: (fields[field] ?? '').trim() }))
      .find(({ field, value }) => value !== '' && (field !== 'address' || namesAddress(value)))
    if (!given) return undefined
    const { field, value } = given
    const code = value.replace(/[\s.-]/g, '').toUpperCase()
    const found = UUID.test(value)
      ? addresses.byUid(value.toLowerCase())
      : (addresses.byCode(code) ?? addresses.byNdas(code))
    if (found?.geom) return { uid: found.uid, geom: found.geom }
    this.#reader.refuse('unknown-address', field, value, 'id, code')
    return undefined
  }

  #geometry(row: Readable<SourceRow>): Buffer | undefined {
    const reader = this.#reader
    const { geometry } = row
    if (!geometry) {
      const placed = this.#position(row)
      if (!placed) return undefined
      return this.#within({ type: 'Point', coordinates: placed }) ? encodePoint(...placed) : undefined
    }
    const crossing = selfIntersection(geometry)
    if (crossing)
      reader.refuse(
        'self-intersection',
        'geometry',
        crossing.map((n) => n.toFixed(6)).join(' '),
        'ST_MakeValid',
      )
    return !crossing && this.#within(geometry) ? encodeGeometry(geometry) : undefined
  }

  #position({ line, fields, rest }: Readable<SourceRow>): [lon: number, lat: number] | undefined {
    const { place, roles, geocoding } = this.#parts
    const text = roles.addressed
      .map((column) => String((column === roles.address ? fields.address : rest?.[column]) ?? ''))
      .filter((part) => part.trim() !== '')
      .join(', ')
    if (text !== '' && geocoding) return geocoding.position(this.#reader, line, text)
    return positionOfRow(this.#reader, fields, place, roles.swapped)
  }

  #within(geometry: StoredGeometry): boolean {
    const { extent } = this.#parts.finders
    const box = geometryBox(geometry)
    if (box && boxesIntersect(box, extent)) return true
    const middle = box ? `${(box[0] + box[2]) / 2} ${(box[1] + box[3]) / 2}` : ''
    this.#reader.refuse('out-of-province', 'geometry', middle, extent.map((n) => n.toFixed(2)).join(' '))
    return false
  }

  #attributes(rest: Record<string, unknown>, address: string | undefined): Record<string, unknown> {
    const entries = Object.entries(rest)
    // a column that may name an address is none of the file's attributes where it does
    if (address !== undefined && address !== '')
      entries.push([this.#parts.roles.address ?? 'address', address])
    if (entries.length > MAX_FIELDS)
      this.#reader.refuse('too-long', 'properties', entries.length, String(MAX_FIELDS))
    const values: Record<string, unknown> = {}
    for (const [name, value] of entries.slice(0, MAX_FIELDS)) {
      const rule = attributeNameRule(name)
      if (rule !== undefined) {
        this.#reader.refuse('reserved-name', name, value, rule)
        continue
      }
      const typed = Buffer.isBuffer(value) ? null : this.#typed(name, value)
      if (typeof typed === 'string') this.#checkText(name, typed)
      values[name] = typed
    }
    return values
  }

  #typed(name: string, value: unknown): ReturnType<typeof typedValue> {
    const typed = typedValue(value, this.#parts.types.get(name))
    return typeof typed === 'string' && this.#parts.days.has(name) ? (dayOf(typed) ?? typed) : typed
  }

  #checkText(name: string, text: string): void {
    if (text.length > MAX_TEXT) this.#reader.refuse('too-long', name, text, String(MAX_TEXT))
    const how = text.length < 1000 ? garbled(text) : undefined
    if (how) this.#reader.refuse('encoding', name, text, how)
  }
}

/** Attributes as JSON with their names in order, without those that have no value. */
function canonical(values: Record<string, unknown>): string {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined)
  return JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))))
}

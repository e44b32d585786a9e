import { VERSION_COLUMNS } from '../registry/registry-layers.ts'
import { ADDRESS_STATUSES } from './address-status.ts'
import { LAYERS } from './layers.ts'

/** Why a row, or one value of it, cannot be used. */
export type RowRule =
  | 'row-number'
  | 'required'
  | 'storage'
  | 'too-long'
  | 'value'
  | 'date'
  | 'json'
  | 'geometry'

/** What must hold of a column before a row is used. */
export interface RowCondition {
  readonly column: string
  readonly rule: RowRule
  /** SQL that is true or false, never null. */
  readonly holds: string
  /** SQL of what stands for the value where it does not hold and the row stays; absent where the row is left out. */
  readonly instead?: string
}

/** Row numbers are kept as 32 bits. */
export const MAX_ROW = 0xffff_fffe
/** Longest texts in bytes; imports refuse names over 200 characters. */
export const MAX_TEXT_BYTES = 2000
const LONG_TEXT = 20_000
const JSON_TEXT = 1_000_000
const LONG_TEXTS: ReadonlySet<string> = new Set([
  'raw_text',
  'description',
  'alt_names',
  'article',
  'licence',
  'attributes',
])
const JSON_COLUMNS: ReadonlySet<string> = new Set(['fields', 'field_texts', 'properties'])

const LEVELS = ['province', 'district', 'commune']
const CLASSES = [1, 5] as const
/** Columns of few values, by layer. */
const VALUES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  unit: { level: LEVELS },
  unit_change: {
    kind: ['merge', 'split', 'part', 'rename', 'move'],
    level: LEVELS,
    extent: ['whole', 'part'],
  },
  address: { status: ADDRESS_STATUSES },
  address_history: { status: ADDRESS_STATUSES, operation: ['update', 'delete'] },
  identifier: { status: ['current', 'retired'] },
  theme: { kind: ['features', 'counts'] },
}
/** The id of a thematic layer stands in addresses, names of files and tiles: `[a-z][a-z0-9_-]{0,39}`, without NUL after it. */
const LAYER_ID =
  "id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_-]*' AND octet_length(id) = length(id) AND length(id) <= 40"
/** Columns of numbers with their bounds; others lie within a thousand million. */
const BOUNDS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  class: CLASSES,
  centre_lon: [-180, 180],
  centre_lat: [-90, 90],
  area_approximate: [0, 1],
  year: [1, 9999],
  number: [1, 1e9],
}
const WIDEST = [-1e9, 1e9] as const

/**
 * What must hold of the rows of a layer, column by column as `layers.ts` declares them. Columns with an index have a plus: SQLite would
 * rather walk through the index for a rule than for what is asked.
 */
export function rowConditions(layer: string): readonly RowCondition[] {
  const { geometry, columns, feed } = LAYERS[layer]!
  return [
    ...(feed ? [{ column: 'fid', rule: 'row-number', holds: `+fid BETWEEN 0 AND ${MAX_ROW}` } as const] : []),
    ...(geometry ? geometryConditions(layer) : []),
    ...columns
      .filter((column) => !(WITH_VERSIONS.has(layer) && OF_EVENTS.has(column.split(' ')[0] as string)))
      .flatMap((column) => columnConditions(layer, column)),
  ]
}

/** Columns that triggers fill in, without which a row cannot be used. */
const FILLED_IN: Readonly<Record<string, string>> = { theme_feature: 'uid' }

function geometryConditions(layer: string): RowCondition[] {
  const readable: RowCondition = {
    column: 'geom',
    rule: 'geometry',
    holds: '(geom IS NULL OR is_place(geom))',
    // Every index of addresses looks at the position itself, in less time than a call from SQLite takes.
    instead: layer === 'address' ? 'geom' : 'NULL',
  }
  if (layer !== 'address') return [readable]
  return [
    { column: 'geom', rule: 'required', holds: 'geom IS NOT NULL' },
    { column: 'geom', rule: 'storage', holds: "(geom >= x'') IS NOT FALSE" },
    readable,
  ]
}

function columnConditions(layer: string, declared: string): RowCondition[] {
  const [column = '', type] = declared.split(' ')
  const of = (rule: RowRule, holds: string): RowCondition => ({ column, rule, holds })
  return [
    ...((declared.includes('NOT NULL') && !JSON_COLUMNS.has(column)) || FILLED_IN[layer] === column
      ? [of('required', `+${column} IS NOT NULL`)]
      : []),
    ...(type === 'TEXT' || type === 'DATETIME' ? textConditions(layer, column, type === 'DATETIME', of) : []),
    ...(type === 'DATE' ? [of('date', `date(${column}) IS ${column}`)] : []),
    ...(type === 'INTEGER' || type === 'BOOLEAN' ? numberConditions(column, "'integer'", of) : []),
    ...(type === 'DOUBLE' ? numberConditions(column, "'integer', 'real'", of) : []),
    ...(type === 'BLOB' ? [of('storage', `(${column} >= x'') IS NOT FALSE`)] : []),
  ]
}

/** What ties a version to its event is proven by `verify`; whatever stands there, an address is one. */
const WITH_VERSIONS: ReadonlySet<string> = new Set(['address', 'address_history'])
const OF_EVENTS: ReadonlySet<string> = new Set([...VERSION_COLUMNS, 'ended_by'])

type Of = (rule: RowRule, holds: string) => RowCondition

function textConditions(layer: string, column: string, isTime: boolean, of: Of): RowCondition[] {
  if (JSON_COLUMNS.has(column)) return jsonConditions(column)
  const max = LONG_TEXTS.has(column) ? LONG_TEXT : MAX_TEXT_BYTES
  const values = VALUES[layer]?.[column]
  return [
    // First the length, which SQLite tells without reading the text.
    of('too-long', `(octet_length(${column}) > ${max}) IS NOT TRUE`),
    // SQLite orders texts before all blobs, and comparing takes less time than asking for the kind. A column declared as
    // TEXT keeps no numbers, one of times may.
    of('storage', `(+${column} >= x'') IS NOT TRUE${isTime ? ` AND (+${column} < '') IS NOT TRUE` : ''}`),
    ...(layer === 'theme' && column === 'id' ? [of('value', `(${LAYER_ID}) IS NOT FALSE`)] : []),
    ...(values ? [of('value', `+${column} IN (${values.map((one) => `'${one}'`).join(', ')})`)] : []),
  ]
}

/** A row whose attributes cannot be read is one without attributes. SQLite reads JSON of at most 1,000 levels. */
function jsonConditions(column: string): RowCondition[] {
  const holds = `CASE WHEN typeof(${column}) = 'text' AND octet_length(${column}) <= ${JSON_TEXT} AND json_valid(${column})
    THEN json_type(${column}) = 'object' ELSE 0 END`
  return [{ column, rule: 'json', holds, instead: "'{}'" }]
}

function numberConditions(column: string, storage: string, of: Of): RowCondition[] {
  const [min, max] = BOUNDS[column] ?? WIDEST
  return [
    of('storage', `(typeof(${column}) IN ('null', ${storage}))`),
    of('value', `(${column} BETWEEN ${min} AND ${max}) IS NOT FALSE`),
  ]
}

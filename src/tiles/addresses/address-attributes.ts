import { PUBLIC_STATUSES } from '../../store/layout/address-status.ts'
import type { AddressTileRow } from '../../store/reading/tile-source.ts'

/** Object classes of the report are 1..5; any other number is shown without class and counted as 0. */
export const LAST_CLASS = 5

/** An attribute of a single address in tiles, with its type in the words of TileJSON. */
interface Attribute {
  readonly key: string
  readonly type: 'String' | 'Number'
}

/** A text, with the column of the record that holds it. */
interface TextAttribute extends Attribute {
  readonly type: 'String'
  readonly column: keyof AddressTileRow
  /** `id`: never absent; `own`: differs from address to address; `shared`: a block stores equal texts once. */
  readonly stored: 'id' | 'own' | 'shared'
}

/** Small numbers, which a block stores beside the position. */
interface PackedAttribute extends Attribute {
  readonly stored: 'class' | 'status'
}

/**
 * All that a tile says of a single address (zoom 14 and deeper): keys of the layer in this order, what blocks store, how it is
 * encoded, and the fields of TileJSON. After a change raise `SERVING_LAYOUT` and `TILE_ENCODING`.
 */
export const ADDRESS_ATTRIBUTES: readonly (TextAttribute | PackedAttribute)[] = [
  { key: 'id', type: 'String', stored: 'id', column: 'uid' },
  { key: 'code', type: 'String', stored: 'own', column: 'code' },
  { key: 'class', type: 'Number', stored: 'class' },
  { key: 'house_number', type: 'String', stored: 'shared', column: 'house_number' },
  { key: 'status', type: 'String', stored: 'status' },
]

/** What a tile says of a cell (above zoom 14, and where a tile would be too large), all of them numbers. */
const CELL_KEYS = [
  'point_count',
  'opens',
  ...Array.from({ length: LAST_CLASS + 1 }, (_, objectClass) => `class_${objectClass}`),
  ...PUBLIC_STATUSES.map((status) => `status_${status}`),
]

/** Keys of the layer: those of a single address, then those of a cell. */
export const LAYER_KEYS = [...ADDRESS_ATTRIBUTES.map(({ key }) => key), ...CELL_KEYS]
/** Place of the first key of a cell in {@link LAYER_KEYS}. */
export const FIRST_CELL_KEY = ADDRESS_ATTRIBUTES.length

/** Fields of the layer `address` in TileJSON. */
export const ADDRESS_FIELDS: Readonly<Record<string, Attribute['type']>> = Object.fromEntries([
  ...ADDRESS_ATTRIBUTES.map(({ key, type }) => [key, type]),
  ...CELL_KEYS.map((key) => [key, 'Number']),
])

/** Columns of the `own` texts, in the order of the bits that say which of them an address has; at most 4. */
export const OWN_COLUMNS = columnsOf('own')
/** Columns of the `shared` texts, in the order of their columns in a block. */
export const SHARED_COLUMNS = columnsOf('shared')

/** Places of the attributes in {@link LAYER_KEYS}, by how they are stored. */
export const KEYS = {
  id: keysOf('id')[0]!,
  own: keysOf('own'),
  class: keysOf('class')[0]!,
  shared: keysOf('shared'),
  status: keysOf('status')[0]!,
} as const

function columnsOf(stored: TextAttribute['stored']): (keyof AddressTileRow)[] {
  return ADDRESS_ATTRIBUTES.flatMap((each) =>
    each.stored === stored && 'column' in each ? [each.column] : [],
  )
}

function keysOf(stored: TextAttribute['stored'] | PackedAttribute['stored']): number[] {
  return ADDRESS_ATTRIBUTES.flatMap((each, key) => (each.stored === stored ? [key] : []))
}

import { PUBLIC_STATUSES, statusList } from '../layout/address-status.ts'
import { SHOWN } from '../record/public-address.ts'

export type ColumnType = 'string' | 'integer' | 'number' | 'boolean'

/** What anyone may read of a table: which rows, and of those which columns under which names. */
export interface PublicTable {
  readonly table: 'address' | 'unit' | 'street' | 'place' | 'hamlet'
  /** SQL of the id that other systems keep: unique, and the same after edits. */
  readonly id: string
  /** SQL of the rows that are public. */
  readonly where: string
  /** Name, SQL and type of each property, in the order in which they are shown, and which of its values may be. */
  readonly columns: Readonly<
    Record<string, readonly [sql: string, type: ColumnType, shown?: (value: unknown) => boolean]>
  >
  /** SQL of the first and last second (Unix time) of a row; null where it has none. */
  readonly time?: readonly [first: string, last: string]
  /** A row without a place is no feature; elsewhere it is one that lies nowhere. */
  readonly placed: boolean
}

/** Days of the record begin at midnight in Vietnam. */
const MIDNIGHT = 7 * 3600
const DAY = 86_400
const text = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, [`t.${name}`, 'string']] as const))

/** Columns of addresses, each with the values that may be shown. */
const ofAddress = (...names: (keyof typeof SHOWN)[]) =>
  Object.fromEntries(names.map((name) => [name, [`t.${name}`, 'string', SHOWN[name]]] as const))

const UNIT_COLUMNS = {
  ...text('code', 'level', 'type', 'name', 'full_name', 'parent_code', 'valid_from', 'valid_to', 'basis'),
  centre_lon: ['t.centre_lon', 'number'],
  centre_lat: ['t.centre_lat', 'number'],
  area_km2: ['t.area_km2', 'number'],
  ...text('area_source', 'area_date'),
  area_approximate: ['t.area_approximate', 'boolean'],
} as const satisfies PublicTable['columns']

const units = (level: string): PublicTable => ({
  table: 'unit',
  id: "t.code || '@' || t.valid_from",
  where: `t.level = '${level}'`,
  columns: UNIT_COLUMNS,
  time: [
    `unixepoch(t.valid_from) - ${MIDNIGHT}`,
    `ifnull(unixepoch(t.valid_to) + ${DAY - 1} - ${MIDNIGHT}, 9e15)`,
  ],
  placed: false,
})

/** Tables as the public sees them, by the name of the collection. Nothing in them is about people, see `public-address.ts`. */
export const PUBLIC_TABLES = {
  addresses: {
    table: 'address',
    id: 't.uid',
    where: `t.uid IS NOT NULL AND t.status IN ${statusList(PUBLIC_STATUSES)}`,
    columns: {
      ...ofAddress('code', 'ndas'),
      class: ['t.class', 'integer', SHOWN.class],
      name: ['CASE WHEN t.class BETWEEN 2 AND 5 THEN t.name END', 'string', SHOWN.name],
      ...ofAddress('house_number', 'street', 'hamlet'),
      group: ['t.group_name', 'string', SHOWN.group_name],
      ...ofAddress('commune_code', 'former_commune_code', 'postcode', 'position', 'status', 'updated_at'),
    },
    time: ["unixepoch(t.updated_at, 'subsec')", `unixepoch(t.updated_at, 'subsec')`],
    placed: true,
  },
  communes: units('commune'),
  districts: units('district'),
  provinces: units('province'),
  streets: {
    table: 'street',
    id: 't.uid',
    where: 't.uid IS NOT NULL',
    columns: text('name', 'class', 'commune_code', 'district_code', 'accuracy', 'source'),
    placed: false,
  },
  places: {
    table: 'place',
    id: 't.uid',
    where: 't.uid IS NOT NULL',
    columns: {
      ...text('name', 'alt_names', 'category', 'commune_code'),
      importance: ['t.importance', 'number'],
      ...text('description', 'source'),
    },
    placed: false,
  },
  hamlets: {
    table: 'hamlet',
    id: 't.uid',
    where: 't.uid IS NOT NULL',
    columns: text('name', 'kind', 'commune_code', 'former_commune_code', 'accuracy', 'source'),
    placed: false,
  },
} as const satisfies Record<string, PublicTable>

export type PublicTableName = keyof typeof PUBLIC_TABLES

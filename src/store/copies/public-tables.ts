import { PUBLIC_STATUSES, statusList } from '../layout/address-status.ts'
import { SHOWN } from '../record/public-address.ts'

export type ColumnType = 'string' | 'integer' | 'number' | 'boolean'

/** What anyone may read of a table: which rows, and of those which columns under which names. */
export interface PublicTable {
  readonly table: 'address' | 'street' | 'place' | 'hamlet'
  /** SQL of the rows that are public. */
  readonly where: string
  /** Name, SQL and type of each property, in the order in which they are shown, and which of its values may be. */
  readonly columns: Readonly<
    Record<string, readonly [sql: string, type: ColumnType, shown?: (value: unknown) => boolean]>
  >
  /** Properties with an index over their column, which has the same name. */
  readonly sorted: readonly string[]
  /** SQL of the second (Unix time) of a row; null where it has none. */
  readonly time?: string
  /** A row without a place is no feature; elsewhere it is one that lies nowhere. */
  readonly placed: boolean
}

const text = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, [`t.${name}`, 'string']] as const))

/** Columns of addresses, each with the values that may be shown. */
const ofAddress = (...names: (keyof typeof SHOWN)[]) =>
  Object.fromEntries(names.map((name) => [name, [`t.${name}`, 'string', SHOWN[name]]] as const))

/** Tables as the public sees them, by the name of the collection. Nothing in them is about people, see `public-address.ts`. */
export const PUBLIC_TABLES = {
  addresses: {
    table: 'address',
    where: `t.uid IS NOT NULL AND t.status IN ${statusList(PUBLIC_STATUSES)}`,
    columns: {
      ...ofAddress('code', 'ndas'),
      class: ['t.class', 'integer', SHOWN.class],
      name: ['CASE WHEN t.class BETWEEN 2 AND 5 THEN t.name END', 'string', SHOWN.name],
      ...ofAddress('house_number', 'street', 'hamlet'),
      group: ['t.group_name', 'string', SHOWN.group_name],
      ...ofAddress('commune_code', 'former_commune_code', 'postcode', 'position', 'status', 'updated_at'),
    },
    sorted: ['code', 'ndas', 'commune_code'],
    time: "unixepoch(t.updated_at, 'subsec')",
    placed: true,
  },
  streets: {
    table: 'street',
    where: 't.uid IS NOT NULL',
    columns: text('name', 'class', 'commune_code', 'district_code', 'accuracy', 'source'),
    sorted: ['name'],
    placed: false,
  },
  places: {
    table: 'place',
    where: 't.uid IS NOT NULL',
    columns: {
      ...text('name', 'alt_names', 'category', 'commune_code'),
      importance: ['t.importance', 'number'],
      ...text('description', 'source'),
    },
    sorted: ['name'],
    placed: false,
  },
  hamlets: {
    table: 'hamlet',
    where: 't.uid IS NOT NULL',
    columns: text('name', 'kind', 'commune_code', 'former_commune_code', 'accuracy', 'source'),
    sorted: ['name', 'commune_code'],
    placed: false,
  },
} as const satisfies Record<string, PublicTable>

export type PublicTableName = keyof typeof PUBLIC_TABLES

import type { RecordStore } from '../record-store.ts'

/** What a row names that the record does not have. */
export type LooseRule = 'unknown-theme' | 'kind-of-theme' | 'unknown-commune' | 'unknown-address' | 'no-place'

/** A row that can be read and leads nowhere: another program wrote it, as imports refuse such rows. */
export interface LooseRow {
  readonly table: string
  readonly row: number
  readonly column: string
  readonly rule: LooseRule
  /** What stands there; null where the value itself is missing. */
  readonly value: string | null
}

type Reference = Omit<LooseRow, 'row' | 'value'> & {
  /** SQL over the row `r`, true where it is loose. */
  readonly where: string
}

const ofTheme = (table: string, kind: string): Reference[] => [
  {
    table,
    column: 'theme',
    rule: 'unknown-theme',
    where: 'NOT EXISTS (SELECT 1 FROM theme WHERE id = r.theme)',
  },
  {
    table,
    column: 'theme',
    rule: 'kind-of-theme',
    where: `EXISTS (SELECT 1 FROM theme WHERE id = r.theme AND kind <> '${kind}')`,
  },
]
const ofCommune = (table: string): Reference => ({
  table,
  column: 'commune_code',
  rule: 'unknown-commune',
  where: `r.commune_code IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM unit WHERE level = 'commune' AND code = r.commune_code)`,
})

/** Addresses have findings of their own. */
const REFERENCES: readonly Reference[] = [
  ...ofTheme('theme_feature', 'features'),
  {
    table: 'theme_feature',
    column: 'address_uid',
    rule: 'unknown-address',
    where: 'r.address_uid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM address WHERE uid = r.address_uid)',
  },
  {
    table: 'theme_feature',
    column: 'geom',
    rule: 'no-place',
    // The view has none either where it cannot be read, which is told by a rule of its own.
    where: '(SELECT geom FROM main.theme_feature WHERE fid = r.fid) IS NULL',
  },
  ...ofTheme('theme_count', 'counts'),
  ofCommune('theme_count'),
  ...['street', 'hamlet', 'place'].map(ofCommune),
]

/** The rows beside addresses that can be used and name what is not there, table by table, in the order of their numbers. */
export function* looseRows({ db }: RecordStore): Generator<LooseRow> {
  for (const { table, column, rule, where } of REFERENCES) {
    const value = column === 'geom' ? 'NULL' : `CAST(r.${column} AS TEXT)`
    const rows = db.prepare<[], Pick<LooseRow, 'row' | 'value'>>(
      `SELECT r.fid AS row, ${value} AS value FROM usable_${table} AS r WHERE ${where} ORDER BY r.fid`,
    )
    for (const found of rows.iterate()) yield { table, column, rule, ...found }
  }
}

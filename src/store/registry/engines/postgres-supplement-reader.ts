import { type Kysely, sql } from 'kysely'
import { SupplementReader, type SupplementSource } from '../../record/public-supplements.ts'
import type { FurtherNameRow, PositionRow, UnitInsideRow } from '../../record/supplements.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** Revisions of the address that a row holds for: from one, until before another. */
interface Held {
  readonly since: number
  readonly until: number | null
}

/** What an address of a database has beside its columns, in all its versions, as anybody may see it; read in one statement. */
export async function supplementsAbout(db: Kysely<RegistryTables>, uid: string): Promise<SupplementReader> {
  const { rows } = await sql<Held & { kind: 'position' | 'name' | 'unit'; row: Record<string, unknown> }>`
    SELECT 'position' AS kind, since, until, to_jsonb(p) AS row FROM zz_position p WHERE address = ${uid}
    UNION ALL SELECT 'name', since, until, to_jsonb(n) FROM zz_name n WHERE address = ${uid}
    UNION ALL SELECT 'unit', since, until, to_jsonb(u) FROM zz_unit u
      WHERE address = ${uid} AND state = 'current' AND designation IS NOT NULL`.execute(db)
  const of = <Row>(kind: string, keys: readonly (keyof Row & string)[]) =>
    rows
      .filter((one) => one.kind === kind)
      .map(({ since, until, row }) => ({ since, until, row: row as Row, order: orderOf(row, keys) }))
      .sort((a, b) => (a.order < b.order ? -1 : 1))
  const positions = of<PositionRow>('position', ['type', 'uid'])
  const names = of<FurtherNameRow>('name', ['kind', 'name', 'uid'])
  const units = of<UnitInsideRow>('unit', ['designation', 'uid'])
  units.sort((a, b) => lengthOf(a.row) - lengthOf(b.row))
  const source: SupplementSource = {
    positions: (_, revision) => held(positions, revision),
    names: (_, revision) => held(names, revision),
    units: (_, revision, offset, limit) => held(units, revision).slice(offset, offset + limit),
    countUnits: (_, revision) => held(units, revision).length,
  }
  return new SupplementReader(source)
}

/** Rows of a revision, or those that hold now. */
function held<Row>(rows: readonly (Held & { row: Row })[], revision: number | null): Row[] {
  return rows
    .filter(({ since, until }) =>
      revision === null ? until === null : since <= revision && (until === null || until > revision),
    )
    .map(({ row }) => row)
}

/** By characters, as SQLite orders. */
function orderOf(row: Record<string, unknown>, keys: readonly string[]): string {
  return keys.map((key) => String(row[key] ?? '')).join('\0')
}

function lengthOf({ designation }: UnitInsideRow): number {
  return [...String(designation)].length
}

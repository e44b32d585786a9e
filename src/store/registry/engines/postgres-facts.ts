import pg from 'pg'
import type { PostcodeRow, UnitChangeRow, UnitRow } from '../../record/rows.ts'
import { type CopyValue, copyIn, geometryValue } from '../carry/copy-in.ts'

interface Facts {
  readonly units: readonly Omit<UnitRow, 'fid'>[]
  readonly changes: readonly Omit<UnitChangeRow, 'fid'>[]
  readonly postcodes: readonly Omit<PostcodeRow, 'fid'>[]
}

/**
 * Fills the tables of units of a database that has none, in one transaction; those that are there stay. Returns how many
 * units were added.
 */
export async function loadPostgresFacts(url: string, { units, changes, postcodes }: Facts): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('BEGIN')
    // Of two who find it empty one waits here, and then finds it filled.
    await client.query('LOCK TABLE unit IN EXCLUSIVE MODE')
    const { rows } = await client.query('SELECT 1 FROM unit LIMIT 1')
    if (rows.length === 0)
      for (const [table, list] of Object.entries({ unit: units, unit_change: changes, postcode: postcodes }))
        await fill(client, table, list)
    await client.query('COMMIT')
    return rows.length === 0 ? units.length : 0
  } finally {
    await client.end()
  }
}

async function fill(client: pg.Client, table: string, list: readonly object[]): Promise<void> {
  const columns = Object.keys(list[0] ?? {})
  const rows = list.map((row) => columns.map((column) => copied((row as Record<string, unknown>)[column])))
  if (columns.length > 0) await copyIn(client, table, columns, rows)
}

function copied(value: unknown): CopyValue {
  return Buffer.isBuffer(value) ? geometryValue(value) : (value as CopyValue)
}

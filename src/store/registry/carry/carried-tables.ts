import Database from 'better-sqlite3'
import pg from 'pg'
import { StoreError, storeError } from '../../errors.ts'
import { type CopyValue, copyIn, geometryValue } from './copy-in.ts'

/** Rows between two looks at how far it is. */
const TOLD_EVERY = 1000

/** Told of each table how many of how many rows are over. */
export type OnCarried = (table: string, done: number, total: number) => void

interface Column {
  readonly name: string
  /** As PostgreSQL writes it, `geometry(Point,4326)`. */
  readonly type: string
}

/** What is carried from where to where. */
interface Ends {
  readonly file: string
  /** Of the owner of the tables. */
  readonly url: string
  /** Throws for a file that is not to be carried. */
  readonly check: (source: Database.Database, file: string) => void
}

/** Does `work` with a file in one state, whatever others commit meanwhile, and a connection, which are closed then. */
export async function withBoth<Result>(
  { file, url, check }: Ends,
  work: (source: Database.Database, client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const source = openSource(file, check)
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return await work(source, client)
  } finally {
    source.close()
    await client.end().catch(() => undefined)
  }
}

function openSource(file: string, check: Ends['check']): Database.Database {
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
    check(db, file)
    db.exec('BEGIN')
    return db
  } catch (error) {
    db?.close()
    throw storeError(error, file)
  }
}

/** The tables of a schema, with their columns. */
export async function tablesOf(client: pg.Client, schema: string): Promise<Map<string, Column[]>> {
  const { rows } = await client.query<{ table: string; name: string; type: string }>(
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY c.relname, a.attnum`,
    [schema],
  )
  const tables = new Map<string, Column[]>()
  for (const { table, name, type } of rows) tables.set(table, [...(tables.get(table) ?? []), { name, type }])
  return tables
}

/**
 * Copies a table of a SQLite file to one of the same name, row by row, with their numbers. Columns that only one of both has
 * are left out. Throws {@link StoreError} `corrupt`, naming the row, for a value that the table there does not take.
 */
export async function carryTable(
  source: Database.Database,
  client: pg.Client,
  { schema, table, columns }: { schema: string; table: string; columns: readonly Column[] },
  onCarried: OnCarried,
): Promise<number> {
  const there = new Set(
    source.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table),
  )
  const common = columns.filter(({ name }) => there.has(name))
  const names = common.map(({ name }) => `"${name}"`).join(', ')
  const total = source.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get() ?? 0
  const select = source.prepare<[], unknown[]>(`SELECT ${names} FROM "${table}" ORDER BY rowid`).raw()
  let last: unknown[] = []
  let done = 0
  function* rows(): Generator<CopyValue[]> {
    for (const row of select.iterate()) {
      last = row
      yield common.map(({ type }, i) => carried(row[i], type))
      if (++done % TOLD_EVERY === 0 && done < total) onCarried(table, done, total)
    }
  }
  try {
    await copyIn(
      client,
      `${schema}."${table}"`,
      common.map(({ name }) => name),
      rows(),
    )
  } catch (error) {
    throw refusedRow(error, table, last[0])
  }
  onCarried(table, done, total)
  if (columns.some(({ name }) => name === 'fid'))
    await client.query(
      `SELECT setval(pg_get_serial_sequence($1, 'fid'), max(fid)) FROM ${schema}."${table}" HAVING max(fid) IS NOT NULL
         AND pg_get_serial_sequence($1, 'fid') IS NOT NULL`,
      [`${schema}."${table}"`],
    )
  return done
}

/** Whether a SQLite file has a table. */
export function hasTable(source: Database.Database, table: string): boolean {
  return (
    source.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table) !== undefined
  )
}

function carried(value: unknown, type: string): CopyValue {
  if (!Buffer.isBuffer(value)) return typeof value === 'bigint' ? String(value) : (value as CopyValue)
  if (!type.startsWith('geometry')) return `\\x${value.toString('hex')}`
  return geometryValue(value)
}

/** What PostgreSQL says of a row that it does not take; classes 22 (data) and 23 (constraints). */
function refusedRow(error: unknown, table: string, newest: unknown): unknown {
  const { code, message, detail, where } = error as {
    code?: string
    message: string
    detail?: string
    where?: string
  }
  if (!/^2[23]...$/.test(String(code))) return error
  const what = [message, detail, where].filter(Boolean).join('; ')
  return new StoreError(
    'corrupt',
    `Bảng ${table} có dòng mà PostgreSQL không nhận (đến dòng ${newest}): hãy chạy npm run check rồi sửa trong tệp. Chưa có gì được chuyển. · ` +
      `Table ${table} has a row that PostgreSQL does not take (up to row ${newest}): ${what}. Run npm run check and mend it in the file. Nothing was carried over.`,
    { cause: error },
  )
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import t, { type Test } from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { RECORD_FILE } from '../../../src/store/record-store.ts'
import { ENGINES } from '../../support/registry-engines.ts'

type Tables = Map<string, string[]>

const PAGE = 'src/store/registry/TABLES.md'
/** Tables of the record that the registry writes or reads; its others are documented where they belong. */
const OF_RECORD = /^(?:address|address_history|identifier|unit|diachiso_info|zz_\w+)$/

const text = readFileSync(join(packageRoot(), PAGE), 'utf8')
const [, ofRecord = '', ofPeople = ''] = text.split(/^## .*$/m)

/** Columns by table, as the page tells them; a line that lacks a meaning is none. */
function documented(part: string): Tables {
  const tables: Tables = new Map()
  for (const section of part.split(/^### /m).slice(1)) {
    const name = /^`(\w+)`/.exec(section)?.[1] as string
    tables.set(
      name,
      [...section.matchAll(/^\| `(\w+)` \| [^|]*\S[^|]* \|.*\|$/gm)].map(([, column]) => column as string),
    )
  }
  return tables
}

function compare(t: Test, told: Tables, real: Tables, where: string): void {
  for (const [table, columns] of real) {
    const known = told.get(table) ?? []
    const missing = columns.filter((column) => !known.includes(column))
    const how = `add to ${PAGE}, under "### \`${table}\`", a line "| \`column\` | meaning, unit | example |" for each`
    t.same(missing, [], `${where}, ${table}: ${how}`)
    const gone = known.filter((column) => !columns.includes(column))
    t.same(gone, [], `${where}, ${table}: take these columns out of ${PAGE}, they are no more`)
  }
  const gone = [...told.keys()].filter((table) => !real.has(table))
  t.same(gone, [], `${where}: take these tables out of ${PAGE}, they are no more`)
}

function ofSqlite(file: string, which: RegExp): Tables {
  const db = new Database(file, { readonly: true })
  try {
    const names = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
    const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck()
    return new Map(names.filter((name) => which.test(name)).map((name) => [name, columns.all(name)]))
  } finally {
    db.close()
  }
}

async function ofPostgres(url: string, schema: string, which: RegExp): Promise<Tables> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(
      'SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = $1 ORDER BY ordinal_position',
      [schema],
    )
    const tables: Tables = new Map()
    for (const { table_name: table, column_name: column } of rows)
      if (which.test(table)) tables.set(table, [...(tables.get(table) ?? []), column])
    return tables
  } finally {
    await client.end()
  }
}

for (const engine of ENGINES)
  t.test(`Every table and column is documented: ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { where, dataDir, close } = await engine.open()
    t.teardown(close)
    const [record, people] =
      dataDir === undefined
        ? [await ofPostgres(where, 'public', OF_RECORD), await ofPostgres(where, 'people', /./)]
        : [
            ofSqlite(join(dataDir, RECORD_FILE), OF_RECORD),
            ofSqlite(join(dataDir, PEOPLE_FILE), /^(?!sqlite_)/),
          ]
    compare(t, documented(ofRecord), record, `${engine.name}, record`)
    compare(t, documented(ofPeople), people, `${engine.name}, people`)
  })

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import { csvRows } from '../../src/tables/csv-rows.ts'
import { TableError } from '../../src/tables/table.ts'

t.test('the tables that ship are read as another program reads them', async (t) => {
  const folder = join(packageRoot(), 'data')
  const files = readdirSync(folder).filter((name) => name.endsWith('.csv'))
  t.ok(files.length > 3)
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    t.same(csvRows(text), parse(text, { columns: true, bom: true }), file)
  }
})

t.test('rows are named by their header', async (t) => {
  for (const [text, rows] of [
    ['\ufeffa,b\r\n1,"x, ""y"""\r\n', [{ a: '1', b: 'x, "y"' }]],
    [
      'a;b\n1,5;\n\n2;3',
      [
        { a: '1,5', b: '' },
        { a: '2', b: '3' },
      ],
    ],
    ['a,b\n', []],
    ['', []],
  ] as const)
    t.same(csvRows(text), rows, JSON.stringify(text))
})

t.test('a row that does not fit is an error with its line', async (t) => {
  for (const [text, message] of [
    ['a,b\n1,2\n3\n', /Line 3 has 1 fields; the header has 2/],
    ['a,b\n1,2,3\n', /Line 2 has 3 fields/],
    ['a,b\n1,2\n"x,y\n', /Line 3 cannot be read/],
  ] as const)
    t.throws(() => csvRows(text), { constructor: TableError, message }, JSON.stringify(text))
})

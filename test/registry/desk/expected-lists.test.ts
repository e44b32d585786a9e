import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { readExpected } from '../../../src/importing/counts/expected-table.ts'
import { SERVER } from '../../../src/registry/actor.ts'
import { putExpected } from '../../../src/registry/lists/put-expected.ts'
import { RecordStore } from '../../../src/store/record-store.ts'
import { workFolder } from '../../support/import-support.ts'
import { COMMUNES, ENGINES } from '../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const files = workFolder()
t.teardown(files.close)
const GIVEN = { source: 'rà soát', date: '2026-01-31' }
const HEADER = 'commune_code,hamlet,class,count,source,date'

async function rowsOf(file: string) {
  const rows = []
  for await (const row of readExpected(file, GIVEN)) rows.push(row)
  return rows
}

t.test('A table of expected counts is read row by row', async (t) => {
  const good = { commune_code: HERE, hamlet: null, class: 1, count: 1250, ...GIVEN }
  /** a row; what it says, or code and column of what is wrong */
  const ROWS: [row: string, is: object | [code: string, field: string]][] = [
    [`${HERE},,1,1250,,`, good],
    [`${HERE},,1,1.250,,`, good],
    [
      `${HERE},Ấp 3,2,0,Thống kê,2025-12-31`,
      { ...good, hamlet: 'Ấp 3', class: 2, count: 0, source: 'Thống kê', date: '2025-12-31' },
    ],
    [`${HERE},A\u0302\u0301p 3,2,0,,`, { ...good, hamlet: 'Ấp 3', class: 2, count: 0 }],
    [',,1,5,,', ['required', 'commune_code']],
    [`${HERE},,,5,,`, ['required', 'class']],
    [`${HERE},,1,,,`, ['required', 'count']],
    ['2769,,1,5,,', ['value', 'commune_code']],
    [`${HERE},,6,5,,`, ['range', 'class']],
    [`${HERE},,1,-5,,`, ['number', 'count']],
    [`${HERE},,1,5.5,,`, ['number', 'count']],
    [`${HERE},,1,10000001,,`, ['range', 'count']],
    [`${HERE},,1,5,,31/12/2025`, ['value', 'date']],
    [`${HERE},,1,5,,2026-02-30`, ['value', 'date']],
    [`${HERE},${'a'.repeat(201)},1,5,,`, ['too-long', 'hamlet']],
    [`${HERE},,1,5,,,extra`, ['columns', '']],
  ]
  const file = files.write('rows.csv', [HEADER, ...ROWS.map(([row]) => row), ',,,,,'].join('\n'))
  const rows = await rowsOf(file)
  t.equal(rows.length, ROWS.length, 'an empty row is none')
  for (const [i, [text, is]] of ROWS.entries()) {
    const row = rows[i]
    const problem = row && 'problem' in row ? [row.problem.code, row.problem.field] : undefined
    t.same(Array.isArray(is) ? problem : row, Array.isArray(is) ? is : { line: i + 2, ...is }, text)
  }
  const own = files.write('own.csv', `Mã xã;Loại;Số lượng\n${HERE};1;5`)
  t.match(await rowsOf(own), [{ commune_code: HERE, class: 1, count: 5 }], 'columns in Vietnamese')
  await t.rejects(rowsOf(files.write('none.csv', 'commune_code,class\n1,2')), { message: /count/ })
  await t.rejects(rowsOf(files.write('bad.xlsx', 'no workbook')), { message: /workbook|xlsx/i })
})

for (const engine of ENGINES)
  t.test(`Expected counts of a list on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { store, close } = await engine.open()
    t.teardown(close)
    const row = (line: number, commune_code: string, count: number, more: object = {}) => ({
      line,
      commune_code,
      hamlet: null,
      class: 1,
      count,
      ...GIVEN,
      ...more,
    })
    const put = (...list: ReturnType<typeof row>[]) =>
      store.write((tx) => putExpected(tx, SERVER, list, new Date()))
    const list = [
      row(2, HERE, 10),
      row(3, HERE, 20, { hamlet: 'Ấp 3' }),
      row(4, THERE, 30),
      row(5, '99999', 1),
      row(6, HERE, 11),
    ]
    t.match(await put(...list), {
      added: 3,
      changed: 0,
      unchanged: 0,
      unknown: [{ line: 5 }],
      twice: [{ line: 6 }],
    })
    t.match(await put(...list), { added: 0, changed: 0, unchanged: 3 }, 'again it changes nothing')
    t.match(await put(row(2, HERE, 12), row(3, THERE, 30, { date: '2026-02-28' })), {
      changed: 2,
      unchanged: 0,
    })
    const said = await store.read(({ expected }) => expected.ofCommune(HERE))
    t.same(
      said.map(({ hamlet, count, office }) => [hamlet, count, office]),
      [
        [null, 10, 'server'],
        ['Ấp 3', 20, 'server'],
        [null, 12, 'server'],
      ],
      'what was said before stays as history',
    )
  })

t.test('npm run import -- expected reads CSV and workbooks', async (t) => {
  const dataDir = files.path('data')
  const run = (file: string, ...more: string[]) => {
    const command = [
      '--import',
      'tsx',
      join(packageRoot(), 'scripts', 'commands', 'import.ts'),
      'expected',
      file,
    ]
    const { status, stderr } = spawnSync(process.execPath, [...command, ...more], {
      cwd: packageRoot(),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    })
    return { status, stderr }
  }
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('Dự kiến')
  sheet.addRows([
    ['Mã xã', 'Ấp, khu phố', 'Loại', 'Số lượng'],
    ['27694', null, 1, 1250],
    ['27694', 'Khu phố 2', 1, 300],
    ['99999', null, 1, 1],
    ['27694', null, 'x', 1],
  ])
  const file = files.path('counts.xlsx')
  await workbook.xlsx.writeFile(file)
  t.match(run(file, '--dry-run'), { status: 1, stderr: /read 4, .*added 2, .*refused 2/ })
  t.match(run(file, '--date', '2026-01-31'), { status: 0, stderr: /added 2, .*refused 2/ })
  t.match(readFileSync(`${file}.rejects.csv`, 'utf8'), /^5,range,(?:.|\n)*^4,unknown-unit,/m)
  t.match(run(file, '--date', '2026-01-31'), { status: 0, stderr: /added 0, .*changed 0, .*unchanged 2/ })
  const record = RecordStore.open(dataDir, { readonly: true })
  t.teardown(() => record.close())
  t.same(record.db.prepare('SELECT hamlet, count, source, date FROM zz_expected').all(), [
    { hamlet: null, count: 1250, source: 'counts.xlsx', date: '2026-01-31' },
    { hamlet: 'Khu phố 2', count: 300, source: 'counts.xlsx', date: '2026-01-31' },
  ])
  t.match(run(files.path('nothing.csv')), { status: 1, stderr: /nothing\.csv/ })
})

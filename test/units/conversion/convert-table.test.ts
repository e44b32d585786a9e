import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import t from 'tap'
import { TableError } from '../../../src/tables/table.ts'
import { AddressConverter } from '../../../src/units/conversion/address-converter.ts'
import { convertTable } from '../../../src/units/conversion/convert-table.ts'
import { HamletIndex } from '../../../src/units/conversion/hamlet-index.ts'
import { shippedRegister } from '../shipped-register.ts'

const none = new HamletIndex([])
const converter = new AddressConverter(shippedRegister(), () => none)
const folder = mkdtempSync(join(tmpdir(), 'convert-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

t.test('a CSV keeps its rows and columns and gains those of the conversion', async (t) => {
  const from = join(folder, 'in.csv')
  const to = join(folder, 'out.csv')
  writeFileSync(
    from,
    '\uFEFFid;Address;lon;lat\n1;"12; Phường 4, TP Tân An";;\n2;Xã Đức Hòa Thượng, Đức Hòa;;\n3;Phường Long An\n4;;;\n5;"Xã Đức Hòa Thượng, Đức Hòa";106.405;10.548;extra\n',
  )
  const counts = await convertTable(converter, from, to, 'address')
  t.same(counts, { rows: 5, grades: { A: 1, B: 1, C: 2 } })
  const text = readFileSync(to, 'utf8')
  t.ok(text.startsWith('\uFEFF'), 'with the mark that spreadsheets look for')
  const [header, ...rows] = parse(text, { bom: true, delimiter: ';', relax_column_count: true }) as string[][]
  t.same(header?.slice(0, 6), ['id', 'Address', 'lon', 'lat', 'current_commune_code', 'current_commune'])
  t.same(rows[0]?.slice(0, 11), [
    '1',
    '12; Phường 4, TP Tân An',
    '',
    '',
    '27694',
    'Phường Long An',
    '27691',
    'Phường 4',
    'B',
    'Điều 1 khoản 84, 1682/NQ-UBTVQH15',
    '',
  ])
  t.same(rows[1]?.slice(4, 9), [
    '27964 | 27976',
    'Xã Đức Lập | Xã Mỹ Hạnh',
    '27967',
    'Xã Đức Hòa Thượng',
    'C',
  ])
  t.equal(rows[2]?.[4], '27694', 'a short row stays in its columns')
  t.equal(rows[2]?.[6]?.split(' | ').length, 8, 'all former communes are told')
  t.same(rows[3]?.slice(8), ['C', '', 'no-match', 'not-found'])
  t.same(
    rows[4]?.slice(3),
    ['10.548 | extra', '', '', '', '', '', '', 'row-damaged', 'error'],
    'nothing of a long row is lost',
  )
})

t.test('the status of a row says whether somebody has to look at it', async (t) => {
  const from = join(folder, 'status.csv')
  const to = join(folder, 'status.out.csv')
  const cases: [address: string, status: string][] = [
    ['Phường 4, TP Tân An', 'ok'],
    ['Phường Long An', 'ok'],
    ['Xã Đức Hòa Thượng, Đức Hòa', 'ambiguous'],
    ['P1', 'ambiguous'],
    ['huyện Đức Hòa', 'ambiguous'],
    ['Xã Bình Hiệp, huyện Cần Đước', 'unsure'],
    ['Rạch Kiếng', 'unsure'],
    ['Phường 1, Quận 3, TP Hồ Chí Minh', 'not-found'],
  ]
  writeFileSync(from, `address\n${cases.map(([address]) => `"${address}"`).join('\n')}\n`)
  await convertTable(converter, from, to, 'address')
  const rows = parse(readFileSync(to, 'utf8'), { bom: true, columns: true }) as Record<string, string>[]
  t.same(
    rows.map((row) => [row.address, row.conversion_status]),
    cases,
  )
  t.equal(Object.keys(rows[0]!).at(-1), 'conversion_status', 'the last column')
})

t.test('a workbook is converted row by row', async (t) => {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Danh sách')
  sheet.addRow(['STT', 'Địa chỉ', 'Ngày'])
  sheet.addRow([
    1,
    { richText: [{ text: 'Phường 2, ' }, { text: 'Tân An' }] },
    new Date('2024-05-01T00:00:00Z'),
  ])
  sheet.addRow([2, 'xã Tân Bửu', null])
  const from = join(folder, 'in.xlsx')
  const to = join(folder, 'out.xlsx')
  await book.xlsx.writeFile(from)
  t.same(await convertTable(converter, from, to, 'địa chỉ'), { rows: 2, grades: { A: 0, B: 2, C: 0 } })
  const result = new ExcelJS.Workbook()
  await result.xlsx.readFile(to)
  const row = result.worksheets[0]?.getRow(2).values as unknown[]
  t.same(row.slice(1, 6), ['1', 'Phường 2, Tân An', '2024-05-01', '27694', 'Phường Long An'])
})

t.test('an open quote costs its row only', async (t) => {
  const from = join(folder, 'quote.csv')
  const to = join(folder, 'quote.out.csv')
  writeFileSync(from, 'id,address\n1,"never closed\n2,Phường Long An\n')
  t.same(await convertTable(converter, from, to, 'address'), { rows: 2, grades: { A: 1, B: 0, C: 0 } })
  const [, damaged, whole] = parse(readFileSync(to, 'utf8'), { bom: true }) as string[][]
  t.same([damaged?.[0], ...damaged!.slice(-2)], ['1,"never closed', 'row-damaged', 'error'])
  t.same(whole?.slice(0, 3), ['2', 'Phường Long An', '27694'])
})

t.test('a table that cannot be converted is refused in a sentence', async (t) => {
  const cases: [name: string, content: string, words: RegExp][] = [
    ['no-column.csv', 'id,place\n1,x\n', /no column "address"; there are: id, place/],
    ['empty.csv', '', /empty/],
    ['not.xlsx', 'this is no workbook', /cannot be read as a workbook/],
  ]
  for (const [name, content, words] of cases) {
    const from = join(folder, name)
    writeFileSync(from, content)
    const failure = await convertTable(converter, from, `${from}.out`, 'address').catch(
      (error: unknown) => error,
    )
    t.ok(failure instanceof TableError, name)
    t.match((failure as Error).message, words)
  }
})

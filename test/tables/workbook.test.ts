import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import t from 'tap'
import { extendWorkbook } from '../../src/tables/workbooks/workbook.ts'
import { checkWorkbook } from '../../src/tables/workbooks/workbook-bounds.ts'

const noGdal = spawnSync('ogr2ogr', ['--version']).error ? 'ogr2ogr is not installed' : false
const folder = mkdtempSync(join(tmpdir(), 'diachiso-test-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** The end of a ZIP archive: its list of files, each with the size it says to unpack to, and nothing before the list. */
function archive(files: ReadonlyArray<[name: string, unpacked: number]>): Buffer {
  const list = Buffer.concat(
    files.map(([name, unpacked]) => {
      const entry = Buffer.alloc(46 + name.length)
      entry.writeUInt32LE(0x02014b50, 0)
      entry.writeUInt16LE(8, 10)
      entry.writeUInt32LE(10, 20)
      entry.writeUInt32LE(unpacked, 24)
      entry.writeUInt16LE(name.length, 28)
      entry.write(name, 46)
      return entry
    }),
  )
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(list.length, 12)
  return Buffer.concat([list, end])
}

const MB = 1_048_576
const sheets = (count: number, unpacked: number) =>
  Array.from({ length: count }, (_, i): [string, number] => [`xl/worksheets/sheet${i}.xml`, unpacked])

/** archive, and the sentence that refuses it; none for one that would be read */
const ARCHIVES: ReadonlyArray<[name: string, files: ReadonlyArray<[string, number]>, sentence?: RegExp]> = [
  ['small', [...sheets(3, MB), ['xl/sharedStrings.xml', 256 * MB], ['xl/styles.xml', MB]]],
  ['files', sheets(2001, 1), /2001 files; at most 2000/],
  ['unpacked', sheets(2, 1500 * MB), /3145728000 bytes unpacked; at most 2147483648/],
  [
    'strings',
    [['xl/sharedStrings.xml', 300 * MB]],
    /314572800 bytes of xl\/sharedStrings\.xml; at most 268435456/,
  ],
  ['styles', [['xl/styles.xml', 17 * MB]], /17825792 bytes of xl\/styles\.xml/],
]

t.test('a workbook that would not fit is refused before it is unpacked', async (t) => {
  for (const [name, files, sentence] of ARCHIVES) {
    const file = join(folder, `${name}.xlsx`)
    writeFileSync(file, archive(files))
    if (sentence) await t.rejects(checkWorkbook(file), { message: sentence }, name)
    else await t.resolves(checkWorkbook(file), name)
  }
})

t.test('a cell far to the right costs itself, not the cells before it', async (t) => {
  const [from, to] = [join(folder, 'far.xlsx'), join(folder, 'out.xlsx')]
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('1')
  sheet.addRow(['a', 'b'])
  sheet.getRow(2).getCell(16_384).value = 'far'
  sheet.getRow(2).getCell(1).value = 'near'
  sheet.getRow(3).getCell(2).value = 'only b'
  await book.xlsx.writeFile(from)
  const seen: Array<[readonly string[], unknown]> = []
  const extend = () => ({
    columns: ['c'],
    cells: ({ cells, damage }: { cells: readonly string[]; damage?: unknown }) => {
      seen.push([cells, damage])
      return ['new']
    },
  })
  t.equal(await extendWorkbook(from, to, extend), 2)
  t.match(seen[0]?.[0], ['near', /far$/])
  t.ok(seen[0]![0].join('').length < 4000, 'no more than 1,001 cells were made')
  t.same([seen[0]?.[1], seen[1]], ['columns', [['', 'only b'], undefined]])

  const wide = book.addWorksheet('2')
  book.removeWorksheet('1')
  wide.addRow(Array(1001).fill('c'))
  await book.xlsx.writeFile(from)
  await t.rejects(extendWorkbook(from, to, extend), { message: /1001 columns; at most 1000/ })
})

t.test('the first sheet that is shown is read, wherever it lies in the archive', async (t) => {
  const [from, to] = [join(folder, 'sheets.xlsx'), join(folder, 'out.xlsx')]
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Ẩn', { state: 'hidden' }).addRow(['hidden'])
  book.addWorksheet('Danh sách').addRow(['shown'])
  book.addWorksheet('Khác').addRow(['other'])
  await book.xlsx.writeFile(from)
  const headers: string[][] = []
  const extend = (header: readonly string[]) => {
    headers.push([...header])
    return { columns: [], cells: () => [] }
  }
  // Often, since a reader that takes the parts as they come has lost one of them once in some hundred times.
  for (let i = 0; i < 50; i++) await extendWorkbook(from, to, extend)
  t.same(headers, Array(50).fill(['shown']))
})

t.test('a workbook that GDAL has written is read', { skip: noGdal }, async (t) => {
  const [csv, from, to] = [join(folder, 'gdal.csv'), join(folder, 'gdal.xlsx'), join(folder, 'out.xlsx')]
  writeFileSync(csv, 'STT,Địa chỉ\n1,"Phường 2, Tân An"\n')
  execFileSync('ogr2ogr', ['-f', 'XLSX', from, csv])
  const seen: unknown[] = []
  const extend = (header: readonly string[]) => ({
    columns: [],
    cells: ({ cells }: { cells: readonly string[] }) => {
      seen.push(header, cells)
      return []
    },
  })
  t.equal(await extendWorkbook(from, to, extend), 1)
  t.same(seen, [
    ['STT', 'Địa chỉ'],
    ['1', 'Phường 2, Tân An'],
  ])
})

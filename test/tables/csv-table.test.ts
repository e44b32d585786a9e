import { parse } from 'csv-parse/sync'
import t from 'tap'
import { openCsvTable } from '../../src/tables/csv-table.ts'
import { csvLine, extendedCsv } from '../../src/tables/csv-writer.ts'
import type { TableExtension } from '../../src/tables/table.ts'
import { Turns } from '../../src/tables/turns.ts'

const ADDRESSES = [
  '12/4B Nguyễn Đình Chiểu, Phường 4, Tân An',
  'Ấp Bình Thủy, xã Đức Hòa Thượng',
  'Chợ Cần Giuộc',
]

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(bytes: Buffer, size = 7, named = {}) {
  const table = await openCsvTable(pieces(bytes, size), named)
  const rows = []
  for await (const some of table.rows) rows.push(...some)
  return { ...table, rows }
}

/** Bytes of a text in an encoding that Node cannot write: each character looked up among what the decoder makes. */
function encoded(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding)
  const bytes = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte] as const),
  )
  return Buffer.from(
    [...text].map((char) => {
      const byte = bytes.get(char)
      if (byte === undefined) throw new Error(`${char} is not in ${encoding}`)
      return byte
    }),
  )
}

/** Base letters with the five tone marks behind them, as Windows writes Vietnamese. */
function loose(text: string): string {
  return text
    .normalize('NFD')
    .replace(
      /([aAeEoO])([\u0323]?)([\u0302\u0306])/g,
      (_, letter, dot, mark) => `${(letter + mark).normalize('NFC')}${dot}`,
    )
    .replace(
      /([oOuU])([\u0300\u0301\u0303\u0309\u0323]?)\u031b/g,
      (_, letter, tone) => `${`${letter}\u031b`.normalize('NFC')}${tone}`,
    )
}

t.test('a table is read in every encoding that spreadsheets and old programs write', async (t) => {
  const text = `STT,Địa chỉ\r\n${ADDRESSES.map((address, i) => `${i + 1},"${address}"`).join('\r\n')}\r\n`
  const vni = 'STT,Ñòa chæ\r\n1,"Xaõ Ñöùc Hoøa"\r\n2,"Phöôøng Taân An"\r\n'
  const tcvn = 'STT,§Þa chØ\r\n1,"X· §øc Hßa"\r\n2,"Ph­êng T©n An"\r\n'
  const cases: [name: string, bytes: Buffer, encoding: string, header: string, first: string][] = [
    ['UTF-8', Buffer.from(text), 'utf-8', 'Địa chỉ', ADDRESSES[0]!],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8', 'Địa chỉ', ADDRESSES[0]!],
    [
      'UTF-16 as "Unicode text"',
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      'utf-16le',
      'Địa chỉ',
      ADDRESSES[0]!,
    ],
    [
      'UTF-16 big-endian',
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      'utf-16be',
      'Địa chỉ',
      ADDRESSES[0]!,
    ],
    ['windows-1258', encoded(loose(text), 'windows-1258'), 'windows-1258', 'Địa chỉ', ADDRESSES[0]!],
    ['VNI-Windows', encoded(vni, 'windows-1252'), 'vni', 'Địa chỉ', 'Xã Đức Hòa'],
    ['TCVN3', encoded(tcvn, 'windows-1252'), 'tcvn3', 'Địa chỉ', 'Xã Đức Hòa'],
  ]
  for (const [name, bytes, encoding, header, first] of cases) {
    const table = await read(bytes, 4096)
    t.same([table.encoding, table.header[1], table.rows[0]?.cells[1]], [encoding, header, first], name)
    t.equal(table.marked, name !== 'UTF-8', `${name}: a mark comes before the result`)
    const cut = await read(bytes, 3, { encoding })
    t.same(cut.rows, table.rows, `${name}, in pieces of three bytes`)
  }
})

t.test('the delimiter is the one of the header, or the one named', async (t) => {
  for (const [text, delimiter] of [
    ['a,b\n1,2', ','],
    ['a;b\n1,5;2', ';'],
    ['a\tb\n1\t2', '\t'],
  ] as const) {
    const table = await read(Buffer.from(text))
    t.same([table.delimiter, table.header], [delimiter, ['a', 'b']])
  }
  t.same((await read(Buffer.from('a|b,c\n1|2'), 9, { delimiter: '|' })).header, ['a', 'b,c'])
})

t.test('a bad row costs itself only, and none of its text', async (t) => {
  const { rows } = await read(Buffer.from('\n\na,b,c\n1,2,3\n4\n5,6,7,,\n8,9,10,11\n"x,y\n12,13,14\n'))
  t.same(rows, [
    { line: 4, cells: ['1', '2', '3'] },
    { line: 5, cells: ['4', '', ''] },
    { line: 6, cells: ['5', '6', '7'] },
    { line: 7, cells: ['8', '9', '10 | 11'], damage: 'columns' },
    { line: 8, cells: ['"x,y', '', ''], damage: 'quote' },
    { line: 9, cells: ['12', '13', '14'] },
  ])
})

t.test('a table without a header is refused', async (t) => {
  for (const text of ['', '\n\n', '"never closed'])
    await t.rejects(read(Buffer.from(text)), { message: /empty|header/ }, JSON.stringify(text))
})

t.test('what is written is read back by another program', async (t) => {
  const cells = ['plain', 'a;b', 'say "hi"', 'two\nlines', '', ' Ấp 5 ', '\r']
  t.same(parse(csvLine(cells, ';'), { delimiter: ';' }), [cells])
})

t.test('an extended table keeps its cells; a column of the same name is told apart', async (t) => {
  const table = await openCsvTable(pieces(Buffer.from('id,result\n1,=2\n"a,b",\n'), 5))
  const extension: TableExtension = { columns: ['result', 'line'], cells: ({ line }) => ['r', String(line)] }
  let text = ''
  for await (const piece of extendedCsv(table, extension, {
    delimiter: ',',
    marked: false,
    turns: new Turns(),
  }))
    text += piece
  t.same(parse(text), [
    ['id', 'result', 'result_2', 'line'],
    ['1', '=2', 'r', '2'],
    ['a,b', '', 'r', '3'],
  ])
})

t.test('jobs take turns: a timer and other jobs come in between', async (t) => {
  const turns = new Turns()
  const log: string[] = []
  const job = async (name: string) => {
    for (let i = 0; i < 3; i++) {
      await turns.next()
      log.push(name)
      setImmediate(() => log.push('other'))
    }
  }
  await Promise.all([job('a'), job('b')])
  t.same(
    log.filter((name) => name !== 'other'),
    ['a', 'b', 'a', 'b', 'a', 'b'],
  )
  t.ok(log.indexOf('other') < log.lastIndexOf('b'), 'not after the jobs')
})

t.test('a short row of a wide table costs what it holds, and a table may be so wide', async (t) => {
  const header = Array.from({ length: 1000 }, (_, i) => `c${i}`).join(',')
  const { rows } = await read(Buffer.from(`${header}\n${'x\n'.repeat(20_000)}"\n`), 1 << 18)
  t.equal(rows.length, 20_001)
  t.equal(rows[0]!.cells.length, 1000)
  t.not(rows[0]!.cells, rows[0]!.cells, 'made when they are asked for, and not kept')
  t.match(rows.at(-1), { damage: 'quote' })
  t.equal(rows.at(-1)!.cells.length, 1000)
  const wide = Buffer.from(`${Array(20_000).fill('c').join(',')}\n${'x\n'.repeat(50_000)}`)
  await t.rejects(read(wide, 1 << 18), {
    message: /20000 columns; at most 1000/,
    vi: /20000 cột; nhiều nhất 1000/,
  })
})

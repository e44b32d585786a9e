import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import t from 'tap'
import { CsvSplitter, delimiterOf } from '../../src/tables/csv-splitter.ts'

function split(pieces: string[], width = 0): (string[] | [number, string])[] {
  const splitter = new CsvSplitter(delimiterOf(pieces.join('')))
  splitter.width = width
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.finish()].map((record) =>
    record.damage ? [record.line, record.damage] : record.fields,
  )
}

t.test('CSV records', async (t) => {
  const cases: [name: string, text: string, width: number, records: (string[] | [number, string])[]][] = [
    [
      'commas',
      'a,b\n1,2\n',
      2,
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'semicolons',
      'a;b\n1,5;2',
      2,
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2',
      2,
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'carriage returns',
      'a,b\r\n1,"2"\r\n',
      2,
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty lines',
      'a,b\n\n\n1,2\n\n',
      2,
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotes within quotes',
      'a,b\n"say ""hi""","x,y"',
      2,
      [
        ['a', 'b'],
        ['say "hi"', 'x,y'],
      ],
    ],
    [
      'a line feed within quotes',
      'a,b\n"1\n2",3\n4,5',
      2,
      [
        ['a', 'b'],
        ['1\n2', '3'],
        ['4', '5'],
      ],
    ],
    [
      'empty fields',
      'a,b\n,\n"",""',
      2,
      [
        ['a', 'b'],
        ['', ''],
        ['', ''],
      ],
    ],
    [
      'a quote never closed',
      'a,b\n1,"2\n3,4\n5,6\n',
      2,
      [
        ['a', 'b'],
        [2, 'quote'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    [
      'text after a closing quote',
      'a,b\n1,"2"x\n3,4\n',
      2,
      [
        ['a', 'b'],
        [2, 'quote'],
        ['3', '4'],
      ],
    ],
    [
      'a quote closed by that of a later line',
      'a,b\n1,"2\n3,4\n5,"6"\n7,8\n',
      2,
      [
        ['a', 'b'],
        [2, 'quote'],
        ['3', '4'],
        ['5', '6'],
        ['7', '8'],
      ],
    ],
    [
      'a quote inside an unquoted field',
      'a,b\n5" pipe,2\n',
      2,
      [
        ['a', 'b'],
        ['5" pipe', '2'],
      ],
    ],
  ]
  for (const [name, text, width, records] of cases) {
    t.same(split([text], width), records, name)
    t.same(split([...text], width), records, `${name}, character by character`)
  }
})

t.test('what a library writes is read back, however it is cut into pieces', async (t) => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ữ', ',', ';', '"', '\n', '\r\n', ' ', '1') })
  const table = fc.array(fc.tuple(fc.constant('x'), cell, cell), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(table, fc.array(fc.nat(40), { maxLength: 6 }), (rows, cuts) => {
      const text = `h1,h2,h3\n${stringify(rows)}`
      const at = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b)
      const pieces = [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length))
      t.same(split(pieces, 3), [['h1', 'h2', 'h3'], ...rows])
    }),
    { numRuns: 150 },
  )
})

t.test('a line without end is refused and passed over in bounded memory', async (t) => {
  const splitter = new CsvSplitter(',')
  const piece = 'x'.repeat(1_000_000)
  const records = [
    ...splitter.push('a,b\n'),
    ...Array.from({ length: 20 }, () => splitter.push(piece)).flat(),
  ]
  records.push(...splitter.push('\n1,2\n'), ...splitter.finish())
  t.same(
    records.map((record) => (record.damage ? record.damage : record.fields)),
    [['a', 'b'], 'too-long', ['1', '2']],
  )
})

import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { checkInThread } from '../../../../src/assembly/threads/check-in-thread.ts'
import { decodePoint } from '../../../../src/geo/geopackage-geometry.ts'
import { type ImportReport, importFile } from '../../../../src/importing/import-file.ts'
import type { RecordStore } from '../../../../src/store/record-store.ts'
import { factsRecord } from '../../../support/demo-record.ts'
import { counts, findersOf, load, workFolder } from '../../../support/import-support.ts'

const files = workFolder()
t.teardown(files.close)
const HEAD = 'id,class,name,house_number,street,commune_code,lon,lat,source,raw_text'
const file = (name: string, ...rows: string[]) => files.write(name, `${[HEAD, ...rows].join('\n')}\n`)

const notesOf = ({ notes }: ImportReport) =>
  notes === undefined
    ? []
    : (parse(readFileSync(notes), { columns: true, bom: true }) as Record<string, string>[]).map(
        ({ line, code, field }) => [Number(line), code, field],
      )
const told = (record: RecordStore) =>
  [...record.addresses.all()]
    .sort((a, b) => decodePoint(a.geom)![0] - decodePoint(b.geom)![0])
    .map(({ house_number, raw_text }) => [house_number, raw_text])

t.test('What is no house number loads without it, and is kept in the declared text', async (t) => {
  const { record, dataDir, close } = await factsRecord()
  t.teardown(close)
  const rows = file(
    'numbers.csv',
    ',1,,12/4B,,27694,106.411,10.54,survey,',
    ',1,,Nhà ông Ba,,27694,106.412,10.54,survey,',
    ',1,,0912 345 678,,27694,106.413,10.54,survey,"Ấp 1, gần chợ"',
    ',1,,Lô B4,,27694,106.414,10.54,survey,"Lô B4, KDC Mai Thị Non"',
    ',1,,0912 345 678,,27694,106.415,bad,survey,',
  )
  const report = await load(record, 'addresses', rows)
  t.same(counts(report), { read: 5, added: 4, changed: 0, unchanged: 0, refused: 1 })
  const kept = [
    ['12/4B', null],
    [null, 'Nhà ông Ba'],
    [null, 'Ấp 1, gần chợ | 0912 345 678'],
    [null, 'Lô B4, KDC Mai Thị Non'],
  ]
  t.same(told(record), kept)
  t.equal(report.notes, `${rows}.warnings.csv`)
  t.same(
    notesOf(report).filter(([, code]) => code === 'house-number'),
    [3, 4, 5].map((line) => [line, 'house-number', 'house_number']),
    'a row that is refused is in the other list',
  )
  const [first] = parse(readFileSync(report.notes!), { columns: true, bom: true }) as Record<string, string>[]
  t.same(Object.keys(first!), ['line', 'code', 'reason', 'reason_en', 'field', 'value', 'rule'])
  t.match(first, { value: 'Nhà ông Ba', rule: /12\/4B/ })

  t.test('again it changes nothing, here and in a thread beside', async (t) => {
    t.match(await load(record, 'addresses', rows), { unchanged: 4, changed: 0, noted: report.noted })
    const beside = await importFile(record, {
      kind: 'addresses',
      file: rows,
      finders: findersOf(record),
      check: checkInThread(dataDir),
    })
    t.match(beside, { unchanged: 4, changed: 0, noted: report.noted })
    t.same(notesOf(beside), notesOf(report))
    t.same(told(record), kept)
  })

  t.test('a declared text of the record is not lost when the file has none', async (t) => {
    const uid = [...record.addresses.all()].find(({ raw_text }) => raw_text?.startsWith('Ấp 1'))!.uid
    const short = files.write(
      'short.csv',
      `id,class,house_number,commune_code,lon,lat\n${uid},1,Nhà bà Tư,27694,106.413,10.54\n`,
    )
    t.match(await load(record, 'addresses', short), { changed: 1 })
    t.equal(record.addresses.byUid(uid)?.raw_text, 'Ấp 1, gần chợ | 0912 345 678 | Nhà bà Tư')
    t.match(await load(record, 'addresses', short), { unchanged: 1 })
  })
})

t.test('Names and phones are warned of, and loaded', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const cases: readonly [row: string, codes: readonly (readonly [string, string])[]][] = [
    [',1,Nhà ông Ba,1,,27694,106.411,10.54,survey,', [['person', 'name']]],
    [',1,,2,,27694,106.412,10.54,survey,"gửi bà Năm, ấp 3"', [['person', 'raw_text']]],
    [',1,,3,Bà Chánh Thâu,27694,106.413,10.54,survey,"3 Bà Chánh Thâu"', []],
    [',3,Quán Cô Ba,4,,27694,106.414,10.54,survey,', []],
    [',3,Quán Cô Ba 0912345678,5,,27694,106.415,10.54,survey,', [['contact', 'name']]],
    [',4,Miếu Bà Ngũ Hành,,,27694,106.416,10.54,survey,', []],
    [
      ',3,,7,Đường 0912 345 678,27694,106.417,10.54,a@b.vn,',
      [
        ['contact', 'street'],
        ['contact', 'source'],
      ],
    ],
  ]
  const rows = file('people.csv', ...cases.map(([row]) => row))
  const report = await load(record, 'addresses', rows)
  t.equal(report.added, cases.length)
  t.same(
    notesOf(report),
    cases
      .flatMap(([, codes], i) => codes.map(([code, field]) => [i + 2, code, field]))
      .filter((_, i, all) => all.findIndex(([line]) => line === all[i]![0]) === i),
    'a line for each row, under its first reason',
  )
  t.equal(report.noted, 4)
  t.ok(
    [...record.addresses.all()].some(({ name }) => name === 'Nhà ông Ba'),
    'the operator keeps it',
  )

  t.test('the list goes when there is nothing to warn of', async (t) => {
    await load(record, 'addresses', file('people.csv', ',1,,1,,27694,106.42,10.54,survey,'))
    t.notOk(existsSync(report.notes!))
  })
})

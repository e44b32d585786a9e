import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { exportFile } from '../../../src/importing/export-file.ts'
import { exportRows } from '../../../src/importing/exporting/export-rows.ts'
import { layerPlan } from '../../../src/importing/layers/layer-export.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { load, workFolder } from '../../support/import-support.ts'
import { layerCounts, loadLayer } from '../../support/layer-support.ts'
import { addressRow } from '../../support/tile-record.ts'

const files = workFolder()
t.teardown(files.close)
/** What people may have written into a cell, and what no spreadsheet may compute. */
const TEXTS = ['=HYPERLINK("http://x","Trúng thưởng")', "'=1+1", "''@x", '+84 912', '-5', "'Cả", '@SUM(1)']
const FORMULA = /^[=+\-@\t\r]/
const rowsOf = (file: string): string[][] => parse(readFileSync(file), { bom: true })

t.test('A table of addresses holds no formula, and comes back as it was', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  for (const [i, text] of TEXTS.entries())
    record.addresses.insert(
      addressRow(106.41 + i / 1000, 10.54, {
        class: 3,
        name: text,
        street: text,
        raw_text: text,
        source: text,
      }),
    )
  const file = files.path('addresses.csv')
  exportFile(record, 'addresses', file)
  t.same(
    rowsOf(file).flatMap((row) => row.filter((cell) => FORMULA.test(cell))),
    [],
  )
  t.match(await load(record, 'addresses', file), { read: TEXTS.length, unchanged: TEXTS.length, refused: 0 })
  const other = await factsRecord()
  t.teardown(other.close)
  await load(other.record, 'addresses', file)
  const told = ({ record }: typeof other) =>
    [...record.addresses.all()].map(({ name, street, raw_text, source }) => [name, street, raw_text, source])
  t.same(told(other), told({ ...other, record }))
})

t.test(
  'A table of a thematic layer holds no formula, neither in its header, and comes back as it was',
  async (t) => {
    const { record, close } = await factsRecord()
    t.teardown(close)
    const features = TEXTS.map((text, i) => ({
      type: 'Feature',
      id: `f${i}`,
      properties: { '=header': text, size: -i },
      geometry: { type: 'Point', coordinates: [106.41, 10.54] },
    }))
    await loadLayer(
      record,
      'health',
      files.write('health.ndjson', features.map((one) => JSON.stringify(one)).join('\n')),
    )
    const file = files.path('health.csv')
    exportRows(record, 'health', layerPlan(record, 'health'), file)
    const [header, ...rows] = rowsOf(file)
    t.ok(header!.includes("'=header"))
    const at = header!.indexOf("'=header")
    for (const [i, row] of rows.entries()) t.notMatch(row[at], FORMULA, `row ${i}`)
    t.ok(
      rows.some((row) => row.includes('-3')),
      'a number needs no guard',
    )
    t.same(layerCounts(await loadLayer(record, 'health', file)), [TEXTS.length, 0, 0, TEXTS.length, 0, 0])
  },
)

t.test('A table of refused rows holds no formula', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const head = 'class,commune_code,lon,lat\n'
  for (const value of ['=1+1', '-x', '+x', '@x', '\t=1']) {
    const file = files.write('bad.csv', `${head}1,27694,"${value}",10.54\n`)
    const { rejects } = await load(record, 'addresses', file)
    t.same(
      rowsOf(rejects!)[1]!.filter((cell) => FORMULA.test(cell)),
      [],
      value,
    )
  }
})

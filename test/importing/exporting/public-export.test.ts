import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { exportFile } from '../../../src/importing/export-file.ts'
import type { AddressRow } from '../../../src/store/record/rows.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { load, workFolder } from '../../support/import-support.ts'
import { addressRow } from '../../support/tile-record.ts'

const files = workFolder()
t.teardown(files.close)

t.test('A public export holds what everybody may see, and can be imported', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const rows: Partial<AddressRow>[] = [
    { name: 'Nhà ông Ba', house_number: '1', source: 'survey', raw_text: 'số 1, bà Năm' },
    { class: 3, name: 'Quán Cô Ba', house_number: '2' },
    { class: 3, name: 'Quán Cô Ba 0912345678', house_number: 'Nhà bà Năm' },
    { status: 'reserved', house_number: '4' },
    { status: 'retired', house_number: '5' },
    { status: 'alternative', house_number: '6' },
  ]
  for (const [i, row] of rows.entries())
    record.addresses.insert(addressRow(106.41 + i / 1000, 10.54, { status: 'created', ...row }))
  const file = files.path('public.csv')
  t.equal(
    exportFile(record, 'addresses', file, () => {}, true),
    4,
  )
  const [first, ...others] = parse(readFileSync(file), { columns: true, bom: true }) as Record<
    string,
    string
  >[]
  t.same(
    Object.keys(first!),
    'id,code,ndas,class,name,house_number,street,hamlet,group,commune_code,former_commune_code,postcode,lon,lat,position,status,updated_at,position_method,position_accuracy'.split(
      ',',
    ),
  )
  t.same(
    [first!, ...others].map(({ name, house_number }) => [name, house_number]),
    [
      ['', '1'],
      ['Quán Cô Ba', '2'],
      ['', ''],
      ['', '6'],
    ],
  )
  const other = await factsRecord()
  t.teardown(other.close)
  t.match(await load(other.record, 'addresses', file), { added: 4, refused: 0, noted: 0 })
})

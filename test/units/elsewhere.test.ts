import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import { csvRows } from '../../src/tables/csv-rows.ts'

t.test('The shipped names of places elsewhere hang together', async (t) => {
  const rows = csvRows(readFileSync(join(packageRoot(), 'data', 'elsewhere.csv'), 'utf8'))
  const full = ({ kind, type, name }: Record<string, string>) =>
    kind === 'country' ? name : `${type![0]!.toUpperCase()}${type!.slice(1)} ${name}`
  const names = new Set(rows.map(full))
  const vietnam = rows.filter(({ kind, within }) => kind === 'province' && within === 'Việt Nam')
  t.equal(vietnam.filter(({ until }) => until === '').length, 33, 'the provinces of today but ours')
  t.equal(
    vietnam.filter(({ name }) => !/^(?:Long An|Tây Ninh)$/.test(name!)).length,
    vietnam.length,
    'ours are not there',
  )
  for (const row of rows) {
    t.match(row.until, /^(?:\d{4}-\d{2}-\d{2})?$/, full(row) as string)
    t.equal(row.name, row.name!.normalize('NFC'), full(row) as string)
    if (row.kind !== 'district') continue
    const province = row.within!.replace(/, Campuchia$/, '')
    t.ok(names.has(province), `${full(row)} lies in ${province}`)
    if (province === row.within) t.ok(row.until! > '2020', `${full(row)}: there are no districts today`)
  }
})

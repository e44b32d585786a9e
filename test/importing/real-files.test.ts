import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { importFile } from '../../src/importing/import-file.ts'
import type { Kind } from '../../src/importing/kinds/kinds.ts'
import { factsRecord } from '../support/demo-record.ts'
import { findersOf } from '../support/import-support.ts'

const data = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const absent = existsSync(data) ? false : 'the real files are not beside the project'

t.test('The real files load as they are, and again without a change', { skip: absent }, async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const finders = findersOf(record)
  const cases: [kind: Kind, file: string, rows: number, outcome: 'added' | 'changed'][] = [
    ['places', 'places/localities.csv', 781, 'added'],
    ['places', 'places/towns.csv', 23, 'added'],
    ['streets', 'streets/streets-by-district.csv', 1696, 'added'],
    ['boundaries', 'boundaries/tayninh-2025-communes.full.geojson', 96, 'changed'],
    ['boundaries', 'boundaries/districts-until-2025.geojson', 24, 'changed'],
  ]
  for (const [kind, file, rows, outcome] of cases) {
    const options = { kind, file: `${data}/${file}`, finders }
    t.match(await importFile(record, options), { read: rows, [outcome]: rows, refused: 0 }, file)
    t.match(await importFile(record, options), { read: rows, unchanged: rows, refused: 0 }, `${file}, again`)
  }
  const streets = [...record.gazetteer.streets()]
  t.ok(
    streets.every((street) => street.accuracy === 'district' && /^\d{3}$/.test(street.district_code ?? '')),
  )
  const named = [...record.gazetteer.places()].filter((place) => place.name === 'Ấp Đông')
  t.ok(named.length > 0, 'the Vietnamese name is taken where there is one')
  const exact = record.units.all().filter((unit) => unit.area_approximate === 0)
  t.equal(exact.length, 120)
})

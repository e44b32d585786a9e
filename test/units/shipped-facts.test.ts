import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import { loadFacts } from '../../src/store/reading/facts.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'
import { sharedRows, sharedText, shippedRegister, shippedRows, withoutShared } from './shipped-register.ts'

t.test('the shipped tables have the counts of the law', async (t) => {
  const register = shippedRegister()
  const cases: [
    date: string,
    level: 'commune' | 'district' | 'province',
    parent: string | undefined,
    n: number,
  ][] = [
    ['2025-07-01', 'commune', '80', 96],
    ['2025-07-01', 'district', undefined, 0],
    ['2025-07-01', 'province', undefined, 1],
    ['2025-06-30', 'commune', '80', 186],
    ['2025-06-30', 'commune', '72', 94],
    ['2025-06-30', 'commune', '794', 13],
    ['2025-06-30', 'commune', '803', 14],
    ['2025-06-30', 'district', '80', 15],
    ['2025-06-30', 'district', '72', 9],
    ['2025-06-30', 'province', undefined, 2],
    ['2024-11-30', 'commune', '80', 188],
    ['2019-12-31', 'commune', '80', 192],
    ['2020-01-31', 'commune', '72', 95],
    ['2020-02-01', 'commune', '72', 94],
  ]
  for (const [date, level, parent, count] of cases)
    t.equal(
      register.at(date, { level, ...(parent ? { parent } : {}) }).length,
      count,
      `${date} ${level} ${parent}`,
    )
  const { changes } = shippedRows()
  const reform = changes.filter(({ date, level }) => date === '2025-07-01' && level === 'commune')
  t.equal(reform.length, 302, 'changes of 1 July 2025')
  const froms = reform.map(({ from_code }) => from_code)
  t.equal(new Set(froms.filter((code, i) => froms.indexOf(code) !== i)).size, 21, 'communes split')
  t.ok(
    reform.every(({ article }) => /^Điều 1 khoản ([1-9]|[1-8]\d|9[0-6])$/.test(article ?? '')),
    'each names its clause',
  )
})

t.test('every row of the shipped tables is whole and consistent', async (t) => {
  const { units, changes, postcodes } = shippedRows()
  const register = shippedRegister()
  for (const unit of units) {
    const overlap = units.find(
      (other) =>
        other !== unit &&
        other.level === unit.level &&
        other.code === unit.code &&
        other.valid_from <= (unit.valid_to ?? '9999') &&
        unit.valid_from <= (other.valid_to ?? '9999'),
    )
    if (overlap) t.fail(`${unit.code} has two rows in force on one day`)
    if (unit.full_name !== unit.full_name.normalize('NFC')) t.fail(`${unit.full_name} is not NFC`)
    if (unit.level === 'commune' && !register.lineage(unit.code, unit.valid_from))
      t.fail(`${unit.code} has no province on ${unit.valid_from}`)
    if (unit.level === 'commune' && unit.valid_to !== null)
      if (
        !changes.some((change) => change.from_code === unit.code && change.date > (unit.valid_to as string))
      )
        t.fail(`${unit.code} ended on ${unit.valid_to} and became nothing`)
  }
  for (const { code, level, date, to_code } of changes.map((c) => ({ ...c, code: c.from_code }))) {
    t.ok(register.get(to_code, date, level), `${level} ${to_code} is there on ${date}`)
    t.ok(
      register.versions(code).some((unit) => unit.validTo === undefined || unit.validFrom < date),
      `${code} was there before ${date}`,
    )
  }
  t.equal(new Set(postcodes.map(({ postcode }) => postcode)).size, 96, 'postal codes differ')
  for (const { postcode, commune_code, valid_from } of postcodes)
    t.ok(/^8[023]\d{3}$/.test(postcode) && register.get(commune_code, valid_from, 'commune'), postcode)
})

t.test('facts fill an empty record once, with areas that say they are approximate', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'facts-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  const record = RecordStore.open(dir, { create: true })
  t.teardown(() => record.close())
  const facts = readShippedFacts(join(packageRoot(), 'data'))
  t.same(loadFacts(record, facts), { units: 426, changes: 331, postcodes: 96 })
  t.same(loadFacts(record, facts), { units: 0, changes: 0, postcodes: 0 }, 'again changes nothing')
  const withArea = record.units.all().filter(({ geom }) => geom !== null)
  t.equal(withArea.length, 96)
  t.ok(
    withArea.every((row) => row.area_approximate === 1 && row.area_source === 'partition of centre points'),
  )
  const total = withArea.reduce((sum, row) => sum + (row.area_km2 ?? 0), 0)
  t.ok(total > 6000 && total < 12000, `the areas together are of the province's size: ${total} km²`)
})

t.test('the shipped tables agree with the checked lists', { skip: withoutShared }, async (t) => {
  const { units, changes, postcodes } = shippedRows()
  const key = (...parts: unknown[]) => parts.join('|')
  t.same(
    changes
      .filter(({ date, level }) => date === '2025-07-01' && level === 'commune')
      .map((c) => key(c.from_code, c.to_code, c.extent))
      .sort(),
    sharedRows('admin/unit-changes-2025-07-01.csv')
      .map((row) => key(row.old_ward_code, row.new_ward_code, row.type === 'full' ? 'whole' : 'part'))
      .sort(),
    '302 changes',
  )
  t.same(
    units
      .filter((unit) => unit.level === 'commune' && unit.valid_to === null)
      .map((unit) => key(unit.code, unit.full_name))
      .sort(),
    sharedRows('admin/units-since-2025-07-01.csv')
      .map((row) => key(row.code, row.full_name))
      .sort(),
    '96 communes of today',
  )
  t.same(
    units
      .filter((unit) => unit.level === 'commune' && unit.valid_to === '2025-06-30')
      .map((unit) => key(unit.code, unit.full_name, unit.parent_code))
      .sort(),
    [
      ...new Map(
        sharedRows('admin/unit-changes-2025-07-01.csv').map((row) => [
          row.old_ward_code,
          key(row.old_ward_code, row.old_ward, row.old_district_code),
        ]),
      ).values(),
    ].sort(),
    '280 communes until 30 June 2025',
  )
  const checked = JSON.parse(sharedText('admin/units-2025-with-postcodes.json')) as {
    units: { code: string; postalCode: string }[]
  }
  t.same(
    postcodes.map((row) => key(row.commune_code, row.postcode)).sort(),
    checked.units.map((unit) => key(unit.code, unit.postalCode)).sort(),
    '96 postal codes',
  )
})

t.test(
  'the clause of each change names both communes in the resolution',
  { skip: withoutShared },
  async (t) => {
    const register = shippedRegister()
    const text = sharedText('admin/1682_NQ-UBTVQH15.md').normalize('NFC').replace(/\s+/g, ' ')
    const plain = (name: string) =>
      name
        .normalize('NFD')
        .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
        .normalize('NFC')
        .toLowerCase()
    const clauses = new Map(
      [...text.matchAll(/ (\d+)\\\. (Sắp xếp.*?)(?= \d+\\\. |\*\*Điều 2)/g)].map((m) => [
        m[1],
        plain(m[2] ?? ''),
      ]),
    )
    t.equal(clauses.size, 96)
    for (const change of shippedRows().changes.filter(({ article }) => article !== null)) {
      const clause = clauses.get(change.article?.replace('Điều 1 khoản ', '')) ?? ''
      const from = register.get(change.from_code, '2025-06-30', 'commune')
      const to = register.get(change.to_code, '2025-07-01', 'commune')
      const target = clause.slice(clause.lastIndexOf('**', clause.lastIndexOf('**') - 1))
      if (!target.includes(plain(to?.name ?? '?')) || !clause.includes(plain(from?.name ?? '?')))
        t.fail(`${change.article} does not say ${from?.fullName} → ${to?.fullName}`)
    }
  },
)

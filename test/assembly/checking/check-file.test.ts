import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parse } from 'csv-parse/sync'
import t, { type Test } from 'tap'
import { checkFile } from '../../../src/assembly/checking/check-file.ts'
import { checkRecordAddresses } from '../../../src/assembly/checking/check-record.ts'
import { fileRecord } from '../../../src/assembly/checking/file-record.ts'
import { FindingsReport, type FindingsSummary } from '../../../src/assembly/checking/findings-report.ts'
import { findingKey } from '../../../src/registry/findings/accepted.ts'
import { RULES } from '../../../src/registry/findings/rules.ts'
import { loadFacts } from '../../../src/store/reading/facts.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { readShippedFacts } from '../../../src/units/shipped-facts.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { shippedProfiles } from '../../support/finding-world.ts'
import { findersOf, load, workFolder } from '../../support/import-support.ts'
import { emptyRecord } from '../../support/tile-record.ts'

const HEADER = 'id,class,house_number,street,hamlet,commune_code,lon,lat,code,name,raw_text'
const files = workFolder()
t.teardown(files.close)

/** A record with the units that ship, and no address. */
function unitsOnly(t: Test): RecordStore {
  const { record, close } = emptyRecord()
  t.teardown(close)
  loadFacts(record, readShippedFacts('data'))
  return record
}

let written = 0
function fileOf(rows: readonly string[], ending = 'csv'): string {
  return files.write(`addresses-${++written}.${ending}`, [HEADER, ...rows].join('\n'))
}

function check(record: RecordStore, file: string): Promise<FindingsSummary> {
  const report = new FindingsReport(file, dirname(record.file))
  return checkFile(fileRecord(record, findersOf(record)), { file, report, profiles: shippedProfiles() })
}

/** Findings as `line rule path`. */
const linesOf = ({ single }: FindingsSummary) =>
  single.map(({ line, finding }) => `${line} ${finding.rule} ${finding.path}`)

t.test('Each bad row of a file is found with its line, and the list holds all of it', async (t) => {
  const record = unitsOnly(t)
  const file = fileOf([
    'a,1,12,Nguyễn Huệ,,27694,106.41,10.535,,,',
    'b,1,số 12,đường Nguyễn Huệ,,27694,106.411,10.535,,,',
    'a,1,14,Nguyễn Huệ,,27694,106.412,10.535,,,',
    'c,1,gần chợ,Lê Lợi,,27694,106.413,10.535,,,=1+1',
    'd,1,7,Lê Lợi,,27697,106.414,10.535,,,',
    'e,1,8,Lê Lợi,,99999,106.415,10.535,,,',
    'f,1,9,Lê Lợi,,27694,10.535,106.41,,,',
    'g,3,10,Lê Lợi,,27694,106.416,10.535,,,',
    'h,1,11,Lê Lợi,,27694,106.417,10.535,L0295024978,,',
    'i,1,13,Lê Lợi,,27694,106.418,10.535,L0295024979,,',
    'k,1,15,Lê Lợi,,27694,106.419,10.535,L0295024979,,',
    'l,1,16,Lê Lợi,,27694,0,0,,,',
    'm,1,,,,27694,106.42,10.535,,,nhà vàng 0912345678',
    'n,7,20,Lê Lợi,,27694,x,10.535,,,',
    'o,1',
  ])
  const summary = await check(record, file)
  t.same(linesOf(summary), [
    '2 same-number house_number',
    '3 same-number house_number',
    '4 row-twice id',
    '5 no-house-number house_number',
    '6 former-unit commune_code',
    '7 unknown-commune commune_code',
    '8 out-of-province lon',
    '9 missing-field name',
    '10 code-check-digit code',
    '12 code-taken code',
    '13 out-of-province lon',
    '14 missing-field street',
    '14 text-kept-raw raw_text',
    '15 field-value class',
    '15 field-value lon',
    '16 unreadable-row ',
  ])
  t.match(summary, { rows: 15, errors: 11, warnings: 4, infos: 1, structural: [], further: 0 })
  t.equal(summary.path, `${file}.findings.csv`)
  const listed: Record<string, string>[] = parse(readFileSync(summary.path!), { columns: true, bom: true })
  t.equal(listed.length, 16)
  t.match(listed[3], {
    line: '5',
    id: 'c',
    rule: 'no-house-number',
    severity: 'warning',
    path: 'house_number',
    message: /không phải số nhà/,
    message_en: /no house number/,
    repair: '{"house_number":null,"raw_text":"=1+1 | gần chợ"}',
  })
  for (const { rule, severity } of listed) t.equal(severity, RULES[rule as keyof typeof RULES])
  t.equal(record.addresses.count(), 0, 'nothing is written to the record')
})

t.test('A good file has no findings and no list, also where there was one', async (t) => {
  const record = unitsOnly(t)
  const file = fileOf(['a,1,12,Nguyễn Huệ,,27694,106.41,10.535,,,'])
  writeFileSync(`${file}.findings.csv`, 'of an earlier time')
  const summary = await check(record, file)
  t.match(summary, { rows: 1, errors: 0, warnings: 0, infos: 0, path: undefined })
  t.notOk(existsSync(`${file}.findings.csv`))
  const empty = await check(record, fileOf([]))
  t.match(empty, { rows: 0, errors: 0, structural: [], single: [] })
})

t.test('What more than a fifth of the rows meet is told once, on top', async (t) => {
  const record = unitsOnly(t)
  const row = (i: number, more: string) =>
    `${i},1,${i},Lê Lợi,,${more},106.41,${(10.52 + i * 0.0002).toFixed(5)},,,`
  const fileWith = (former: number) =>
    fileOf(
      Array.from({ length: 50 }, (_, i) => row(i + 1, i < former ? '27697' : i === 49 ? '99999' : '27694')),
    )
  const many = await check(record, fileWith(11))
  t.match(many.structural, [{ rule: 'former-unit', rows: 11, lines: [2, 3, 4, 5, 6] }])
  t.same(linesOf(many), ['51 unknown-commune commune_code'])
  const fifth = await check(record, fileWith(10))
  t.same(fifth.structural, [], 'a fifth is not more than a fifth')
  t.equal(fifth.single.length, 11)
  const few = await check(record, fileOf([row(1, '27697'), row(2, '27694')]))
  t.same(few.structural, [], 'of two rows one is no structure')
})

t.test('A file is compared with the record, but not with what it replaces', async (t) => {
  const record = unitsOnly(t)
  const first = fileOf([
    'a,1,12,Nguyễn Huệ,,27694,106.41,10.535,L0295024979,,',
    'b,1,14,Nguyễn Huệ,,27694,106.412,10.535,,,',
  ])
  await load(record, 'addresses', first)
  t.same(linesOf(await check(record, first)), [], 'the same file again')
  const other = fileOf([
    'a,1,12A,Nguyễn Huệ,,27694,106.41,10.535,L0295024979,,',
    'c,1,14,Nguyễn Huệ,,27694,106.412,10.535,,,',
    'd,1,99,Lê Lợi,,27694,106.42,10.54,L0295024979,,',
  ])
  t.same(linesOf(await check(record, other)), ['3 same-number house_number', '4 code-taken code'])
})

t.test('Demonstration rows are no neighbours of a real file', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const [row] = record.addresses.all()
  const [house] = [...record.addresses.all()].filter(
    (each) => each.street && /^\d+$/.test(each.house_number ?? ''),
  )
  t.ok(row && house)
  const point = record.db
    .prepare<[number], { lon: number; lat: number }>(
      'SELECT ST_MinX(geom) AS lon, ST_MinY(geom) AS lat FROM address WHERE fid = ?',
    )
    .get(house!.fid)!
  const same = `x,1,${house!.house_number},${house!.street},,${house!.commune_code},${point.lon},${point.lat},${house!.code},,`
  t.same(linesOf(await check(record, fileOf([same]))), [])
})

t.test('Every format that an import reads is checked', async (t) => {
  const record = unitsOnly(t)
  const properties = { id: 'a', class: 1, house_number: 'gần chợ', street: 'Lê Lợi', commune_code: '27694' }
  const feature = { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [106.41, 10.535] } }
  for (const [name, content] of [
    ['a.geojson', JSON.stringify({ type: 'FeatureCollection', features: [feature] })],
    ['a.ndjson', `${JSON.stringify(feature)}\n`],
  ] as const)
    t.match(
      linesOf(await check(record, files.write(name, content))),
      [/ no-house-number house_number$/],
      name,
    )
  await t.rejects(check(record, files.write('a.txt', 'x')), /no known kind/)
  await t.rejects(check(record, files.path('not-there.csv')), /cannot be read/)
  await t.rejects(check(record, files.write('b.csv', 'a,b\n1,2')), /is missing/)
})

t.test('A list that cannot stand beside the file stands beside the record', async (t) => {
  const record = unitsOnly(t)
  const file = fileOf(['a,1,gần chợ,Lê Lợi,,27694,106.41,10.535,,,'])
  mkdirSync(`${file}.findings.csv`)
  const { path } = await check(record, file)
  t.ok(path && path !== `${file}.findings.csv` && existsSync(path))
})

t.test('The record is checked by the same rules, but for what somebody has said is right', async (t) => {
  const record = unitsOnly(t)
  await load(
    record,
    'addresses',
    fileOf([
      'a,1,12,Nguyễn Huệ,,27694,106.41,10.535,,,',
      'b,1,12,Nguyễn Huệ,,27694,106.412,10.535,,,',
      'c,3,,Lê Lợi,,27694,106.42,10.535,,,',
    ]),
  )
  const checked = () =>
    checkRecordAddresses(
      fileRecord(record, findersOf(record)),
      new FindingsReport(record.file, dirname(record.file)),
      shippedProfiles(),
    )
  const before = await checked()
  t.same(
    before.single.map(({ finding }) => finding.rule),
    ['same-number', 'same-number', 'missing-field'],
  )
  const [{ id, finding }] = before.single as [(typeof before.single)[number]]
  const said = findingKey(id, finding)
  record.db
    .prepare(
      `INSERT INTO zz_finding_accepted(key, subject, rule, values_hash, account, person, office, reason, at)
       VALUES (@key, @subject, @rule, @values_hash, 'a', 'p', 'o', 'hai nhà', '2026-01-01T00:00:00.000Z')`,
    )
    .run(said)
  const after = await checked()
  t.same(
    after.single.map(({ finding }) => finding.rule),
    ['same-number', 'missing-field'],
  )
  record.db.prepare("UPDATE address SET house_number = '12A' WHERE uid = ?").run(id)
  record.db.prepare("UPDATE address SET house_number = '12A' WHERE house_number = '12'").run()
  t.equal((await checked()).single.length, 3, 'a changed value is asked again')
  record.db.prepare("UPDATE address SET status = 'retired'").run()
  t.match(await checked(), { rows: 0, errors: 0 })
})

t.test('Positions of one address are no rows that come twice', async (t) => {
  const record = unitsOnly(t)
  const summary = await check(
    record,
    fileOf([
      'a,1,12,Nguyễn Huệ,,27694,106.41,10.535,,,',
      'a,1,12,Nguyễn Huệ,,27694,106.4101,10.535,,,',
      'a,1,12,Nguyễn Huệ,,27694,106.4101,10.535,,,',
      'a,1,14,Nguyễn Huệ,,27694,106.4102,10.535,,,',
    ]),
  )
  t.same(
    linesOf(summary).filter((line) => line.includes('row-twice')),
    ['4 row-twice id', '5 row-twice id'],
    'the same position again, and another number',
  )
})

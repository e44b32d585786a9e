import { readFileSync } from 'node:fs'
import t from 'tap'
import { importFile } from '../../../src/importing/import-file.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { findersOf, workFolder } from '../../support/import-support.ts'
import { layerCounts, loadLayer } from '../../support/layer-support.ts'

const files = workFolder()
t.teardown(files.close)

/** Long An, Bến Lức; a commune that ended in 2025. */
const [A, B, FORMER] = ['27694', '27991', '27691']
const load = (record: RecordStore, text: string, dryRun = false) =>
  importFile(record, {
    kind: 'population',
    file: files.write('dan-so.csv', text),
    finders: findersOf(record),
    source: 'Niên giám 2025',
    ...(dryRun ? { dryRun } : {}),
  })

t.test('Population by commune and year', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)

  t.test('is loaded once, as people write numbers, and wrong rows are named', async (t) => {
    const text = [
      'Mã xã,Năm,Dân số,Nguồn',
      `${A},2024,"61.234",Cục Thống kê`,
      `${A},2025,62 000,`,
      `${B},2024,"45,678",`,
      `${FORMER},2019,12000,`,
      `${B},2025,0,`,
      `${B},hai nghìn,12,`,
      `99999,2024,12,`,
      `${A},2024,61235,`,
    ].join('\n')
    const report = await load(record, text)
    t.match(report, { added: 4, refused: 4 })
    t.same(
      record.themes.population
        .all()
        .map(({ commune_code, year, number, source }) => [commune_code, year, number, source]),
      [
        [FORMER, 2019, 12_000, 'Niên giám 2025'],
        [A, 2024, 61_234, 'Cục Thống kê'],
        [A, 2025, 62_000, 'Niên giám 2025'],
        [B, 2024, 45_678, 'Niên giám 2025'],
      ].sort(),
    )
    const rejects = readFileSync(report.rejects!, 'utf8')
    for (const [line, code] of [
      [6, 'range'],
      [7, 'number'],
      [8, 'unknown-unit'],
      [9, 'duplicate'],
    ])
      t.match(rejects, new RegExp(`^${line},${code},`, 'm'))
    t.match(await load(record, text), { added: 0, changed: 0, unchanged: 4 })
  })

  t.test('a dry run writes nothing', async (t) => {
    const before = record.themes.population.all()
    t.match(await load(record, `commune_code,year,number\n${A},2026,70000\n`, true), { added: 1 })
    t.same(record.themes.population.all(), before)
  })

  t.test('the last year known counts, else the first after it', async (t) => {
    const people = record.themes.population.of('epidemiology')
    const cases: [commune: string, period: string, year: number | undefined][] = [
      [A, '2025-11', 2025],
      [A, '2024-W07', 2024],
      [A, '2031', 2025],
      [A, '2019-Q4', 2024],
      ['27700', '2025-11', undefined],
    ]
    for (const [commune, period, year] of cases)
      t.equal(people.at(commune, period)?.year, year, `${commune} ${period}`)
    t.equal(people.rate(A, '2025-11', 31), 50)
    t.equal(people.rate(A, '2025-11', 0), 0)
    t.equal(people.rate(A, '2025-11', null), null, 'a hidden number has no rate')
    t.equal(people.rate('27700', '2025-11', 31), null)
  })

  t.test('a column of a table of counts goes before, for its own layer alone', async (t) => {
    const table = (of: string) =>
      files.write(
        'ca-benh.csv',
        `commune_code,period,disease,count,Dân số\n${A},2025-11,Sởi,31,${of}\n${A},2025-12,Sởi,40,${of}\n${B},2025-11,Sởi,9,\n`,
      )
    t.same(layerCounts(await loadLayer(record, 'epidemiology', table('50.000'))), [3, 3, 0, 0, 0, 0])
    t.equal(record.themes.population.of('epidemiology').at(A, '2025-11')?.number, 50_000)
    t.equal(record.themes.population.of('epidemiology').at(B, '2025-11')?.number, 45_678, 'as for all layers')
    t.equal(record.themes.population.of('other').at(A, '2025-11')?.number, 62_000)
    const at = record.changes.last()
    await loadLayer(record, 'epidemiology', table('50000'), { replace: true })
    t.equal(record.changes.last(), at, 'the same twice changes nothing')
    await loadLayer(record, 'epidemiology', table('51000'))
    t.equal(
      record.themes.population.of('epidemiology').at(A, '2025-11')?.number,
      51_000,
      'also where no count did',
    )
  })

  t.test('a commune with two numbers in a year, and with fewer people than cases, is refused', async (t) => {
    const file = files.write(
      'sai.csv',
      `commune_code,period,disease,count,population\n${A},2026-01,Sởi,31,50000\n${A},2026-02,Sởi,31,50001\n${B},2026-01,Sởi,31,30\n`,
    )
    const report = await loadLayer(record, 'epidemiology', file)
    t.equal(report.refused, 2)
    const rejects = readFileSync(report.rejects!, 'utf8')
    t.match(rejects, /^3,value,"population ""50001"".*cần 50000/m)
    t.match(rejects, /^4,range,population/m)
  })
})

import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { layerCounts, loadLayer } from '../../support/layer-support.ts'
import { recovered } from '../../support/subtraction.ts'
import { decodeTile, seeded } from '../../support/tile-record.ts'

const files = workFolder()
t.teardown(files.close)

const DISEASES = ['Sốt xuất huyết', 'Tay chân miệng', 'Sởi']
const PERIODS = ['2025-09', '2025-10', '2025-11', '2025-12']
const HEAD = 'commune_code,period,disease,count'

const communesOf = (record: RecordStore) =>
  record.units
    .all()
    .filter(({ level, valid_to }) => level === 'commune' && valid_to === null)
    .slice(0, 12)
const table = (record: RecordStore, random: () => number) =>
  communesOf(record).flatMap(({ code }) =>
    PERIODS.flatMap((period) =>
      DISEASES.map((disease) => ({ code, period, disease, count: Math.floor(random() ** 2 * 40) })),
    ),
  )
type Row = ReturnType<typeof table>[number]
const csv = (name: string, rows: readonly Row[]) =>
  files.write(name, [HEAD, ...rows.map((row) => Object.values(row).join(','))].join('\n'))

t.test('Counts of diseases', async (t) => {
  const { dataDir, record, close } = await factsRecord()
  t.teardown(close)
  const rows = table(record, seeded(8))
  const file = csv('cases.csv', rows)
  const report = await loadLayer(record, 'epidemiology', file)
  t.same(layerCounts(report), [rows.length, rows.length, 0, 0, 0, 0])
  const stored = () =>
    new Map(
      record.themes
        .counts('epidemiology')
        .map((row) => [`${row.commune_code} ${row.period} ${row.subject}`, row.count]),
    )
  const shown = (row: Row) => stored().get(`${row.code} ${row.period} ${row.disease}`)

  t.test('small ones are not in the record at all', async (t) => {
    const small = rows.filter(({ count }) => count > 0 && count < 5)
    t.ok(small.length > 10)
    t.same(
      small.filter((row) => shown(row) !== null),
      [],
    )
    t.ok(rows.every((row) => [null, row.count].includes(shown(row)!)))
    t.ok(rows.filter((row) => shown(row) !== null).length > 10, 'some are shown')
  })

  t.test('subtracting from any sum brings none back', async (t) => {
    const cells = rows.map((row) => ({ at: [row.code, row.period, row.disease], shown: shown(row) ?? null }))
    t.same(
      recovered(
        cells,
        rows.map(({ count }) => count),
      ),
      [],
    )
  })

  t.test('a tile has no sum that holds a hidden number', async (t) => {
    const follower = new TileFollower(dataDir)
    follower.catchUp()
    const maker = new TileMaker(dataDir)
    t.teardown(() => {
      maker.close()
      follower.close()
    })
    const commune = communesOf(record)[0]!
    const [x, y] = [worldX(commune.centre_lon!), worldY(commune.centre_lat!)].map((n) =>
      Math.floor(n * 2 ** 9),
    )
    const tile = decodeTile(maker.encode({ layers: ['epidemiology'], z: 9, x: x!, y: y!, day: '2026-01-15' }))
    const features = tile.epidemiology!.filter(({ properties }) => 'count' in properties)
    t.ok(features.length > 0)
    for (const { properties } of features)
      for (const period of PERIODS) {
        const parts = DISEASES.map((disease) => properties[`count_${period}_${disease}`] as number)
        const sum = parts.includes(-1) ? -1 : parts.reduce((a, b) => a + b, 0)
        t.equal(properties[`count_${period}`], sum)
      }
  })

  t.test('the same file again changes nothing', async (t) => {
    const before = record.changes.last()
    t.same(layerCounts(await loadLayer(record, 'epidemiology', file)), [rows.length, 0, 0, rows.length, 0, 0])
    t.equal(record.changes.last(), before)
  })

  t.test('a hidden number stays hidden when it grows; another period may come', async (t) => {
    const hidden = rows.find((row) => row.count > 0 && row.count < 5)!
    const more = { ...rows[0]!, period: '2026-01', count: 50 }
    await loadLayer(record, 'epidemiology', csv('grown.csv', [{ ...hidden, count: 40 }, more]))
    t.equal(shown(hidden), null)
    t.equal(shown(more), 50)
  })

  t.test('--replace shows nothing that was hidden, but for a reason that is kept', async (t) => {
    const grown = rows.map((row) => ({ ...row, count: row.count + 5 }))
    const before = [...stored()]
    const file = csv('anew.csv', grown)
    const hidden = before.filter(([, count]) => count === null).length
    const refused = await loadLayer(record, 'epidemiology', file, { replace: true }).catch((error) => error)
    t.ok(refused instanceof ImportError)
    t.match(refused.problem, { code: 'reveals', value: String(hidden) })
    const first = rows.find((row) => before.some(([key, n]) => n === null && key.startsWith(row.code)))!
    t.match(refused.problem.rule, first.code, 'the rows are named')
    const listed = parse(readFileSync(`${file}.rejects.csv`), { columns: true, bom: true })
    t.equal(listed.length, hidden)
    t.same([...stored()], before, 'and nothing is changed')
    const report = await loadLayer(record, 'epidemiology', file, { replace: true, reveal: 'công bố lại' })
    t.equal(report.removed, 1)
    const [event] = record.db.prepare("SELECT why, evidence FROM event WHERE action = 'reveal'").all() as {
      why: string
      evidence: string
    }[]
    t.equal(event?.why, 'công bố lại')
    t.equal((JSON.parse(event!.evidence) as { rows: string[] }).rows.length, hidden)
    t.ok(grown.every((row) => shown(row) === row.count))
  })

  t.test('a higher threshold hides more', async (t) => {
    const grown = rows.map((row) => ({ ...row, count: row.count + 5 }))
    await loadLayer(record, 'epidemiology', csv('higher.csv', grown), { threshold: 10 })
    t.ok(grown.every((row) => row.count >= 10 || shown(row) === null))
    t.equal(record.themes.all().find(({ id }) => id === 'epidemiology')?.threshold, 10)
  })
})

t.test('What is no count by commune and period is refused', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const { code } = communesOf(record)[0]!
  const cases: [row: string, why: string, field: string][] = [
    [`${code},2025,Sởi,100`, 'total', 'period'],
    [`${code},2025-11,Tổng số,100`, 'total', 'subject'],
    [`${code},2025-11,,100`, 'total', 'subject'],
    ['80,2025-11,Sởi,100', 'unknown-unit', 'commune_code'],
    [`${code},11/2025,Sởi,100`, 'value', 'period'],
    [`${code},2025-13,Sởi,100`, 'value', 'period'],
    [`${code},2025-11,Sởi,-1`, 'range', 'count'],
    [`${code},2025-11,Sởi,7.5`, 'value', 'count'],
    [`${code},2025-11,Sởi,12`, 'duplicate', 'period'],
    [',2025-11,Sởi,12', 'required', 'commune_code'],
  ]
  const file = files.write(
    'bad.csv',
    [HEAD, `${code},2025-11,Sởi,7`, ...cases.map(([row]) => row)].join('\n'),
  )
  const report = await loadLayer(record, 'epidemiology', file)
  t.same(layerCounts(report), [11, 1, 0, 0, 0, 10])
  const rejects: Record<string, string>[] = parse(readFileSync(report.rejects!), { columns: true, bom: true })
  for (const [i, [row, why, field]] of cases.entries())
    t.same([rejects[i]?.line, rejects[i]?.code, rejects[i]?.field], [String(i + 3), why, field], row)

  const refusal = (name: string, content: string) =>
    loadLayer(record, 'epidemiology', files.write(name, content)).then(
      (report) => report.refused,
      (error) => (error instanceof ImportError ? error.problem.code : String(error.stack)),
    )
  t.equal(await refusal('points.csv', `${HEAD},lon,lat\n${code},2025-11,Sởi,7,106.41,10.54\n`), 'no-points')
  t.equal(await refusal('address.csv', `${HEAD},address_id\n${code},2025-11,Sởi,7,x\n`), 'no-points')
  t.equal(await refusal('short.csv', 'commune_code,count\n27694,7\n'), 'missing-column')
  const patient = {
    type: 'Feature',
    properties: { commune_code: code, period: '2025-11', disease: 'Sởi', count: 7 },
    geometry: { type: 'Point', coordinates: [106.41, 10.54] },
  }
  t.equal(await refusal('points.ndjson', JSON.stringify(patient)), 1)
  t.equal(record.themes.counts('epidemiology').length, 1)
  t.equal([...record.themes.features('epidemiology')].length, 0)
})

t.test('A new layer of counts has a threshold', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const { code } = communesOf(record)[0]!
  const file = files.write(
    'rabies.csv',
    `commune_code,period,count\n${code},2025-W01,4\n${code},2025-W02,9\n`,
  )
  await loadLayer(record, 'rabies', file, { titleVi: 'Dại', counts: true })
  t.match(
    record.themes.all().find(({ id }) => id === 'rabies'),
    { kind: 'counts', threshold: 5 },
  )
  t.same(
    record.themes.counts('rabies').map(({ count }) => count),
    [null, null],
    'of two numbers the second one goes with the first',
  )
})

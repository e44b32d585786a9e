import t from 'tap'
import { checkInThread } from '../../../src/assembly/threads/check-in-thread.ts'
import { packAddresses, unpackAddresses } from '../../../src/assembly/threads/packed-addresses.ts'
import { type ImportReport, importFile } from '../../../src/importing/import-file.ts'
import { checkWith } from '../../../src/importing/kinds/addresses/check-addresses.ts'
import type { CheckAddresses } from '../../../src/importing/kinds/addresses/checked-address.ts'
import { RecordStore } from '../../../src/store/record-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { counts, findersOf, rejectsOf, workFolder } from '../../support/import-support.ts'

const files = workFolder()
t.teardown(files.close)

const HEAD =
  'id,code,class,house_number,street,hamlet,commune_code,former_commune_code,lon,lat,status,source\n'
const MIXED = `${HEAD}${[
  'A-1,,1,12/4B,Nguyễn Đình Chiểu,Khu phố 2,27694,,106.41,10.54,alternative,survey',
  ',,1,12/4B,Nguyễn Đình Chiểu,Khu phố 2,27694,,106.42,10.54,,',
  ',,9,12/4B,,,27694,,106.43,10.54,,',
  '"unclosed,,1',
  ',,1,1,,,27694,,10.54,106.43,,',
  'A-1,,1,13,Nguyễn Đình Chiểu,Khu phố 2,27694,,106.44,10.54,proposed,survey',
  ',L0000000001,1,13,,,27694,,106.44,10.54,,',
  ',,1,14,Đường 😀 "số" 7,,27694,27691,106.45,10.54,,demo',
  ',L0000000000,2,,,,27694,,106.46,10.54,,survey',
].join('\n')}\n`
const GEOJSON = JSON.stringify({
  type: 'FeatureCollection',
  features: [
    [106.41, 10.54],
    [106.42, 10.54],
    [10.54, 106.42],
  ].map((coordinates, i) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties: { id: `B-${i}`, class: 1, house_number: `${i}`, commune_code: '27694' },
  })),
})
/** More batches than the thread may be ahead. */
const MANY = 80_000

function manyRows(): string {
  const street = 'Đường tỉnh 824 nối dài qua khu dân cư '.repeat(2)
  const rows = Array.from(
    { length: MANY },
    (_, i) => `,,1,${i},${street},,27694,,${106.4 + (i % 300) / 1e4},${10.5 + Math.floor(i / 300) / 1e4},,x`,
  )
  return `${HEAD}${rows.join('\n')}\n`
}

/** Imports a file into a fresh record in this thread or another; the record is closed with the test. */
async function imported(
  t: { teardown: (work: () => void) => void },
  file: string,
  inThread: boolean,
): Promise<{ report: ImportReport; rejects: string[][]; rows: unknown[] }> {
  const { record, dataDir, close } = await factsRecord()
  t.teardown(close)
  record.info.set('code_key', '0123456789abcdef'.repeat(2))
  const report = await run(record, file, inThread ? dataDir : undefined)
  return { report, rejects: rejectsOf(report), rows: [...record.addresses.all()] }
}

function run(record: RecordStore, file: string, dataDir: string | undefined): Promise<ImportReport> {
  const check = dataDir === undefined ? {} : { check: checkInThread(dataDir) }
  return importFile(record, { kind: 'addresses', file, finders: findersOf(record), ...check })
}

t.test('An import whose rows are checked in a thread ends as one without', async (t) => {
  for (const [name, content, refused] of [
    ['mixed.csv', MIXED, 6],
    ['three.geojson', GEOJSON, 1],
    ['many.csv', manyRows(), 0],
  ] as const) {
    const file = files.write(name, content)
    const here = await imported(t, file, false)
    const inThread = await imported(t, file, true)
    t.equal(here.report.refused, refused, `${name}: refused here`)
    t.same(counts(inThread.report), counts(here.report), `${name}: counts`)
    t.same(inThread.rejects, here.rejects, `${name}: refused rows`)
    t.same(inThread.report.warnings, here.report.warnings, `${name}: warnings`)
    t.same(inThread.rows, here.rows, `${name}: the record`)
  }
})

t.test('Rows that are there already are compared, and what the file does not state is kept', async (t) => {
  const { record, dataDir, close } = await factsRecord()
  t.teardown(close)
  const file = files.write('again.csv', MIXED)
  await run(record, file, dataDir)
  t.match(await run(record, file, dataDir), { added: 0, changed: 0, unchanged: 3 })
  const fewer = files.write('fewer.csv', 'id;class;commune_code;lon;lat\nA-1;2;27694;106,41;10,54\n')
  t.match(await run(record, fewer, dataDir), { changed: 1 })
  const [row] = [...record.addresses.all()].filter((each) => each.class === 2 && each.street !== null)
  t.match(row, { street: 'Nguyễn Đình Chiểu', status: 'alternative', source: 'survey' })
})

t.test('What cannot be read is reported as without a thread, and the record stays as it was', async (t) => {
  const { record, dataDir, close } = await factsRecord()
  t.teardown(close)
  for (const [file, message] of [
    [files.path('missing.csv'), /unreadable|cannot be read/],
    [files.write('columns.csv', 'name,lon,lat\nx,106,10\n'), /column class is missing/],
    [files.write('latin.csv', Buffer.from(`${HEAD}\xd0\xe0ng\n`, 'latin1')), /UTF-8/],
  ] as const)
    await t.rejects(run(record, file, dataDir), { name: 'Error', message })
  const broken = importFile(record, {
    kind: 'addresses',
    file: files.write('many.csv', manyRows()),
    finders: findersOf(record),
    check: checkInThread(dataDir),
    onProgress: ({ rows }) => {
      if (rows > 10_000) throw new Error('stop here')
    },
  })
  await t.rejects(broken, /stop here/)
  t.equal(record.addresses.count(), 0)
  t.match(await run(record, files.write('mixed.csv', MIXED), dataDir), { added: 3 }, 'and goes on')
})

t.test('While another program writes to the record, no thread is begun that nobody would end', async (t) => {
  const { record, dataDir, close } = await factsRecord()
  t.teardown(close)
  record.db.pragma('busy_timeout = 10')
  const other = RecordStore.open(dataDir)
  t.teardown(() => other.close())
  other.db.exec('BEGIN IMMEDIATE')
  let begun = 0
  const check: CheckAddresses = (job) => {
    begun++
    return checkInThread(dataDir)(job)
  }
  const file = files.write('locked.csv', MIXED)
  const again = () => importFile(record, { kind: 'addresses', file, finders: findersOf(record), check })
  await t.rejects(again(), /locked by another program/)
  t.throws(() => record.write(() => undefined), /locked by another program/)
  t.equal(begun, 0)
  other.db.exec('ROLLBACK')
  t.match(await again(), { added: 3 })
  t.equal(begun, 1)
})

t.test('Packed rows come out as they went in, in their order', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const file = files.write('packed.csv', MIXED)
  const batches = await checkWith(findersOf(record))({ file, source: file, comparing: true })
  let rows = 0
  for await (const batch of batches) {
    t.same(unpackAddresses(structuredClone(packAddresses(batch.rows))), batch.rows)
    rows += batch.rows.length
  }
  t.equal(rows, 9)
})

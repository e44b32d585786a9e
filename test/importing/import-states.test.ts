import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { exportFile } from '../../src/importing/export-file.ts'
import { type ImportReport, importFile } from '../../src/importing/import-file.ts'
import type { AddressStatus } from '../../src/store/layout/address-status.ts'
import type { Decision } from '../../src/store/record/events.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { demoRecord, factsRecord } from '../support/demo-record.ts'
import { findersOf, rejectsOf, workFolder } from '../support/import-support.ts'
import { addressRow, asLoad } from '../support/tile-record.ts'

const files = workFolder()
t.teardown(files.close)
const DECISION = { number: '12/QĐ-UBND', date: '2026-01-15' }

function load(record: RecordStore, file: string, decision?: Decision): Promise<ImportReport> {
  return importFile(record, {
    kind: 'addresses',
    file,
    finders: findersOf(record),
    actor: 'a',
    ...(decision ? { decision } : {}),
  })
}

/** The rows of the list of warnings: line, code, and what they are taken as. */
function notesOf({ notes }: ImportReport): string[][] {
  if (notes === undefined) return []
  const rows: Record<string, string>[] = parse(readFileSync(notes), { columns: true, bom: true })
  return rows.map(({ line, code, rule }) => [line!, code!, rule!])
}

const decisions = (record: RecordStore) =>
  record.db
    .prepare("SELECT actor, subject, why, evidence FROM event WHERE action = 'decision' ORDER BY fid")
    .all() as { actor: string; subject: string; why: string; evidence: string }[]

const ID = '0b0e7c1e-3c9a-4c0e-9d3f-5a4b3c2d1e0f'
const csv = (status: string | undefined, number = '7') =>
  status === undefined
    ? `id,class,house_number,commune_code,lon,lat\n${ID},1,${number},27694,106.41,10.54\n`
    : `id,class,house_number,commune_code,lon,lat,status\n${ID},1,${number},27694,106.41,10.54,${status}\n`

/** in the file, the state of a new address, its warning; then the state and the warning with a decision */
const NEW: readonly (readonly [string | undefined, AddressStatus, string, AddressStatus, string])[] = [
  [undefined, 'created', '', 'created', ''],
  ['', 'created', '', 'created', ''],
  ['created', 'created', '', 'created', ''],
  ['reserved', 'reserved', '', 'reserved', ''],
  ['alternative', 'alternative', '', 'alternative', ''],
  ['retired', 'retired', '', 'retired', ''],
  ['verified', 'created', 'not-decided', 'verified', ''],
  ['official', 'created', 'not-decided', 'official', ''],
  ['Official', 'created', 'not-decided', 'official', ''],
  ['proposed', 'created', 'proposed', 'created', 'proposed'],
]

t.test('A new address is in the state of its row, certified only by a decision', async (t) => {
  for (const [status, without, warning, withOne, warningWithOne] of NEW)
    for (const [decision, state, code] of [
      [undefined, without, warning],
      [DECISION, withOne, warningWithOne],
    ] as const) {
      const name = `${status} ${decision ? 'with' : 'without'} a decision`
      const { record, close } = await factsRecord()
      const file = files.write('new.csv', csv(status))
      const report = await load(record, file, decision)
      t.match(report, { added: 1, refused: 0 }, name)
      t.equal(record.addresses.byUid(ID)?.status, state, name)
      t.same(notesOf(report), code ? [['2', code, 'created']] : [], `${name}: listed`)
      t.same([...report.warnings], code ? [[code, 1]] : [], `${name}: counted`)
      const certified = state === 'verified' || state === 'official'
      const event = {
        actor: 'a',
        subject: ID,
        why: '12/QĐ-UBND 2026-01-15',
        evidence: JSON.stringify({ status: state }),
      }
      t.same(decisions(record), certified ? [event] : [], `${name}: written down`)
      const again = await load(record, file, decision)
      t.match(again, { unchanged: 1, refused: 0 }, `${name}, again`)
      t.equal(decisions(record).length, certified ? 1 : 0)
      close()
    }
})

/** in the record, in the file (another number after a "/"), outcome, warning or reason, state; then the same with a decision */
const KNOWN: readonly (readonly [AddressStatus, string | undefined, string, string, string, string])[] = [
  ['created', 'official', 'unchanged not-decided', 'created', 'changed', 'official'],
  ['created', 'official/8', 'changed not-decided', 'created', 'changed', 'official'],
  ['created', 'proposed', 'unchanged proposed', 'created', 'unchanged proposed', 'created'],
  ['created', 'retired', 'changed', 'retired', 'changed', 'retired'],
  ['reserved', 'created', 'changed', 'created', 'changed', 'created'],
  ['reserved', 'official', 'changed not-decided', 'created', 'changed', 'official'],
  ['retired', 'verified', 'changed not-decided', 'created', 'changed', 'verified'],
  ['retired', undefined, 'unchanged', 'retired', 'unchanged', 'retired'],
  ['alternative', '/8', 'changed', 'alternative', 'changed', 'alternative'],
  ['verified', 'verified', 'unchanged', 'verified', 'unchanged', 'verified'],
  ['verified', undefined, 'unchanged', 'verified', 'unchanged', 'verified'],
  ['verified', 'official', 'unchanged not-decided', 'verified', 'changed', 'official'],
  ['verified', 'official/8', 'certified', 'verified', 'certified', 'verified'],
  ['verified', 'created', 'certified', 'verified', 'certified', 'verified'],
  ['verified', 'proposed', 'certified', 'verified', 'certified', 'verified'],
  ['official', 'official', 'unchanged', 'official', 'unchanged', 'official'],
  ['official', 'verified', 'certified', 'official', 'certified', 'official'],
  ['official', 'retired', 'certified', 'official', 'certified', 'official'],
  ['official', '/8', 'certified', 'official', 'certified', 'official'],
]

t.test('A known address is raised by a decision alone, and a certified one changed by no file', async (t) => {
  for (const [before, stated, ...expected] of KNOWN)
    for (const [decision, outcome, after] of [
      [undefined, expected[0], expected[1]],
      [DECISION, expected[2], expected[3]],
    ] as const) {
      const [status, number = '7'] = stated?.split('/') ?? []
      const name = `${before}, ${stated} ${decision ? 'with' : 'without'} a decision`
      const { record, close } = await factsRecord()
      record.info.set('data_kind', 'real')
      asLoad(record, () =>
        record.addresses.insert(addressRow(106.41, 10.54, { uid: ID, house_number: '7', status: before })),
      )
      const file = files.write('known.csv', csv(status, number))
      const report = await load(record, file, decision)
      const counted = (['changed', 'unchanged'] as const).filter((one) => report[one] > 0)
      const codes = [...notesOf(report), ...rejectsOf(report)].map(([, code]) => code)
      t.equal([...counted, ...codes].join(' '), outcome, name)
      const row = record.addresses.byUid(ID)!
      t.equal(row.status, after, name)
      t.equal(row.house_number, outcome?.startsWith('changed') ? number : '7', `${name}: whole or not at all`)
      const raised = decision !== undefined && outcome === 'changed' && /verified|official/.test(after!)
      t.equal(decisions(record).length, raised ? 1 : 0, `${name}: written down`)
      close()
    }
})

t.test('What of a certified address differs is named', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  asLoad(record, () =>
    record.addresses.insert(addressRow(106.41, 10.54, { uid: ID, house_number: '7', status: 'official' })),
  )
  const before = record.changes.last()
  const report = await load(
    record,
    files.write('differs.csv', csv('created', '9').replace('106.41', '106.42')),
  )
  const [row] = parse(readFileSync(report.rejects!), { columns: true, bom: true }) as Record<string, string>[]
  t.match(row, { line: '2', code: 'certified', rule: 'official: lon, lat, house_number, status' })
  t.equal(record.changes.last(), before, 'the record is as it was')
})

t.test('Our own export changes nothing, and is certified elsewhere by a decision alone', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const file = files.path('own.csv')
  const rows = exportFile(record, 'addresses', file)
  const sequence = record.changes.last()
  t.match(await load(record, file), { unchanged: rows, refused: 0, noted: 0 })
  t.equal(record.changes.last(), sequence)
  const certified = [...record.addresses.all()].filter(({ status }) => status !== 'created').length
  t.equal(decisions(record).length, certified, 'the demonstration says what its states stand on')
  t.same([...new Set(decisions(record).map(({ why }) => why))], ['MINH HOẠ 2025-07-01'])

  const other = await factsRecord()
  t.teardown(other.close)
  const report = await load(other.record, file)
  t.match(report, { added: rows, noted: certified })
  t.same([...report.warnings], [['not-decided', certified]])
  t.same([...new Set([...other.record.addresses.all()].map(({ status }) => status))], ['created'])

  const real = await factsRecord()
  t.teardown(real.close)
  await load(real.record, file, DECISION)
  t.equal(decisions(real.record).length, certified)
  const row = `class,house_number,commune_code,lon,lat\n1,7,27694,106.41,10.54\n`
  t.match(await load(real.record, files.write('real.csv', row)), { added: 1, demoRemoved: rows })
  t.same(decisions(real.record), [], 'decisions of the demonstration go with it')
})

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { takeDecision } from '../../scripts/commands/decision-words.ts'
import { packageRoot } from '../../src/config.ts'
import { applyDecision } from '../../src/importing/decision-list.ts'
import { ADDRESS_STATUSES } from '../../src/store/layout/address-status.ts'
import { SCHEMA_VERSION } from '../../src/store/migrating/migrations.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { rejectsOf, workFolder } from '../support/import-support.ts'
import { recordOf5 } from '../support/older-record.ts'
import { addressRow, asLoad, emptyRecord } from '../support/tile-record.ts'

const files = workFolder()
t.teardown(files.close)
const decision = { number: '12/QĐ-UBND', date: '2026-01-15' }
const uid = (n: number) => `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`

t.test('A list makes official what is created or verified, and brings nothing back', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  asLoad(record, () => {
    for (const [i, status] of ADDRESS_STATUSES.entries())
      record.addresses.insert(addressRow(106.41, 10.54, { uid: uid(i), status }))
  })
  const lines = ['id', ...ADDRESS_STATUSES.map((_, i) => uid(i)), uid(0), uid(77)]
  const file = files.write('states.csv', `${lines.join('\n')}\n`)
  const report = await applyDecision(record, { file, decision, actor: 'a' })
  t.match(report, { read: 8, made: 3, known: 1, refused: 4 })
  t.same(
    ADDRESS_STATUSES.map((status, i) => [status, record.addresses.byUid(uid(i))!.status]),
    [
      ['created', 'official'],
      ['verified', 'official'],
      ['official', 'official'],
      ['alternative', 'alternative'],
      ['retired', 'retired'],
      ['reserved', 'reserved'],
    ],
  )
  t.same(
    rejectsOf(report as never).map(([line, code]) => [line, code]),
    [
      ['5', 'not-certifiable'],
      ['6', 'not-certifiable'],
      ['7', 'not-certifiable'],
      ['9', 'unknown-address'],
    ],
  )
  const event = { action: 'decision', why: '12/QĐ-UBND 2026-01-15', evidence: '{"status":"official"}' }
  t.same(
    record.db.prepare('SELECT action, subject, why, evidence FROM event').all(),
    [0, 1, 2].map((n) => ({ action: 'decision', subject: uid(n), why: event.why, evidence: event.evidence })),
  )
  t.same(
    record.addresses.versionsOf(uid(0)).map(({ status }) => status),
    ['created'],
  )
  const sequence = record.changes.last()
  t.match(await applyDecision(record, { file, decision, actor: 'a' }), { made: 0, known: 4, refused: 4 })
  t.equal(record.changes.last(), sequence, 'again it changes nothing')
})

/** Ways to name an address in a list */
const LISTS: readonly (readonly [name: string, text: string, made: number])[] = [
  ['ids alone', `${uid(1)}\n${uid(2).toUpperCase()}\n`, 2],
  ['codes alone, as they are written', 'L000 000 0000\n', 1],
  ['national codes', '8012345678\n', 1],
  ['a column of ids among others', `ten;id\nA;${uid(1)}\nB;${uid(2)}\n`, 2],
  ['a column of codes under another name', `"Mã địa chỉ"\nL0000000000\n`, 1],
  ['an id, else a code', `id,code,ndas\n,,8012345678\n,L0000000000,\n\n`, 2],
]
t.test('Addresses are named by an id or a code, in a list or a table', async (t) => {
  for (const [name, text, made] of LISTS) {
    const { record, close } = emptyRecord()
    record.write(() => {
      record.addresses.insert(
        addressRow(106.41, 10.54, { uid: uid(1), code: 'L0000000000', status: 'created' }),
      )
      record.addresses.insert(
        addressRow(106.42, 10.54, { uid: uid(2), ndas: '8012345678', status: 'created' }),
      )
    })
    const file = files.write('list.csv', text)
    t.match(await applyDecision(record, { file, decision, actor: 'a' }), { made, refused: 0 }, name)
    close()
  }
})

t.test('A list that names nothing is refused whole', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const apply = (text: string) =>
    applyDecision(record, { file: files.write('bad.csv', text), decision, actor: 'a' })
  await t.rejects(apply('ten,xa\nA,B\n'), /The column id is missing/)
  await t.rejects(apply(''), /empty/)
  await t.rejects(applyDecision(record, { file: files.path('absent.csv'), decision, actor: 'a' }), {
    code: 'ENOENT',
  })
  record.write(() => record.addresses.insert(addressRow(106.41, 10.54)))
  t.equal(record.addresses.count(), 1, 'and the record can be written afterwards')
})

t.test('A decision is named by number and date', async (t) => {
  const taken = (words: string) => takeDecision(words.split(' '), '--official')
  t.same(taken('--official 12/QĐ 2026-01-15 f.csv'), {
    decision: { number: '12/QĐ', date: '2026-01-15' },
    rest: ['f.csv'],
  })
  t.same(taken('addresses f.csv --official 1 2024-02-29'), {
    decision: { number: '1', date: '2024-02-29' },
    rest: ['addresses', 'f.csv'],
  })
  t.same(taken('f.csv'), { rest: ['f.csv'] })
  for (const words of [
    '--official',
    '--official 12/QĐ',
    '--official 12/QĐ 15/01/2026 f.csv',
    '--official 12/QĐ 2026-02-30 f.csv',
    '--official --dry-run 2026-01-15',
    `--official ${'1'.repeat(101)} 2026-01-15`,
    '--official a\u0007 2026-01-15',
  ])
    t.ok(taken(words).wrong, words)
})

t.test('The command leads an older record to its states and says what it did', async (t) => {
  const { dataDir, close } = recordOf5([
    { uid: uid(1), status: 'official' },
    { uid: uid(2), status: 'official' },
    { uid: uid(3), status: 'proposed' },
  ])
  t.teardown(close)
  const run = (...words: string[]) =>
    spawnSync(
      process.execPath,
      ['--import', 'tsx', join(packageRoot(), 'scripts/commands/migrate.ts'), ...words],
      {
        encoding: 'utf8',
        cwd: packageRoot(),
        env: { ...process.env, DATA_DIR: dataDir },
      },
    )
  const file = files.write('old.csv', `${uid(2)}\n`)
  const first = run('--official', decision.number, decision.date, file)
  t.equal(first.status, 0, first.stderr)
  t.match(first.stdout, `schema\t5\t${SCHEMA_VERSION}\n`)
  t.match(first.stdout, /created\t0\t2\nofficial\t2\t1\nproposed\t1\t0\n/)
  t.match(first.stderr, /made official 1,.*refused 0/)
  const again = run()
  t.match(again.stdout, `schema\t${SCHEMA_VERSION}\t${SCHEMA_VERSION}\ncreated\t2\t2\nofficial\t1\t1\n`)
  t.equal(run('--official', 'x', 'y', file).status, 1)
  t.equal(run(file).status, 1, 'a list without a decision')
  const led = RecordStore.open(dataDir, { readonly: true })
  t.teardown(() => led.close())
  t.equal(led.addresses.byUid(uid(2))?.status, 'official')
})

import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { checkRecord, leftJournal } from '../../src/store/copies/record-check.ts'
import { copyRecord } from '../../src/store/copies/record-copy.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { addressRow, emptyRecord } from '../support/tile-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-check-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** The files of a record that is open, as they lie there when its process is killed. */
function killed(record: RecordStore): string {
  const dataDir = mkdtempSync(join(folder, 'killed-'))
  for (const suffix of ['', '-wal']) copyFileSync(record.file + suffix, join(dataDir, RECORD_FILE + suffix))
  return dataDir
}

function filled(t: { teardown(done: () => void): void }) {
  const all = emptyRecord()
  t.teardown(all.close)
  for (let i = 0; i < 300; i++) all.record.addresses.insert(addressRow(106.4 + i / 1000, 10.5))
  return all
}

t.test('A record that is closed leaves no journal, also while another program has it open', async (t) => {
  const { dataDir, record } = filled(t)
  t.ok(leftJournal(dataDir))
  const reader = RecordStore.open(dataDir, { readonly: true })
  record.close()
  t.notOk(leftJournal(dataDir))
  reader.close()
  const again = RecordStore.open(dataDir)
  t.equal(again.addresses.count(), 300)
  again.close()
  t.notOk(existsSync(`${record.file}-wal`))
})

t.test('A record whose process was killed is whole, and its journal is used', async (t) => {
  const { record } = filled(t)
  const dataDir = killed(record)
  t.ok(leftJournal(dataDir))
  const journal = readFileSync(join(dataDir, `${RECORD_FILE}-wal`))
  checkRecord(join(dataDir, RECORD_FILE))
  t.ok(readFileSync(join(dataDir, `${RECORD_FILE}-wal`)).equals(journal), 'the check changes nothing')
  const opened = RecordStore.open(dataDir)
  t.equal(opened.addresses.count(), 300)
  opened.close()
})

t.test(
  'A record that was copied over beside the journal of another is refused and left as it is',
  async (t) => {
    for (const [name, more] of [
      ['a younger one', 600],
      ['one of another history', 50],
      ['an older one', 0],
    ] as const)
      t.test(name, async (t) => {
        const { record, dataDir: from } = filled(t)
        const other = filled(t)
        if (more === 0) other.record.db.exec('DELETE FROM address WHERE fid > 7')
        for (let i = 0; i < more; i++) other.record.addresses.insert(addressRow(106.4, 10.5 + i / 1000))
        const copy = join(from, 'copy.gpkg')
        copyRecord(other.dataDir, copy)
        const dataDir = killed(record)
        const file = join(dataDir, RECORD_FILE)
        copyFileSync(copy, file)
        const before = [readFileSync(file), readFileSync(`${file}-wal`)]
        t.throws(() => checkRecord(file), {
          reason: 'corrupt',
          message: /khôi phục.* · .*is damaged, or .*-wal is another record's.*npm run restore/,
        })
        t.same([readFileSync(file), readFileSync(`${file}-wal`)], before)
      })
  },
)

t.test('A record is checked beyond its pages', async (t) => {
  const cases: Readonly<Record<string, string>> = {
    'an r-tree without one of its entries': 'DELETE FROM rtree_address_geom_rowid WHERE rowid = 17',
    'a feed that ends before its last number': 'DELETE FROM change_feed WHERE fid > 200',
    'a row above the last number': "UPDATE sqlite_sequence SET seq = 100 WHERE name = 'address'",
  }
  for (const [name, sql] of Object.entries(cases)) {
    const { record } = filled(t)
    checkRecord(record.file)
    record.db.unsafeMode()
    record.db.exec(sql)
    t.throws(() => checkRecord(record.file), { name: 'Error', reason: 'corrupt' }, name)
  }
})

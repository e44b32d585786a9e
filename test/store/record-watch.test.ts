import { spawnSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import { copyRecord } from '../../src/store/copies/record-copy.ts'
import { RecordWatch } from '../../src/store/following/record-watch.ts'
import type { FeedPosition } from '../../src/store/record/change-feed.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { addressRow, emptyRecord } from '../support/tile-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-watch-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
/** A time in the past, as a copied file may keep it. */
const PAST = new Date('2026-01-15T00:00:00Z')

interface Scene {
  record: RecordStore
  dataDir: string
  /** A compact copy of the record as it was when it was opened. */
  copy: string
  /** Another program's statement. */
  outside: (sql: string) => void
  /** Up to where the server has followed the record. */
  position: FeedPosition
}

/** As an operator does: no descriptor of this process touches the record. */
function run(...[command, ...args]: [string, ...string[]]): void {
  const { status, stderr } = spawnSync(command, args, { cwd: packageRoot(), encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

function scene(t: { teardown(done: () => void): void }): Scene {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  for (let i = 0; i < 50; i++) record.addresses.insert(addressRow(106.4, 10.5))
  record.db.pragma('wal_checkpoint(TRUNCATE)')
  const copy = join(mkdtempSync(join(folder, 'copy-')), 'copy.gpkg')
  copyRecord(dataDir, copy)
  const outside = (sql: string) =>
    run(
      process.execPath,
      '-e',
      `require('better-sqlite3')(process.argv[1]).exec(process.argv[2])`,
      record.file,
      sql,
    )
  return { record, dataDir, copy, outside, position: record.changes.position() }
}

const EDIT = "UPDATE theme SET owner = 'x'"

const REPLACED: Readonly<Record<string, [happens: (scene: Scene) => void, sentence: RegExp]>> = {
  renamed: [({ record }) => renameSync(record.file, `${record.file}.old`), /deleted or renamed/],
  deleted: [({ record }) => rmSync(record.file), /deleted or renamed/],
  'gone with its folder': [({ dataDir }) => rmSync(dataDir, { recursive: true }), /deleted or renamed/],
  'replaced by another file': [({ record, copy }) => renameSync(copy, record.file), /replaced by another/],
  'written over by a copy of the same moment': [
    ({ record, copy }) => run('cp', copy, record.file),
    /written over/,
  ],
  'written over by an older copy': [
    (here) => {
      const { record, copy } = here
      here.outside(EDIT)
      here.position = record.changes.position()
      record.db.pragma('wal_checkpoint(TRUNCATE)')
      run('cp', copy, record.file)
    },
    /written over/,
  ],
  'written over by an older copy below a journal that was not copied': [
    (here) => {
      const { record, copy } = here
      here.outside(EDIT)
      here.position = record.changes.position()
      utimesSync(copy, PAST, PAST)
      run('cp', '-p', copy, record.file)
    },
    /written over/,
  ],
  'written over by something else': [({ record }) => run('cp', 'package.json', record.file), /written over/],
  'cut off': [({ record }) => run('truncate', '--size=8192', record.file), /written over/],
}

const KEPT: Readonly<Record<string, (scene: Scene) => void>> = {
  untouched: () => {},
  'edited by another program': ({ outside }) => outside(EDIT),
  'edited, and its journal copied': ({ outside }) => outside(`${EDIT}; PRAGMA wal_checkpoint`),
  'edited, and its journal emptied': ({ outside }) => outside(`${EDIT}; PRAGMA wal_checkpoint(TRUNCATE)`),
  'vacuumed by another program': ({ outside }) => outside('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)'),
  'given another time': ({ record }) => utimesSync(record.file, PAST, PAST),
  'loaded with many rows': ({ dataDir }) => {
    const other = RecordStore.open(dataDir)
    const load = other.bulkLoad(['address'])
    for (let i = 0; i < 5000; i++) other.addresses.insert(addressRow(106.4, 10.5))
    load.commit()
    other.close()
  },
  'opened and closed by another program': ({ outside }) => outside('SELECT count(*) FROM address'),
}

t.test('A record is no longer the one that was opened when it was', async (t) => {
  for (const [name, [happens, sentence]] of Object.entries(REPLACED))
    t.test(name, async (t) => {
      const here = scene(t)
      const watch = new RecordWatch(here.record)
      t.equal(watch.look(here.position), undefined)
      happens(here)
      t.match(watch.look(here.position), sentence)
    })
})

t.test('A record is still the one that was opened when it was', async (t) => {
  for (const [name, happens] of Object.entries(KEPT))
    t.test(name, async (t) => {
      const here = scene(t)
      const watch = new RecordWatch(here.record)
      for (let round = 0; round < 3; round++) {
        happens(here)
        t.equal(watch.look(here.position), undefined)
        t.equal(watch.look(here.position), undefined)
      }
    })
})

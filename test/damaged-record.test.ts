import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { packageRoot } from '../src/config.ts'
import { RECORD_FILE } from '../src/store/record-store.ts'
import { demoRecord } from './support/demo-record.ts'
import { listening, start } from './support/server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-damaged-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const dist = join(packageRoot(), 'dist')
const skip = existsSync(join(dist, 'main.js')) ? false : 'the server is not built: npm run build'
const PAGE = 4096

interface Wreck {
  file: string
  bytes: Buffer
  /** Numbers of the pages of a table or index, its root first. */
  pages: (name: string) => number[]
}

/** Writes the record with one page as `change` leaves it. */
const page =
  (name: string, which: number, change: (page: Buffer, wreck: Wreck) => unknown) =>
  (wreck: Wreck): void => {
    const numbers = wreck.pages(name)
    const at = ((numbers.at(which) as number) - 1) * PAGE
    change(wreck.bytes.subarray(at, at + PAGE), wreck)
    writeFileSync(wreck.file, wreck.bytes)
  }

const bytes =
  (change: (bytes: Buffer) => Buffer) =>
  ({ file, bytes }: Wreck): void =>
    writeFileSync(file, change(bytes))

const edit =
  (sql: string) =>
  ({ file, bytes }: Wreck): void => {
    writeFileSync(file, bytes)
    const db = new Database(file)
    db.unsafeMode()
    db.pragma('writable_schema = ON')
    db.exec(sql)
    db.close()
  }

const DAMAGES: Readonly<Record<string, (wreck: Wreck) => void>> = {
  'an empty file': bytes(() => Buffer.alloc(0)),
  'a text': bytes(() => Buffer.from('xin chào'.repeat(1000))),
  'a folder': ({ file }) => mkdirSync(file),
  'cut off within its first page': bytes((all) => all.subarray(0, 50)),
  'cut off after its first page': bytes((all) => all.subarray(0, PAGE)),
  'cut off in the middle': bytes((all) => all.subarray(0, all.length >> 1)),
  'without its first page': bytes((all) => all.subarray(PAGE)),
  'a page size that cannot be': bytes((all) => all.fill(3, 16, 18)),
  'another application id': bytes((all) => all.fill(0, 68, 72)),
  'a list of tables of nothing': bytes((all) => all.fill(0, 100, PAGE)),
  'a list of tables of rubbish': bytes((all) => all.fill(0xee, 100, PAGE)),
  'addresses without a root': page('address', 0, (one) => one.fill(0)),
  'addresses with a root of rubbish': page('address', 0, (one) => one.fill(0xee)),
  'a page of addresses of nothing': page('address', -3, (one) => one.fill(0)),
  'a page of addresses of rubbish': page('address', -3, (one) => one.fill(0xa5, 2)),
  "a page of addresses that is an index's": page('address', -3, (one, { pages, bytes }) =>
    bytes.copy(one, 0, (pages('address_uid').at(-1)! - 1) * PAGE),
  ),
  'a page of units of nothing': page('unit', -2, (one) => one.fill(0)),
  'a page of streets of rubbish': page('street', 0, (one) => one.fill(0xee)),
  'an r-tree of rubbish': page('rtree_place_geom_node', 0, (one) => one.fill(0xee)),
  'a feed of rubbish': page('change_feed', 0, (one) => one.fill(0xee)),
  'no addresses': edit("DELETE FROM sqlite_master WHERE tbl_name = 'address'"),
  'no units': edit("DELETE FROM sqlite_master WHERE tbl_name = 'unit'"),
  'no r-tree': edit("DELETE FROM sqlite_master WHERE name = 'rtree_address_geom'"),
  'a column missing': edit('ALTER TABLE postcode DROP COLUMN basis'),
  'a column named otherwise': edit('ALTER TABLE unit_change RENAME COLUMN article TO clause'),
  'no facts about itself': edit('DROP TABLE diachiso_info'),
  'a schema that is no number': edit("UPDATE diachiso_info SET value = 'x' WHERE key = 'schema_version'"),
  'a schema of the future': edit("UPDATE diachiso_info SET value = '99' WHERE key = 'schema_version'"),
  'the journal of another record': ({ file, bytes }) => {
    const other = join(mkdtempSync(join(folder, 'other-')), RECORD_FILE)
    writeFileSync(other, bytes)
    const db = new Database(other)
    db.exec('DELETE FROM address_history; DELETE FROM unit WHERE fid % 2; DELETE FROM theme_count')
    copyFileSync(`${other}-wal`, `${file}-wal`)
    db.close()
    writeFileSync(file, bytes.subarray(0, bytes.length - 40 * PAGE))
  },
}

t.test('A damaged record', { skip }, async (t) => {
  const { record, dataDir: from, close } = await demoRecord()
  const pages = (name: string) =>
    record.db
      .prepare<[string], number>('SELECT pageno FROM dbstat WHERE name = ? ORDER BY path')
      .pluck()
      .all(name)
  const numbers = new Map(
    ['address', 'address_uid', 'unit', 'street', 'rtree_place_geom_node', 'change_feed'].map((name) => [
      name,
      pages(name),
    ]),
  )
  record.close()
  const whole = readFileSync(join(from, RECORD_FILE))
  close()
  const wreck = (damage: (wreck: Wreck) => void): string => {
    const dataDir = mkdtempSync(join(folder, 'record-'))
    const file = join(dataDir, RECORD_FILE)
    damage({ file, bytes: Buffer.from(whole), pages: (name) => numbers.get(name)! })
    return dataDir
  }

  t.test('whole, it starts', async (t) => {
    const run = start({ DATA_DIR: wreck(bytes((all) => all)) })
    await listening(run)
    run.child.kill('SIGTERM')
    t.equal(await run.ended, 0)
  })

  for (const [name, damage] of Object.entries(DAMAGES))
    t.test(`${name}: the start is refused in one sentence of both languages`, async (t) => {
      const run = start({ DATA_DIR: wreck(damage) })
      t.equal(await Promise.race([run.ended, listening(run).catch(() => run.ended)]), 1, run.words())
      t.match(run.words(), /^[^\n]*registry\.gpkg[^\n]* · [^\n]*registry\.gpkg[^\n]*\n$/)
      run.child.kill('SIGKILL')
    })

  t.test('commands say so too', async (t) => {
    for (const [command, ...args] of [
      ['import', 'addresses', 'none.csv'],
      ['export', 'addresses', join(folder, 'out.csv')],
      ['backup', join(folder, 'out.gpkg')],
    ] as const)
      for (const name of [
        'a text',
        'cut off in the middle',
        'addresses without a root',
        'a column missing',
      ]) {
        const env = { ...process.env, DATA_DIR: wreck(DAMAGES[name]!) }
        const ran = spawnSync(process.execPath, [join(dist, `${command}.js`), ...args], {
          encoding: 'utf8',
          env,
        })
        t.equal(ran.status, 1, `${command}: ${name}`)
        t.match(ran.stderr, /^[^\n]* · [^\n]*\n$/, `${command}: ${name}: ${ran.stderr}`)
      }
  })
})

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import { SERVING_FILE } from '../../src/store/following/serving-store.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { servedApp } from '../support/served-app.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-locks-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** A program that opens a record, does a little and closes it again. */
type Program = (file: string) => readonly [command: string, ...args: string[]]

const PROGRAMS: Readonly<Record<string, Program>> = {
  'sqlite3, one SELECT': (file) => ['sqlite3', file, 'SELECT count(*) FROM address'],
  'sqlite3, VACUUM INTO': (file) => ['sqlite3', file, `VACUUM INTO '${join(folder, 'copy.gpkg')}'`],
  'sqlite3, VACUUM': (file) => ['sqlite3', file, 'VACUUM'],
  'sqlite3, a checkpoint': (file) => ['sqlite3', file, 'PRAGMA wal_checkpoint(TRUNCATE)'],
  'python3, one SELECT': (file) => [
    'python3',
    '-c',
    `import sqlite3; c = sqlite3.connect(${JSON.stringify(file)}); print(c.execute('SELECT count(*) FROM address').fetchone()); c.close()`,
  ],
  'better-sqlite3, one SELECT': (file) => [
    process.execPath,
    '-e',
    `const db = require('better-sqlite3')(${JSON.stringify(file)}); db.prepare('SELECT count(*) FROM address').get(); db.close()`,
  ],
  'ogrinfo -ro': (file) => ['ogrinfo', '-ro', '-so', file, 'address'],
  'ogrinfo, an SQL statement': (file) => [
    'ogrinfo',
    file,
    '-sql',
    'UPDATE place SET name = name WHERE fid = 1',
  ],
}

t.test('A served record that other programs open and close', async (t) => {
  const { app, demo, close } = await servedApp()
  t.teardown(close)
  const file = join(demo.dataDir, RECORD_FILE)
  const sequence = async () => (await app.inject('/ready')).json<{ sequence: number }>().sequence

  for (const [i, [name, program]] of Object.entries(PROGRAMS).entries()) {
    const place = `Đình Tân Hoà ${'ABCDEFGH'[i]}`
    const [command, ...args] = program(file)
    const missing = spawnSync(command, ['--version']).error ? `${command} is not installed` : false
    t.test(name, { skip: missing }, async (t) => {
      const ran = spawnSync(command, args, { cwd: packageRoot(), encoding: 'utf8' })
      t.equal(ran.status, 0, ran.stderr)
      t.ok(existsSync(`${file}-wal`), 'the journal that the server reads is still there')
      const before = await sequence()
      const edited = edit(file, `UPDATE place SET name = '${place}' WHERE fid = 1`)
      t.equal(edited.sequence, before + 1)
      t.equal(await sequence(), edited.sequence, 'the server has what the record has')
      const found = await app.inject({ url: '/v1/search', query: { q: place, limit: '1' } })
      t.match(found.json(), { features: [{ properties: { geocoding: { name: place } } }] })
    })
  }

  t.test('a thematic layer that another program adds is in the catalogue and has tiles', async (t) => {
    edit(
      file,
      "INSERT INTO theme(id, kind, title_vi, title_en) VALUES ('wells', 'features', 'Giếng', 'Wells')",
    )
    const { layers } = (await app.inject('/v1/layers')).json<{ layers: { id: string }[] }>()
    t.ok(layers.some(({ id }) => id === 'wells'))
    t.equal((await app.inject('/tiles/wells.json')).statusCode, 200)
  })

  t.test('the process holds locks on both files', { skip: noLockTable() }, async (t) => {
    for (const each of [RECORD_FILE, SERVING_FILE]) {
      t.ok(heldLocks(join(demo.dataDir, each)) > 0, each)
      const other = RecordStore.open(demo.dataDir, { readonly: true })
      t.ok(heldLocks(join(demo.dataDir, each)) > 0, `${each} after another connection has opened the record`)
      other.close()
      t.ok(heldLocks(join(demo.dataDir, each)) > 0, `${each} after it was closed`)
    }
  })
})

/** Edits as another process does; returns the record's last sequence number. */
function edit(file: string, sql: string): { sequence: number } {
  const script = `
    const db = require('better-sqlite3')(process.argv[1])
    for (const name of ['IsEmpty', 'MinX', 'MaxX', 'MinY', 'MaxY']) db.function('ST_' + name, (geom) => 0)
    db.exec(process.argv[2])
    const sequence = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'change_feed'").pluck().get()
    db.close()
    console.log(JSON.stringify({ sequence }))`
  const ran = spawnSync(process.execPath, ['-e', script, file, sql], { cwd: packageRoot(), encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(ran.stderr)
  return JSON.parse(ran.stdout) as { sequence: number }
}

function noLockTable(): string | false {
  return existsSync('/proc/locks') ? false : 'this system has no /proc/locks'
}

/** How many locks this process holds on a file (proc(5): number, kind, mode, access, process, device:inode, range). */
function heldLocks(file: string): number {
  const { ino } = statSync(file)
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, kind, , , pid, place]) =>
        kind === 'POSIX' && pid === String(process.pid) && place?.endsWith(`:${ino}`),
    ).length
}

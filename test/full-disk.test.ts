import { spawnSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../src/config.ts'
import { RECORD_FILE, RecordStore } from '../src/store/record-store.ts'
import { demoRecord } from './support/demo-record.ts'
import { start } from './support/server-process.ts'

const dist = join(packageRoot(), 'dist')
const folder = mkdtempSync(join(tmpdir(), 'diachiso-full-'))
const disk = mkdtempSync(join(folder, 'disk-'))
/** Room for the demonstration record and little more. */
const SIZE = 16_000_000
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', disk]).status === 0
t.teardown(() => {
  if (mounted) spawnSync('umount', [disk])
  rmSync(folder, { recursive: true, force: true })
})
const skip = !existsSync(join(dist, 'main.js'))
  ? 'the server is not built: npm run build'
  : !mounted && 'a small disk cannot be mounted here'
const FULL = /^([^\n]*\n)*?[^\n]*(Ổ đĩa đã đầy)[^\n]* · [^\n]*(The disk is full)[^\n]*\n$/

/** Leaves so many bytes free. */
function fill(free: number): void {
  const filler = join(disk, 'filler')
  rmSync(filler, { force: true })
  const fd = openSync(filler, 'w')
  const piece = Buffer.alloc(4096)
  try {
    for (;;) writeSync(fd, piece)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(fd)
  }
  spawnSync('truncate', ['-s', String(Math.max(0, statSync(filler).size - free)), filler])
}

t.test('On a full disk', { skip }, async (t) => {
  const demo = await demoRecord()
  demo.record.close()
  const whole = readFileSync(demo.record.file)
  t.teardown(() => demo.close())
  const file = join(disk, RECORD_FILE)
  const rows = join(folder, 'rows.csv')
  const lines = Array.from({ length: 20_000 }, (_, i) => `1,27694,${106.3 + i * 1e-5},10.54,x${i}`)
  writeFileSync(rows, `class,commune_code,lon,lat,house_number\n${lines.join('\n')}\n`)

  const run = (dataDir: string, command: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(dist, `${command}.js`), ...args], {
      encoding: 'utf8',
      env: { ...process.env, DATA_DIR: dataDir },
    })
  const server = async () => {
    const { words, ended, child } = start({ DATA_DIR: disk })
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
    const code = await ended
    clearTimeout(timer)
    return { status: code, stderr: words() }
  }
  const reset = () => {
    spawnSync('find', [disk, '-mindepth', '1', '-delete'])
    copyFileSync(join(demo.dataDir, RECORD_FILE), file)
  }
  const attempts: Readonly<Record<string, () => Promise<{ status: number | null; stderr: string }>>> = {
    'a first start': async () => {
      spawnSync('find', [disk, '-mindepth', '1', '-delete'])
      fill(400_000)
      return server()
    },
    'a start without any room': async () => {
      fill(0)
      return server()
    },
    "a start without room for the tiles' file": async () => {
      fill(150_000)
      return server()
    },
    'an import': async () => {
      fill(1_000_000)
      return run(disk, 'import', 'addresses', rows)
    },
    'an export': async () => {
      fill(100_000)
      return run(demo.dataDir, 'export', 'addresses', join(disk, 'out.csv'))
    },
    'an export to a GeoPackage': async () => {
      fill(100_000)
      return run(demo.dataDir, 'export', 'addresses', join(disk, 'out.gpkg'))
    },
    'a snapshot': async () => {
      fill(1_000_000)
      return run(demo.dataDir, 'export', 'snapshot', join(disk, 'snapshots'))
    },
    'a backup': async () => {
      fill(1_000_000)
      return run(demo.dataDir, 'backup', join(disk, 'backup.gpkg'))
    },
    'a restore': async () => {
      const backup = join(mkdtempSync(join(folder, 'backup-')), 'backup.gpkg')
      const made = run(demo.dataDir, 'backup', backup)
      if (made.status !== 0) throw new Error(made.stderr)
      fill(1_000_000)
      return run(disk, 'restore', backup)
    },
  }
  for (const [name, attempt] of Object.entries(attempts))
    t.test(`${name} fails in one sentence and leaves the record as it was`, async (t) => {
      reset()
      const { status, stderr } = await attempt()
      t.equal(status, 1, stderr)
      t.match(stderr, FULL)
      t.notMatch(stderr, /\n {4}at /, 'no stack')
      if (name === 'a first start') return t.notOk(existsSync(file), 'no half record')
      rmSync(join(disk, 'filler'))
      const record = RecordStore.open(disk)
      t.equal(record.addresses.count(), 2000)
      t.equal(record.db.pragma('integrity_check', { simple: true }), 'ok')
      record.close()
    })
  t.ok(whole.equals(readFileSync(join(demo.dataDir, RECORD_FILE))), 'the record elsewhere is as it was')
})

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { manifestOf } from '../../../src/assembly/backup/backup-manifest.ts'
import { type RestoreOptions, restoreBackup } from '../../../src/assembly/backup/restore-backup.ts'
import { writeBackup } from '../../../src/assembly/backup/write-backup.ts'
import { packageRoot } from '../../../src/config.ts'
import { copyFacts } from '../../../src/store/copies/record-copy.ts'
import { SERVING_FILE } from '../../../src/store/following/serving-store.ts'
import { RECORD_FILE, RecordStore } from '../../../src/store/record-store.ts'
import { TileServer } from '../../../src/tiles/tile-server.ts'
import { addressRow, emptyRecord } from '../../support/tile-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-backup-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const root = packageRoot()
const NOW = new Date('2026-01-15T18:00:00Z')
const KEPT = 'replaced-20260115T180000Z.gpkg'

const fresh = (name: string) => mkdtempSync(join(folder, `${name}-`))
const backUp = (dataDir: string, target: string) =>
  writeBackup({ dataDir, target, version: '1.2.3', now: NOW })
const restore = (dataDir: string, backup: string, more: Partial<RestoreOptions> = {}) =>
  restoreBackup({ dataDir, backup, now: NOW, ...more })

/** A closed record with a few addresses, and a backup of it. */
async function saved() {
  const { dataDir, record } = emptyRecord()
  for (let i = 0; i < 20; i++) record.addresses.insert(addressRow(106.4 + i / 100, 10.5))
  const backup = (await backUp(dataDir, fresh('backup'))).path
  record.close()
  return { dataDir, backup, file: join(dataDir, RECORD_FILE) }
}

function edit(dataDir: string, ...statements: string[]): void {
  const record = RecordStore.open(dataDir)
  for (const sql of statements) record.db.exec(sql)
  record.close()
}

/** Starts a program that runs `code` with `RecordStore` and `dataDir`, and waits until it says so. */
async function elsewhere(dataDir: string, code: string) {
  const script = `import { RecordStore } from ${JSON.stringify(join(root, 'src/store/record-store.ts'))}
    const dataDir = ${JSON.stringify(dataDir)}
    ${code}`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

t.test('A backup of a record that another program is writing to', async (t) => {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  const writer = await elsewhere(
    dataDir,
    `const record = RecordStore.open(dataDir)
     console.log('writing')
     for (;;) record.write(() => record.db.exec("UPDATE theme SET owner = 'x'"))`,
  )
  const first = record.changes.last()
  const made: Awaited<ReturnType<typeof backUp>>[] = []
  for (const i of [1, 2, 3]) made.push(await backUp(dataDir, join(fresh('busy'), `${i}.gpkg`)))
  await writer.kill()
  for (const { path, sequence, token, ...manifest } of made) {
    t.same(JSON.parse(readFileSync(manifestOf(path), 'utf8')), { ...manifest, sequence, token })
    t.match(manifest, { version: '1.2.3', created: NOW.toISOString(), bytes: statSync(path).size })
    t.ok(sequence >= first && sequence <= record.changes.last())
    t.ok(record.changes.has({ sequence, token }), 'a moment of this history')
    t.same(copyFacts(path), { sequence, token, addresses: 0 })
    t.equal(statSync(path).mode & 0o777, 0o600, 'the key of codes is in it')
  }
})

t.test('Where a backup goes', async (t) => {
  const { dataDir, backup } = await saved()
  t.match(backup, /registry-20260115T180000Z\.gpkg$/, 'into a folder, by the time')
  t.equal((await backUp(dataDir, join(fresh('new'), 'not', 'there'))).file, 'registry-20260115T180000Z.gpkg')
  t.equal((await backUp(dataDir, join(fresh('new'), 'mine.gpkg'))).file, 'mine.gpkg')
  const before = readFileSync(backup)
  await t.rejects(backUp(dataDir, backup), {
    name: 'Error',
    reason: 'exists',
    message: /đã có.*is there already/,
  })
  t.ok(readFileSync(backup).equals(before), 'nothing is written over')
  const nowhere = fresh('nowhere')
  await t.rejects(backUp(join(folder, 'no-record'), nowhere))
  t.same(readdirSync(nowhere), [], 'one that fails leaves nothing')
})

t.test('A restored record', async (t) => {
  const { dataDir, backup, file } = await saved()
  const at = copyFacts(backup)
  edit(
    dataDir,
    ...Array.from(
      { length: 7 },
      (_, i) => `UPDATE address SET house_number = 'abandoned ${i}' WHERE fid = 1`,
    ),
  )
  const abandoned = copyFacts(file)
  edit(dataDir, "UPDATE diachiso_info SET value = '5000' WHERE key = 'code_counter'")
  const { kept, ...restored } = await restore(dataDir, backup)
  const names = readdirSync(dataDir).sort()

  t.test('has the rows of the backup and goes on in a history of its own', async (t) => {
    const record = RecordStore.open(dataDir)
    t.teardown(() => record.close())
    t.not(record.addresses.byFid(1)?.house_number, 'abandoned 6')
    t.equal(record.addresses.count(), 20)
    t.match(restored, { ...record.changes.position(), addresses: 20, codes: 1_005_000, people: 'none' })
    t.ok(record.changes.has(at), 'it continues the backup')
    t.notOk(record.changes.has(abandoned))
    t.equal(restored.sequence, abandoned.sequence + 1, 'no number of the abandoned history comes again')
    t.equal(record.info.get('code_counter'), '1005000', 'nor does a code')
  })

  t.test('leaves what was there beside it, and nothing else', async (t) => {
    t.same(kept, [join(dataDir, KEPT)])
    t.same(names, [RECORD_FILE, KEPT].sort())
    t.same(copyFacts(join(dataDir, KEPT)), abandoned)
  })

  t.test('gets another token each time', async (t) => {
    rmSync(join(dataDir, KEPT))
    t.not((await restore(dataDir, backup)).token, restored.token)
  })
})

t.test('Tiles of an abandoned history are never taken for those of the restored record', async (t) => {
  const { dataDir, backup } = await saved()
  const look = async (since?: { sequence: number }) => {
    const tiles = await TileServer.open(dataDir, {
      tileCacheBytes: 1e6,
      workers: 1,
      today: () => '2026-01-15',
    })
    const version = await tiles.version(tiles.select(['address'])!)
    const touched = since && (await tiles.touchedSince(since))
    await tiles.close()
    return { version, touched }
  }
  await look()
  edit(dataDir, 'UPDATE address SET class = 2 WHERE fid = 1', 'UPDATE address SET class = 3 WHERE fid = 1')
  const abandoned = await look({ sequence: 0 })
  await restore(dataDir, backup)
  edit(dataDir, 'UPDATE address SET class = 4 WHERE fid = 1', 'UPDATE address SET class = 5 WHERE fid = 1')
  const { sequence } = abandoned.touched!
  const now = await look({ sequence })
  t.not(now.version, abandoned.version)
  t.ok(now.touched!.everywhere.includes('address'), 'a cache that knows a number only is told to forget all')
})

t.test('A restore', async (t) => {
  t.test('refuses while a server has the record open, and does not when it was killed', async (t) => {
    const { dataDir, backup, file } = await saved()
    edit(dataDir, 'UPDATE address SET class = 2 WHERE fid = 1')
    const before = readFileSync(file)
    for (const open of ['RecordStore.open(dataDir)', 'RecordStore.open(dataDir, { readonly: true })']) {
      const server = await elsewhere(
        dataDir,
        `${open}.addresses.count(); console.log('open'); setInterval(() => {}, 1000)`,
      )
      await t.rejects(restore(dataDir, backup), {
        name: 'Error',
        reason: 'busy',
        message: /đang mở.* · .*is open in a server or another program: stop it first/,
      })
      t.ok(readFileSync(file).equals(before))
      t.notOk(existsSync(join(dataDir, '.restoring')))
      await server.kill()
    }
    t.equal((await restore(dataDir, backup, { lost: 0 })).addresses, 20)
  })

  t.test('refuses while a server runs whose record is damaged', async (t) => {
    const { dataDir, backup, file } = await saved()
    const tiles = await TileServer.open(dataDir, { tileCacheBytes: 0, workers: 1, today: () => '2026-01-15' })
    const spoilt = spawnSync('cp', ['package.json', file], { cwd: root })
    t.equal(spoilt.status, 0)
    await t.rejects(restore(dataDir, backup), { name: 'Error', reason: 'busy' }, 'the tiles tell')
    await tiles.close()
    t.equal((await restore(dataDir, backup, { lost: 0 })).addresses, 20)
  })

  t.test('of a record that is damaged, missing, or stands beside the journal of another', async (t) => {
    const wrecks: Readonly<Record<string, (dataDir: string) => void>> = {
      'no database': (dataDir) => writeFileSync(join(dataDir, RECORD_FILE), 'no database'.repeat(1000)),
      'nothing at all': (dataDir) => rmSync(join(dataDir, RECORD_FILE)),
      'no folder': (dataDir) => rmSync(dataDir, { recursive: true }),
      'a damaged tiles file': (dataDir) =>
        writeFileSync(join(dataDir, SERVING_FILE), 'no database'.repeat(1000)),
      'the journal of another': (dataDir) => {
        const { record, close } = emptyRecord()
        for (let i = 0; i < 300; i++) record.addresses.insert(addressRow(106.4, 10.5))
        copyFileSync(`${record.file}-wal`, join(dataDir, `${RECORD_FILE}-wal`))
        close()
      },
    }
    for (const [name, wreck] of Object.entries(wrecks)) {
      const { dataDir, backup } = await saved()
      wreck(dataDir)
      t.equal((await restore(dataDir, backup, { lost: 0 })).addresses, 20, name)
      const record = RecordStore.open(dataDir)
      t.equal(record.addresses.count(), 20, name)
      t.equal(record.db.pragma('integrity_check', { simple: true }), 'ok', name)
      record.close()
    }
  })

  t.test('refuses what is no whole backup, and changes nothing', async (t) => {
    const spoil: Readonly<Record<string, (backup: string, manifest: Record<string, unknown>) => void>> = {
      'no manifest': (backup) => rmSync(manifestOf(backup)),
      'a manifest that is no JSON': (backup) => writeFileSync(manifestOf(backup), 'x'),
      'a manifest of null': (backup) => writeFileSync(manifestOf(backup), 'null'),
      'a manifest without a sum': (backup, { sha256: _, ...rest }) =>
        writeFileSync(manifestOf(backup), JSON.stringify(rest)),
      "another backup's manifest": (backup, manifest) =>
        writeFileSync(manifestOf(backup), JSON.stringify({ ...manifest, sequence: 3 })),
      'a byte more': (backup) => appendFileSync(backup, 'x'),
      'a byte changed': (backup) => {
        const bytes = readFileSync(backup)
        bytes[bytes.length >> 1]! ^= 1
        writeFileSync(backup, bytes)
      },
    }
    for (const [name, damage] of Object.entries(spoil)) {
      const { dataDir, backup, file } = await saved()
      damage(backup, JSON.parse(readFileSync(manifestOf(backup), 'utf8')))
      const before = readFileSync(file)
      await t.rejects(
        restore(dataDir, backup),
        { name: 'Error', reason: 'not-a-backup', message: / · / },
        name,
      )
      t.ok(readFileSync(file).equals(before), name)
      t.same(readdirSync(dataDir), [RECORD_FILE], name)
    }
  })
})

t.test('The commands say what they did, and in a sentence why they did not', async (t) => {
  const { dataDir } = await saved()
  const run = (name: string, ...args: string[]) =>
    spawnSync(
      process.execPath,
      ['--import', 'tsx', join(root, 'scripts', 'commands', `${name}.ts`), ...args],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, DATA_DIR: dataDir },
      },
    )
  const target = join(fresh('command'), 'mine.gpkg')
  const done = run('backup', target)
  t.same([done.status, existsSync(target), existsSync(manifestOf(target))], [0, true, true], done.stderr)
  t.match(done.stderr, /mine\.gpkg: [\d,]+ B, 20 địa chỉ · addresses/)
  const again = run('backup', target)
  t.same([again.status, again.stderr.trim().split('\n').length], [1, 1])
  const restored = run('restore', target)
  t.equal(restored.status, 0, restored.stderr)
  t.match(restored.stderr, /20 địa chỉ · addresses[\s\S]*what was there before/)
  const missing = run('restore', join(folder, 'none.gpkg'))
  t.same([missing.status, missing.stderr.trim().split('\n').length], [1, 1])
  for (const name of ['backup', 'restore']) t.match(run(name).stderr, /Usage/)
})

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { RecordStore } from '../../../src/store/record-store.ts'
import { factsRecord } from '../../support/demo-record.ts'

t.test('npm run import writes a batch once a record holds certified addresses', async (t) => {
  const { dataDir, record, close } = await factsRecord()
  t.teardown(close)
  record.close()
  const run = (file: string, ...more: string[]) => {
    const command = ['--import', 'tsx', join(packageRoot(), 'scripts', 'commands', 'import.ts')]
    const { status, stderr } = spawnSync(process.execPath, [...command, 'addresses', file, ...more], {
      cwd: packageRoot(),
      encoding: 'utf8',
      env: { ...process.env, DATA_DIR: dataDir },
    })
    return { status, stderr }
  }
  const ids = [1, 2, 3].map((n) => `30000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
  const csv = (name: string, rows: string[]) => {
    const file = join(dataDir, name)
    writeFileSync(file, `id,class,house_number,street,commune_code,lon,lat,status\n${rows.join('\n')}\n`)
    return file
  }
  const row = (n: number, number: string, status = 'official', lon = 106.41 + n * 1e-3) =>
    `${ids[n] ?? ''},1,${number},Đường Thử,27694,${lon},10.54,${status}`
  const first = run(csv('a.csv', [row(0, '1'), row(1, '3', 'created')]), '--decision', '1/QĐ', '2026-01-01')
  t.match(first, { status: 0, stderr: /added 2/ })
  const edited = csv('b.csv', [
    row(0, '1A'),
    row(1, '3A', 'created'),
    row(2, '5', 'created'),
    row(9, '7', 'created', 1),
  ])
  const dry = run(edited, '--dry-run')
  t.match(dry.stderr, /new 1, .*changed 1, .*unchanged 0, .*proposals 1, .*refused 1/)
  t.equal(dry.status, 1, 'a file with errors')
  const second = run(edited)
  t.match(second, { status: 0, stderr: /batch [0-9a-f-]{36}: .*added 1, .*changed 1, .*proposed 1/ })
  t.match(readFileSync(`${edited}.rejects.csv`, 'utf8'), /^5,out-of-province,/m)
  t.match(run(edited).stderr, /added 0, .*changed 0, .*proposed 0/, 'a second time it changes nothing')
  const after = RecordStore.open(dataDir)
  t.teardown(() => after.close())
  t.same(
    ids.map((id) => after.addresses.byUid(id)?.house_number),
    ['1', '3A', '5'],
  )
  t.same(after.db.prepare("SELECT office, count FROM zz_event WHERE action = 'batch'").all(), [
    { office: 'server', count: 2 },
  ])
  t.match(run(csv('c.docx', [])), { status: 1, stderr: /c\.docx.*\.csv/ })
})

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { RecordStore } from '../../../src/store/record-store.ts'
import { workFolder } from '../../support/import-support.ts'

const HEADER = 'id,class,house_number,street,commune_code,lon,lat'
const files = workFolder()
t.teardown(files.close)
const good = files.write('good.csv', `${HEADER}\na,1,12,Lê Lợi,27694,106.41,10.535`)
const doubtful = files.write('doubtful.csv', `${HEADER}\na,1,gần chợ,Lê Lợi,27694,106.41,10.535`)
const bad = files.write(
  'bad.csv',
  [HEADER, ...Array.from({ length: 20 }, (_, i) => `${i},1,${i + 1},Lê Lợi,99999,106.41,10.5${i + 10}`)].join(
    '\n',
  ),
)

function run(command: 'check' | 'import', args: readonly string[], dataDir: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', `scripts/commands/${command}.ts`, ...args],
    { cwd: packageRoot(), env: { ...process.env, DATA_DIR: dataDir }, encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

t.test('npm run check says what is wrong with files, and ends with 0 unless there are errors', async (t) => {
  const none = files.path('no-record')
  const checked = run('check', [good, doubtful], none)
  t.equal(checked.status, 0, checked.stderr)
  t.match(checked.stdout, /^doubtful\.csv\t2\twarning\tno-house-number\thouse_number\t.* → \{/m)
  t.match(checked.stdout, /good\.csv: 1 dòng .* 0 lỗi · errors, 0 cảnh báo/)
  t.match(checked.stderr, /approximate/, 'what is not checked is said')
  t.notOk(existsSync(none), 'no record is made')

  const structural = run('check', [bad], none)
  t.equal(structural.status, 1)
  const lines = structural.stdout.trim().split('\n')
  t.match(lines[0], /^bad\.csv\t\*\terror\tunknown-commune\tcommune_code\t20\/20 \(100 %\).* 2, 3, 4, 5, 6…/)
  t.equal(lines.length, 3, 'a structural error is told once')
  t.match(lines[2], /bad\.csv\.findings\.csv$/)

  t.equal(run('check', [files.path('not-there.csv')], none).status, 1)
  t.match(run('check', ['--what'], none), { status: 2, stderr: /Usage/ })
  t.match(run('check', ['--help'], none), { status: 0, stdout: /findings\.csv/ })
})

t.test('npm run import -- --dry-run tells the same, and writes nothing', async (t) => {
  const dataDir = files.path('record')

  mkdirSync(dataDir)
  const dry = run('import', ['addresses', doubtful, '--dry-run'], dataDir)
  t.equal(dry.status, 0, dry.stderr)
  t.match(dry.stderr, /added 1/)
  t.equal(dry.stdout, run('check', [doubtful], dataDir).stdout)
  const count = () => {
    const record = RecordStore.open(dataDir, { readonly: true })
    const found = record.addresses.count()
    record.close()
    return found
  }
  t.equal(count(), 0)
  t.equal(run('import', ['addresses', bad, '--dry-run'], dataDir).status, 1)
  t.match(run('import', ['layer', 'health', good, '--dry-run'], dataDir), { status: 0, stderr: /added 1/ })
  t.equal(count(), 0)
  t.equal(run('import', ['addresses', doubtful], dataDir).status, 0)
  t.equal(count(), 1)
  t.match(run('check', [], dataDir), {
    status: 1,
    stdout: /^registry\.gpkg\t1\terror\tmissing-field\thouse_number/m,
  })
})

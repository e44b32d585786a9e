import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { emptyDatabase, noPostgres } from '../../support/postgres-server.ts'

/** Runs a command with a record in PostgreSQL; resolves with its exit code and all that it wrote. */
async function command(
  name: string,
  url: string,
  ...words: string[]
): Promise<{ code: number; said: string }> {
  const program = join(packageRoot(), 'scripts', 'commands', `${name}.ts`)
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...words], {
    env: { PATH: process.env.PATH, RECORD_URL: url },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const [code] = await once(child, 'close')
  return { code, said }
}

t.test('Commands with a record in PostgreSQL', { skip: noPostgres }, async (t) => {
  const url = await emptyDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())

  await t.test('two that migrate at once: one does it, and finds nothing to do the next time', async (t) => {
    const both = await Promise.all([command('migrate', url), command('migrate', url)])
    t.same(
      both.map(({ code }) => code),
      [0, 0],
      both.map(({ said }) => said).join(),
    )
    const all = both.map(({ said }) => said).join()
    t.equal(all.match(/^units|· units\t426$/gm)?.length, 1, 'the units are loaded once')
    const { rows } = await client.query(`SELECT (SELECT count(*)::integer FROM unit) AS units,
      (SELECT value FROM people.info WHERE key = 'layout') IS NOT NULL AS people`)
    t.same(rows, [{ units: 426, people: true }])
    await client.query("UPDATE unit SET name = 'Khác' WHERE code = '27694'")
    const again = await command('migrate', url)
    t.match(again.said, /layout .*\t(\d+)\t\1\n/)
    const kept = await client.query("SELECT DISTINCT name FROM unit WHERE code = '27694'")
    t.same(kept.rows, [{ name: 'Khác' }], 'what stands there stays')
  })

  t.test('roles are made once, and granted each time', async (t) => {
    t.match((await command('migrate', url)).said, /there are no roles diachiso_record and diachiso_people/)
    for (const words of [['--roles'], ['--roles'], []]) {
      const { code, said } = await command('migrate', url, ...words)
      t.equal(code, 0, said)
      t.match(said, /granted: diachiso_record, diachiso_people/)
    }
  })

  t.test('what cannot be done is said in a sentence, without a password', async (t) => {
    const secret = 'postgres://u:geheim@127.0.0.1:1/reg'
    /** command, URL, words, exit code, sentence */
    const CASES: [name: string, url: string, words: string[], code: number, said: RegExp][] = [
      ['migrate', secret, [], 1, /PostgreSQL 127\.0\.0\.1:1\/reg does not answer/],
      ['verify', secret, [], 1, /PostgreSQL 127\.0\.0\.1:1\/reg does not answer/],
      ['verify', await emptyDatabase(), [], 1, /has layout 0, .* run npm run migrate/],
      ['migrate', url, ['--official', '7/QĐ', '2026-01-02', 'nothing.csv'], 1, /nothing\.csv/],
      ['migrate', url, ['--official', '7/QĐ', '2026-13-02', 'x.csv'], 1, /YYYY-MM-DD/],
      ['migrate', url, ['--from'], 1, /--from/],
      ['migrate', 'postgres://u:geheim@db', [], 1, /RECORD_URL must be the address/],
      ['import', secret, ['streets', 'x.csv'], 1, /RECORD_URL is set: the record is in PostgreSQL/],
      ['import', secret, ['addresses', 'x.csv'], 1, /PostgreSQL 127\.0\.0\.1:1\/reg does not answer/],
      [
        'import',
        url,
        ['addresses', 'x.csv', '--decision', '7', '2026-01-02'],
        1,
        /npm run migrate -- --official/,
      ],
      ['backup', secret, ['x.gpkg'], 1, /RECORD_URL is set/],
      ['export', secret, ['addresses', 'x.csv'], 1, /RECORD_URL is set/],
      ['check', secret, [], 1, /PostgreSQL 127\.0\.0\.1:1\/reg does not answer/],
    ]
    for (const [name, to, words, code, sentence] of CASES) {
      const outcome = await command(name, to, ...words)
      t.equal(outcome.code, code, `${name} ${words}: ${outcome.said}`)
      t.match(outcome.said, sentence, `${name} ${words}`)
      t.notMatch(outcome.said, /geheim|\n\s+at /, `${name} ${words}`)
    }
    await client.query("UPDATE diachiso_info SET value = '99' WHERE key = 'postgres_layout'")
    const newer = await command('migrate', url)
    t.equal(newer.code, 1)
    t.match(newer.said, /has layout 99, .* install a newer diachiso/)
  })
})

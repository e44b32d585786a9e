import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { AfterBackupLog, type Noted } from '../../src/store/copies/after-backup-log.ts'
import { passingFolder } from '../support/living-registry.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))

async function read(log: AfterBackupLog): Promise<{ entries: string[]; others: string[] }> {
  const entries: string[] = []
  const others: string[] = []
  for await (const { at, kind, id } of log.entries((line) => others.push(line)) as AsyncIterable<Noted>)
    entries.push(`${at} ${kind} ${id}`)
  return { entries, others }
}

t.test('What is noted is read again, in order', async (t) => {
  const folder = passingFolder()
  const log = new AfterBackupLog(folder)
  t.same(await read(log), { entries: [], others: [] })
  log.note('withdrawn', 'a', at(1))
  log.note('redacted', 'b name,raw_text', at(2))
  t.same((await read(log)).entries, [
    '2026-01-01T00:00:01.000Z withdrawn a',
    '2026-01-01T00:00:02.000Z redacted b name,raw_text',
  ])
  t.equal(statSync(join(folder, 'after-backup.log')).mode & 0o777, 0o600)
  for (const id of ['a\tb', 'a\nb', 'a\r']) t.throws(() => log.note('withdrawn', id), RangeError)
})

t.test('A torn last line costs only itself, wherever it is torn', async (t) => {
  const folder = passingFolder()
  const file = join(folder, 'after-backup.log')
  const log = new AfterBackupLog(folder)
  log.note('withdrawn', 'first', at(1))
  const whole = readFileSync(file, 'utf8')
  const second = whole.replace('first', 'second')
  for (let cut = 0; cut < second.length; cut++) {
    writeFileSync(file, whole + second.slice(0, cut))
    log.note('withdrawn', 'third', at(3))
    const { entries, others } = await read(log)
    t.equal(entries[0], '2026-01-01T00:00:01.000Z withdrawn first')
    t.equal(entries.at(-1), '2026-01-01T00:00:03.000Z withdrawn third', `cut at ${cut}`)
    t.ok(entries.length + others.length <= 3)
  }
})

t.test('Kinds of a later version are told', async (t) => {
  const folder = passingFolder()
  appendFileSync(join(folder, 'after-backup.log'), '2026-01-01T00:00:00.000Z\tof-tomorrow\tx\n')
  t.same(await read(new AfterBackupLog(folder)), {
    entries: [],
    others: ['2026-01-01T00:00:00.000Z\tof-tomorrow\tx'],
  })
})

t.test('A full file is put aside, and read before the next', async (t) => {
  const folder = passingFolder()
  const log = new AfterBackupLog(folder, 150)
  for (let i = 1; i <= 10; i++) log.note('withdrawn', `id-${i}`, at(i))
  t.ok(readdirSync(folder).length > 2)
  t.same(
    (await read(log)).entries.map((entry) => entry.split(' ')[2]),
    Array.from({ length: 10 }, (_, i) => `id-${i + 1}`),
  )
})

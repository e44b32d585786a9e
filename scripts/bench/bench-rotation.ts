import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PeopleKey } from '../../src/store/people/people-key.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { endRotation, rotate } from '../../src/store/people/sealing/key-rotation.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../../src/store/people/sqlite-people.ts'
import { ProgressLine } from '../commands/progress-line.ts'

/** Contacts that are written in one transaction while the file is made. */
const TOGETHER = 5000
const aKey = () => new PeopleKey(createSecretKey(randomBytes(32)))

/**
 * Replaces the key over so many contacts (a million by default), cut off half-way and run again, beside one `UPDATE` of the same
 * rows by SQLite alone, which is the least that it can take.
 */
export async function benchRotation(): Promise<void> {
  const count = Number(process.argv[3] ?? 1_000_000)
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-rotation-'))
  const [present, next] = [aKey(), aKey()]
  try {
    const people = await openSqlitePeople(dataDir, { key: present })
    await fill(people, count)
    const progress = new ProgressLine(process.stderr, 'people.db')
    const cut = new AbortController()
    const rows: [string, number, number][] = []
    const timed = async (what: string, work: () => Promise<number>) => {
      const from = performance.now()
      const done = await work()
      rows.push([what, done, (performance.now() - from) / 1000])
    }
    await timed('replaced until cut off', async () => {
      const onProgress = (done: number) => done >= count / 2 && cut.abort()
      return (await rotate(people, { present, next, signal: cut.signal, onProgress })).rows
    })
    await timed('gone on with', async () => {
      const { resumed, rows } = await rotate(people, {
        present,
        next,
        onProgress: (done) => progress.show(undefined, done),
      })
      if (!resumed) throw new Error('it began anew')
      return rows
    })
    await people.close()
    const renewed = await openSqlitePeople(dataDir, { key: next })
    await timed('looked through, the former key taken away', () => endRotation(renewed))
    await renewed.close()
    await timed('one UPDATE of the same rows', async () => rewrite(join(dataDir, PEOPLE_FILE)))
    process.stdout.write(
      `${count} contacts, ${(statSync(join(dataDir, PEOPLE_FILE)).size / 1e6).toFixed(0)} MB; highest memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n\n`,
    )
    process.stdout.write('| | rows | s | rows/s |\n| --- | --- | --- | --- |\n')
    for (const [what, done, s] of rows)
      process.stdout.write(`| ${what} | ${done} | ${s.toFixed(1)} | ${Math.round(done / s)} |\n`)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function fill(people: PeopleStore, count: number): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z'
  for (let from = 0; from < count; from += TOGETHER)
    await people.write(async ({ contacts }) => {
      for (let i = from; i < Math.min(count, from + TOGETHER); i++)
        await contacts.add({
          ...{ id: randomUUID(), address: randomUUID(), role: 'owner', state: 'written' },
          ...{ account: 'a', person: 'p', office: 'o', written_at: at, consents: [] },
          content: JSON.stringify({
            name: `Nguyễn Văn ${i}`,
            channels: [{ kind: 'phone', value: `09${i}` }],
          }),
        })
    })
}

/** Writes every sealed value again as it is; returns how many there are. */
function rewrite(file: string): number {
  const db = new Database(file)
  try {
    return db.prepare("UPDATE contact SET content = content || ''").run().changes
  } finally {
    db.close()
  }
}

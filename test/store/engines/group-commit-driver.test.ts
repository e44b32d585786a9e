import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { type Generated, Kysely, sql } from 'kysely'
import t from 'tap'
import { immediateDialect } from '../../../src/store/engines/immediate-dialect.ts'

interface Tables {
  row: { id: number; text: string }
  child: { fid: Generated<number>; parent: number }
}

/** A file with its Kysely, a connection of another program, and how many times COMMIT was said. */
function opened(prepare = (_database: Database.Database): void => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-group-'))
  const file = join(folder, 'x.db')
  const first = new Database(file)
  first.pragma('journal_mode = WAL')
  first.exec(`CREATE TABLE row(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
    CREATE TABLE child(fid INTEGER PRIMARY KEY, parent INTEGER REFERENCES row(id) DEFERRABLE INITIALLY DEFERRED)`)
  first.close()
  let commits = 0
  const db = new Kysely<Tables>({
    dialect: immediateDialect(() => {
      const verbose = (text?: unknown) => {
        if (text === 'commit') commits++
      }
      const database = new Database(file, { timeout: 0, verbose })
      database.pragma('synchronous = FULL')
      prepare(database)
      return database
    }),
  })
  const outside = new Database(file)
  const all = outside.prepare<[], { id: number }>('SELECT id FROM row ORDER BY id')
  return {
    db,
    commits: () => commits,
    add: (id: number, text = String(id)) =>
      db.transaction().execute((tx) => tx.insertInto('row').values({ id, text }).execute()),
    durable: () => all.all().map(({ id }) => id),
    outside,
    async close() {
      await db.destroy()
      outside.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const endOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'kept',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  )

t.test('transactions that wait for each other share a COMMIT', async (t) => {
  const file = opened()
  t.teardown(file.close)
  await file.add(0)
  t.equal(file.commits(), 1, 'one alone is kept at once')
  const seen = await Promise.all(
    Array.from({ length: 100 }, async (_, i) => {
      await file.add(i + 1)
      return file.durable().includes(i + 1)
    }),
  )
  t.ok(
    seen.every((durable) => durable),
    'each is durable when it ends',
  )
  t.equal(file.commits(), 1 + Math.ceil(100 / 32), 'at most 32 share one')
})

t.test('one that fails takes back only its own', async (t) => {
  const file = opened()
  t.teardown(file.close)
  const own = file.db.transaction().execute(async (tx) => {
    await tx.insertInto('row').values({ id: 20, text: 'twenty' }).execute()
    throw new Error('own')
  })
  const ends = await Promise.all(
    [own, file.add(1), file.add(2, '1'), file.add(3), file.add(1, 'one'), file.add(4)].map(endOf),
  )
  t.same(ends, ['own', 'kept', 'SQLITE_CONSTRAINT_UNIQUE', 'kept', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'kept'])
  t.same(file.durable(), [1, 3, 4])
})

t.test('a COMMIT that fails keeps nothing of its group, and says so to each', async (t) => {
  const file = opened((database) => database.pragma('foreign_keys = ON'))
  t.teardown(file.close)
  const orphan = file.db
    .transaction()
    .execute((tx) => tx.insertInto('child').values({ parent: 99 }).execute())
  const ends = await Promise.all([file.add(1), orphan, file.add(2)].map(endOf))
  t.same(ends, Array(3).fill('SQLITE_CONSTRAINT_FOREIGNKEY'))
  t.same(file.durable(), [])
  t.equal(await endOf(file.add(5)), 'kept', 'the next one begins anew')
})

t.test('a full disk ends the group, and no statement after it is kept by itself', async (t) => {
  const file = opened((database) => database.pragma('max_page_count = 8'))
  t.teardown(file.close)
  const caught = file.db.transaction().execute(async (tx) => {
    const full = await endOf(
      tx
        .insertInto('row')
        .values({ id: 2, text: 'x'.repeat(1e6) })
        .execute(),
    )
    const after = await endOf(tx.insertInto('row').values({ id: 3, text: '3' }).execute())
    return [full, after]
  })
  const [first, second, third] = await Promise.all([
    endOf(file.add(1)),
    caught.catch((error) => error.code),
    endOf(file.add(4)),
  ])
  const durable = file.durable()
  t.equal(durable.includes(1), first === 'kept', 'who was before it')
  t.equal(durable.includes(3), Array.isArray(second), 'who met it')
  t.equal(durable.includes(4), third === 'kept', 'who came after it')
  t.match(JSON.stringify(second), /SQLITE_FULL/)
})

t.test('whatever comes at once: what is told as kept is there, and nothing else', async (t) => {
  const kinds = fc.constantFrom('add', 'fail', 'same', 'read', 'statement', 'catch')
  await fc.assert(
    fc.asyncProperty(fc.array(kinds, { minLength: 1, maxLength: 60 }), async (works) => {
      const file = opened()
      try {
        await file.add(0, 'taken')
        const ahead: number[][] = []
        /** Rows that are seen from here and not by another program. */
        const early = (rows: readonly { id: number }[]) => {
          const durable = new Set(file.durable())
          ahead.push(rows.map(({ id }) => id).filter((id) => !durable.has(id)))
        }
        const work = async (kind: (typeof works)[number], id: number): Promise<unknown> => {
          if (kind === 'add') return file.add(id)
          if (kind === 'same') return file.add(id, 'taken')
          if (kind === 'statement') {
            early(await file.db.selectFrom('row').select('id').execute())
            return file.db
              .insertInto('row')
              .values({ id, text: String(id) })
              .execute()
          }
          if (kind === 'read')
            return file.db
              .transaction()
              .setAccessMode('read only')
              .execute(async (tx) => {
                early(await tx.selectFrom('row').select('id').execute())
                throw new Error('read')
              })
          return file.db.transaction().execute(async (tx) => {
            await tx
              .insertInto('row')
              .values({ id, text: String(id) })
              .execute()
            if (kind === 'fail') throw new Error('failed')
            const again = tx.insertInto('row').values({ id, text: 'again' })
            await again.execute().catch(() => undefined)
          })
        }
        const ends = await Promise.all(works.map((kind, i) => endOf(work(kind, i + 1))))
        const kept = ends.flatMap((end, i) => (end === 'kept' ? [i + 1] : []))
        const expected = works.flatMap((kind, i) =>
          kind === 'add' || kind === 'statement' || kind === 'catch' ? [i + 1] : [],
        )
        const { rows } = await sql<{ id: number }>`SELECT id FROM row ORDER BY id`.execute(file.db)
        const same = JSON.stringify(file.durable())
        return (
          same === JSON.stringify([0, ...kept]) &&
          same === JSON.stringify([0, ...expected]) &&
          same === JSON.stringify(rows.map(({ id }) => id)) &&
          ahead.every((rows) => rows.length === 0)
        )
      } finally {
        await file.close()
      }
    }),
    { numRuns: 60 },
  )
  t.pass('60 runs')
})

t.test('another program that writes is waited for, and its lock is no loss', async (t) => {
  const file = opened()
  t.teardown(file.close)
  await file.add(1)
  file.outside.exec('BEGIN IMMEDIATE; INSERT INTO row VALUES (50, 50)')
  const adds = [2, 3, 4].map((id) => endOf(file.add(id)))
  await new Promise((resolve) => setImmediate(resolve))
  file.outside.exec('COMMIT')
  t.same(await Promise.all(adds), ['kept', 'kept', 'kept'])
  t.same(file.durable(), [1, 2, 3, 4, 50])
})

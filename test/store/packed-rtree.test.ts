import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import type { Box } from '../../src/geo/box.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { packRtree } from '../../src/store/loading/packed-rtree.ts'

const SQL = 'CREATE VIRTUAL TABLE tree USING rtree(id, minx, maxx, miny, maxy)'

t.test('A packed r-tree is what SQLite would have made: it checks, answers and takes edits', async (t) => {
  const random = new SeededRandom(7)
  for (const count of [0, 1, 45, 46, 51, 52, 3000, 300_000]) {
    const file = join(t.testdir(), 'tree.db')
    rmSync(file, { force: true })
    const db = new Database(file)
    db.exec(SQL)
    const boxes: [number, Box][] = []
    for (let id = 5; id < count + 5; id++) {
      const [x, y] = [106 + random.next(), 10 + random.next()]
      boxes.push([id * 3, id % 7 === 0 ? [x, y, x + random.next() / 100, y] : [x, y, x, y]])
    }
    db.transaction(() => t.ok(packRtree(db, 'tree', boxes), `${count} boxes`))()
    const check = db.prepare("SELECT rtreecheck('tree')").pluck()
    t.equal(check.get(), 'ok')
    t.equal(db.prepare('SELECT count(*) FROM tree').pluck().get(), count)
    const twin = new Database(':memory:')
    twin.exec(SQL)
    const put = twin.prepare('INSERT INTO tree VALUES (?, ?, ?, ?, ?)')
    twin.transaction(() => {
      for (const [id, box] of boxes.slice(-3000)) put.run(id, box[0], box[2], box[1], box[3])
    })()
    const box =
      'SELECT * FROM tree WHERE id >= ? AND maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ? ORDER BY id'
    const [x, y] = [106 + random.next() / 2, 10 + random.next() / 2]
    const asked = [boxes.at(-3000)?.[0] ?? 0, x, x + 0.3, y, y + 0.3]
    t.same(db.prepare(box).all(asked), twin.prepare(box).all(asked), 'the same boxes as by INSERT')
    twin.close()
    const add = db.prepare('INSERT INTO tree VALUES (?, ?, ?, ?, ?)')
    for (let i = 0; i < 500; i++) add.run(-i, 106.5, 106.5, 10.5 + i / 1e5, 10.5 + i / 1e5)
    for (const [id] of boxes.slice(0, 2000)) db.prepare('DELETE FROM tree WHERE id = ?').run(id)
    t.equal(check.get(), 'ok', 'after edits too')
    db.close()
  }
})

t.test('What is not empty is not packed, and its shadow tables stay closed', async (t) => {
  const db = new Database(':memory:')
  db.exec(SQL)
  db.exec('INSERT INTO tree VALUES (1, 0, 0, 0, 0)')
  t.equal(packRtree(db, 'tree', [[2, [1, 1, 1, 1]]]), false)
  t.same(db.prepare('SELECT id FROM tree').pluck().all(), [1])
  db.exec('DELETE FROM tree')
  t.equal(packRtree(db, 'tree', [[2, [1, 1, 1, 1]]]), true)
  t.throws(() => db.exec('DELETE FROM tree_node'), /may not be modified/)
})

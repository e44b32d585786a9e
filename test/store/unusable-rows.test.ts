import t from 'tap'
import { finished, following } from '../../src/store/following/follower.ts'
import type { UnusableRow } from '../../src/store/reading/row-faults.ts'
import { UnusableRows } from '../../src/store/reading/unusable-rows.ts'
import { demoRecord } from '../support/demo-record.ts'

t.test('Rows that cannot be used are counted and told once', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const told: UnusableRow[] = []
  const unusable = new UnusableRows((row) => told.push(row))
  const spoil = (table: string, where: string) =>
    record.db.prepare(`UPDATE ${table} SET source = x'00' WHERE ${where}`).run()
  spoil('street', 'fid IN (2, 3)')
  await unusable.look(record)
  let sequence = record.changes.last()
  const follow = () => {
    finished(following([unusable], record.changes.since(sequence), record))
    sequence = record.changes.last()
  }
  const numbers = (table: string) => told.filter((row) => row.table === table).map(({ row }) => row)

  t.test('at the start', async (t) => {
    t.equal(unusable.counts.get('street'), 2)
    t.equal(unusable.counts.get('address'), 0)
    t.same(told[0], { table: 'street', row: 2, column: 'source', rule: 'storage' })
    t.same(numbers('street'), [2, 3])
  })

  t.test('when an edit makes or mends one', async (t) => {
    spoil('place', 'fid = 4')
    record.db.exec('UPDATE street SET source = NULL WHERE fid = 2; DELETE FROM street WHERE fid = 3')
    follow()
    t.same([unusable.counts.get('street'), unusable.counts.get('place')], [0, 1])
    t.same(numbers('place'), [4])
  })

  t.test('when a whole layer is written anew, and not again those that were told', async (t) => {
    spoil('place', 'fid IN (5, 6)')
    record.changes.markBulk('place')
    follow()
    t.equal(unusable.counts.get('place'), 3)
    t.same(numbers('place'), [4, 5, 6])
  })

  t.test('thousands are counted, the first of them told', async (t) => {
    spoil('address', 'fid <= 1500')
    record.changes.markBulk('address')
    follow()
    t.equal(unusable.counts.get('address'), 1500)
    t.equal(numbers('address').length, 1000)
  })
})

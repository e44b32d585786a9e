import t from 'tap'
import { AddressCount } from '../../src/assembly/address-count.ts'
import { finished, following } from '../../src/store/following/follower.ts'
import { demoRecord } from '../support/demo-record.ts'

t.test('The number of addresses follows edits, loads and row numbers with gaps', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const counted = new AddressCount(record)
  let seen = record.changes.last()
  const follow = () => {
    const changes = record.changes.since(seen)
    finished(following([counted], changes, record))
    seen = changes.at(-1)?.fid ?? seen
  }
  const before = counted.count
  t.equal(before, record.addresses.count())
  const { fid: _, ...row } = record.addresses.byFid(1)!
  record.write(() => {
    record.addresses.insert({ ...row, uid: '00000000-0000-4000-8000-00000000000a', code: null, ndas: null })
    record.addresses.update({ ...row, fid: 1, house_number: '7' })
    record.db.exec('DELETE FROM address WHERE fid IN (2, 3, 4)')
  })
  follow()
  t.equal(counted.count, before - 2)
  record.db.exec(
    "UPDATE address SET status = 'reserved' WHERE fid IN (6, 7); UPDATE address SET status = 'x' WHERE fid = 8",
  )
  record.db.exec("UPDATE address SET status = 'retired' WHERE fid = 9")
  follow()
  t.equal(counted.count, before - 5, 'of what is reserved, or in a state that nobody knows, nothing is told')
  record.db.exec(
    "UPDATE address SET status = 'created' WHERE fid IN (6, 7); DELETE FROM address WHERE fid = 8",
  )
  follow()
  t.equal(counted.count, before - 3)
  record.write(() => {
    record.db.exec('UPDATE address SET fid = 9007199254740991 WHERE fid = 5')
    record.changes.markBulk('address')
  })
  follow()
  t.equal(counted.count, record.addresses.count())
  t.equal(finished(record.addresses.countInSlices()), record.addresses.count())
})

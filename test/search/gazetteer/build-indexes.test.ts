import t from 'tap'
import { buildIndexes } from '../../../src/search/gazetteer/build-indexes.ts'
import { type AddressChunk, addressChunks } from '../../../src/store/address-chunks.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { demoRecord } from '../../support/demo-record.ts'

/** Addresses read between two slices: a few milliseconds. */
const MAX_ROWS = 2000

/** Builds search's indexes over the addresses so many times over; how many slices that took, and the most rows in one. */
function slicesOf(record: RecordStore, times: number): { slices: number; rows: number; maxRows: number } {
  const units = UnitRegister.of(record.units, () => '2026-01-15')
  let read = 0
  function* chunks(): Generator<AddressChunk> {
    for (let i = 0; i < times; i++)
      for (const chunk of addressChunks(record)) {
        read += chunk.count
        yield chunk
      }
  }
  let slices = 0
  let rows = 0
  let maxRows = 0
  for (const _ of buildIndexes({ record, source: record, chunks: chunks(), units })) {
    slices++
    maxRows = Math.max(maxRows, read - rows)
    rows = read
  }
  return { slices, rows, maxRows }
}

t.test("Search's indexes are built in slices, as many as there are rows for", async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const once = slicesOf(record, 1)
  const twice = slicesOf(record, 2)
  t.equal(twice.rows, 2 * once.rows)
  t.ok(once.maxRows > 0 && once.maxRows <= MAX_ROWS, `${once.maxRows} rows a slice`)
  t.equal(twice.maxRows, once.maxRows, 'no slice grows with the record')
  t.ok(twice.slices > once.slices)
})

import t from 'tap'
import { buildIndexes } from '../../../src/search/gazetteer/build-indexes.ts'
import { GazetteerIndex } from '../../../src/search/gazetteer/gazetteer-index.ts'
import { PlaceIndex } from '../../../src/search/gazetteer/place-index.ts'
import { HouseTexts } from '../../../src/search/houses/house-texts.ts'
import { GazetteerNameIndex } from '../../../src/search/names/gazetteer-name-index.ts'
import { UnitIndex } from '../../../src/search/units/unit-index.ts'
import { Lexicon } from '../../../src/search/words/lexicon.ts'
import { finished } from '../../../src/store/following/follower.ts'
import {
  type AddressChunk,
  addressChunks,
  GROUP_SEPARATOR,
} from '../../../src/store/reading/address-chunks.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { demoRecord } from '../../support/demo-record.ts'

/** Addresses read between two slices: a few milliseconds. */
const MAX_ROWS = 2000
/** Streets and hamlets whose names are taken apart between two slices: about a millisecond. */
const MAX_ENTRIES = 64

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

t.test(
  'Names of streets are taken apart in slices, also where every address of a chunk has another',
  async (t) => {
    const { record, close } = await demoRecord()
    t.teardown(close)
    const names = new GazetteerNameIndex(new Lexicon())
    const register = UnitRegister.of(record.units, () => '2026-01-15')
    const units = finished(UnitIndex.build(register, names))
    const texts = new HouseTexts()
    const gazetteer = new GazetteerIndex(record, names, units, texts)
    const commune = units.areas[0]!.unit.code
    const streets = Array.from({ length: 1500 }, (_, i) => `Đường số ${i}`)
    const chunk: AddressChunk = {
      count: streets.length,
      fids: Uint32Array.from(streets, (_, i) => i + 1),
      groups: streets.map((street) => [commune, '', street, ''].join(GROUP_SEPARATOR)),
      houseNumbers: streets.map(() => '1'),
      names: streets.map(() => ''),
      positions: new Float64Array(streets.length * 2).fill(10),
    }
    const { addressNames } = new PlaceIndex(record, units, texts)
    let entries = 0
    let most = 0
    for (const _ of gazetteer.read(record, [chunk], addressNames)) {
      most = Math.max(most, gazetteer.entries.all.length - entries)
      entries = gazetteer.entries.all.length
    }
    t.ok(entries >= streets.length)
    t.ok(most > 0 && most <= MAX_ENTRIES, `${most} in a slice`)
  },
)

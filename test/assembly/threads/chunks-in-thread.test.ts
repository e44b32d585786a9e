import { rmSync } from 'node:fs'
import t from 'tap'
import { chunksInThread } from '../../../src/assembly/threads/chunks-in-thread.ts'
import { encodeGeometry, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { addressChunks, addressPoints, groupOf, pointsOf } from '../../../src/store/reading/address-chunks.ts'
import { publicAddress } from '../../../src/store/record/public-address.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { addressRow } from '../../support/search-record.ts'

/** More than the spans that are sent ahead, so that either side waits for the other. */
const MANY = 45_000

/** Addresses of which each seventh is reserved and each eleventh is gone, some of them as other programs may write them. */
async function record() {
  const demo = await factsRecord()
  demo.record.write(() => {
    for (let i = 1; i <= MANY; i++)
      demo.record.addresses.insert(
        addressRow({
          uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
          house_number: i % 5 === 0 ? null : String(i),
          street: `Đường ${i % 97}`,
          commune_code: '27694',
          status: i % 7 === 0 ? 'reserved' : 'created',
          geom: encodePoint(106 + i / 1e5, 10.5),
        }),
      )
    const { db } = demo.record
    db.exec('DELETE FROM address WHERE fid % 11 = 0')
    db.exec("UPDATE address SET street = 'a' || char(31) || 'b' WHERE fid = 3000")
    db.exec("UPDATE address SET house_number = '1' || char(30) || '2' WHERE fid = 3001")
    const big = encodePoint(106.5, 10.25)
    // Big endian, and a multipoint, which is no position.
    const swapped = Buffer.concat([big.subarray(0, 8), Buffer.from([0]), bigEndian(106.5, 10.25)])
    db.prepare('UPDATE address SET geom = ? WHERE fid = 5000').run(swapped)
    const line = encodeGeometry({
      type: 'LineString',
      coordinates: [
        [106, 10],
        [107, 11],
      ],
    })
    db.prepare('UPDATE address SET geom = ? WHERE fid = 5001').run(line)
  })
  return demo
}

function bigEndian(lon: number, lat: number): Buffer {
  const point = Buffer.alloc(20)
  point.writeUInt32BE(1, 0)
  point.writeDoubleBE(lon, 4)
  point.writeDoubleBE(lat, 12)
  return point
}

/** All that chunks hold, by row number. */
function rowsOf(chunks: ReturnType<typeof chunksInThread>): Map<number, unknown[]> {
  const rows = new Map<number, unknown[]>()
  for (const { count, fids, groups, houseNumbers, positions } of chunks)
    for (let i = 0; i < count; i++)
      rows.set(fids[i]!, [groups[i], houseNumbers[i], positions[i * 2], positions[i * 2 + 1]])
  return rows
}

t.test('addresses read in a thread', async (t) => {
  const demo = await record()
  t.after(demo.close)
  const inThread = rowsOf(chunksInThread(demo.record, 1))

  t.test('are those that are read here, in the same order', async (t) => {
    const here = rowsOf(addressChunks(demo.record))
    t.same([...inThread.keys()], [...here.keys()])
    t.same([...inThread], [...here])
  })

  t.test('have the positions that are read by themselves', async (t) => {
    const points = [...pointsOf(chunksInThread(demo.record, 1))]
    t.same(points, [...addressPoints(demo.record)])
    t.ok(points.length > 0 && points.length < inThread.size, 'some have none')
  })

  t.test('are what the rows say and everybody may see', async (t) => {
    const rows = [...demo.record.addresses.all()].filter(({ status }) => status === 'created')
    t.equal(inThread.size, rows.length)
    for (const row of rows.map(publicAddress)) {
      const [group, number] = inThread.get(row.fid)!
      if (group !== groupOf(row) || number !== (row.house_number ?? ''))
        t.fail(`row ${row.fid}: ${group}, ${number}`)
    }
    t.same(inThread.get(5000)?.slice(2), [106.5, 10.25])
    t.same(inThread.get(5001)?.slice(2), [Number.NaN, Number.NaN])
  })

  t.test('may be given up half way', async (t) => {
    for (const { fids } of chunksInThread(demo.record, 1)) {
      t.equal(fids[0], 1)
      break
    }
  })
})

t.test('a record that cannot be read is reported', async (t) => {
  const demo = await record()
  t.after(demo.close)
  rmSync(demo.record.db.name)
  t.throws(() => rowsOf(chunksInThread(demo.record, 1)))
})

import t from 'tap'
import { NamedAddresses } from '../../../src/search/houses/named-addresses.ts'
import { RowMap } from '../../../src/search/houses/row-map.ts'
import { seeded } from '../../support/tile-record.ts'

const EDITS = 3_000

t.test('Addresses of a name, edited in any order, are those of a plain list', (t) => {
  const random = seeded(11)
  const addresses = new NamedAddresses()
  const plain = new Map<number, { house: number; position: [number, number] | undefined }>()
  for (let i = 0; i < EDITS; i++) {
    const fid = Math.floor(random() * 400)
    t.equal(addresses.remove(fid), plain.delete(fid))
    if (random() < 0.4) continue
    const house = Math.floor(random() * 90) - 1
    const position: [number, number] | undefined = random() < 0.1 ? undefined : [random(), random()]
    const [lon, lat] = position ?? [Number.NaN, Number.NaN]
    addresses.add(fid, house, lon, lat)
    plain.set(fid, { house, position })
  }
  const sorted = [...plain].sort(([a], [b]) => a - b)
  t.ok(sorted.length > 100 && sorted.some(([, { position }]) => !position))
  t.equal(addresses.size, sorted.length)
  t.same(
    addresses.fids.map((fid, i) => [fid, { house: addresses.houses[i], position: addresses.position(i) }]),
    sorted,
  )
  t.end()
})

t.test('Values by row number are those of one map, for rows of any size', (t) => {
  const random = seeded(5)
  const rows = new RowMap<number>()
  const plain = new Map<number, number>()
  const last = [0, 8191, 8192, 2 ** 32, 2 ** 32 + 8192, Number.MAX_SAFE_INTEGER]
  for (let i = 0; i < EDITS; i++) {
    const row = random() < 0.3 ? last[i % last.length]! : Math.floor(random() * 50_000)
    if (random() < 0.3) t.equal(rows.delete(row), plain.delete(row))
    else {
      rows.set(row, i)
      plain.set(row, i)
    }
    t.equal(rows.get(row), plain.get(row))
  }
  for (const row of [...last, ...plain.keys()]) t.equal(rows.get(row), plain.get(row))
  t.end()
})

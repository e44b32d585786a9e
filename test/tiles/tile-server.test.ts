import t from 'tap'
import { worldX, worldY } from '../../src/geo/mercator.ts'
import { TileMaker } from '../../src/tiles/making/tile-maker.ts'
import { TileServer } from '../../src/tiles/tile-server.ts'
import { addressRow, emptyRecord, seeded } from '../support/tile-record.ts'

const LON = 106.4
const LAT = 10.5

t.test('Tiles that are asked for at once', async (t) => {
  const { dataDir, record, close } = emptyRecord()
  const random = seeded(5)
  record.write(() => {
    for (let i = 0; i < 6000; i++)
      record.addresses.insert(addressRow(LON + random() * 0.004, LAT + random() * 0.004))
  })
  const tiles = await TileServer.open(dataDir, {
    tileCacheBytes: 1e7,
    workers: 1,
    today: () => '2026-01-15',
  })
  const maker = new TileMaker(dataDir)
  t.teardown(async () => {
    maker.close()
    await tiles.close()
    close()
  })
  const layers = tiles.select(['address'])!
  const asked = [12, 13, 14, 15, 16, 17, 18, 19].flatMap((z) => {
    const [x, y] = [Math.floor(worldX(LON) * 2 ** z), Math.floor(worldY(LAT) * 2 ** z)]
    return [0, 1].flatMap((east) => [0, 1].map((north) => [z, x + east, y - north] as const))
  })
  const alone = asked.map(([z, x, y]) => maker.make({ layers: ['address'], z, x, y, day: '' }))
  t.ok(
    alone.some((tile) => tile && tile.size > 200_000),
    'one so large that what is left to deflate is deflated beside the others',
  )

  t.test('each is answered, large or small, as if it were alone', async (t) => {
    const together = await Promise.all(asked.map(([z, x, y]) => tiles.tile(layers, z, x, y)))
    for (const [i, tile] of together.entries())
      if (tile === 'empty') t.equal(alone[i], undefined, asked[i]!.join('/'))
      else t.same(tile, alone[i], asked[i]!.join('/'))
  })

  t.test('a cached one comes without a turn of the event loop, the same to two who ask', async (t) => {
    const [z, x, y] = asked[8]!
    const tile = tiles.tile(layers, z, x, y)
    t.notOk(tile instanceof Promise)
    t.equal(tiles.tile(layers, z, x, y), tile)
  })
})

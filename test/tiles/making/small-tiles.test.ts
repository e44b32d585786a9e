import t from 'tap'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { SmallTiles } from '../../../src/tiles/making/small-tiles.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { addressRow, emptyRecord, seeded } from '../../support/tile-record.ts'

/** Ten addresses around the first place, a thousand around the second. */
const FEW = [106.4, 10.5] as const
const MANY = [106.5, 10.5] as const
const NOBODY = [106.45, 10.5] as const

const request = (z: number, [lon, lat]: readonly [number, number], layers = ['address']) => {
  const [x, y] = [Math.floor(worldX(lon) * 2 ** z), Math.floor(worldY(lat) * 2 ** z)]
  return { layers, z, x, y, day: '' }
}

function scene(t: { teardown(done: () => void): void }) {
  const { dataDir, record, close } = emptyRecord()
  const random = seeded(11)
  record.write(() => {
    for (const [[lon, lat], count] of [
      [FEW, 10],
      [MANY, 1000],
    ] as const)
      for (let i = 0; i < count; i++)
        record.addresses.insert(addressRow(lon + random() * 2e-4, lat + random() * 2e-4))
  })
  const follower = new TileFollower(dataDir)
  follower.catchUp()
  follower.close()
  const small = new SmallTiles(dataDir)
  const maker = new TileMaker(dataDir)
  t.teardown(() => {
    small.release()
    maker.close()
    close()
  })
  return { dataDir, small, maker }
}

t.test('What is made here is what threads make, and what is large is left to them', async (t) => {
  const { small, maker } = scene(t)
  for (const [name, asked, here] of [
    ['few at zoom 17', request(17, FEW), true],
    ['few at zoom 18', request(18, FEW), true],
    ['few at zoom 22', request(22, FEW), true],
    ['none', request(18, NOBODY), true],
    ['few at zoom 16, whose tiles have several blocks', request(16, FEW), false],
    ['many in the block', request(18, MANY), false],
    ['another layer', request(18, FEW, ['street']), false],
    ['two layers', request(18, FEW, ['street', 'address']), false],
    ['no layer', request(18, FEW, []), false],
  ] as const)
    t.same(await small.make(asked), here ? maker.make(asked) : 'large', name)
})

t.test('Tiles of one turn come in order, each its own', async (t) => {
  const { small, maker } = scene(t)
  const asked = [request(18, FEW), request(18, MANY), request(17, FEW), request(18, NOBODY)]
  const [first, large, second, none] = await Promise.all(asked.map((each) => small.make(each)))
  t.same([first, second, none], [maker.make(asked[0]!), maker.make(asked[2]!), undefined])
  t.equal(large, 'large')
})

t.test('Released, it leaves what waits to threads, and opens its file for the next', async (t) => {
  const { small, maker } = scene(t)
  await small.make(request(18, FEW))
  const waiting = small.make(request(18, FEW))
  small.release()
  t.equal(await waiting, 'large')
  t.same(await small.make(request(18, FEW)), maker.make(request(18, FEW)))
})

t.test('Where its file cannot be read, a thread is asked, which tells it', async (t) => {
  const { dataDir, close } = emptyRecord()
  t.teardown(close)
  t.equal(await new SmallTiles(dataDir).make(request(18, FEW)), 'large')
})

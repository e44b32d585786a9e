import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ServingStore } from '../../../src/store/following/serving-store.ts'
import {
  BLOCK_UNITS,
  BLOCK_ZOOM,
  blockKey,
  fromBlockKey,
  fromMorton,
} from '../../../src/tiles/addresses/address-grid.ts'
import { CountGrid, EXPANSION_ZOOM, SUM_X, SUM_Y } from '../../../src/tiles/addresses/count-grid.ts'
import { type CountedPoint, CountPyramid } from '../../../src/tiles/addresses/count-pyramid.ts'
import { seeded } from '../../support/tile-record.ts'

const GRID = 64

/** Points of a few dense spots in random blocks of one province. */
function points(count: number, random: () => number): CountedPoint[] {
  const whole = (below: number) => Math.floor(random() * below)
  return Array.from({ length: count }, () => {
    const spot = 61_000 + whole(4) * 700
    const key = blockKey(104_000 + whole(3) ** 6 + whole(2), spot + whole(2))
    return {
      key,
      dx: whole(BLOCK_UNITS),
      dy: whole(BLOCK_UNITS),
      objectClass: whole(6),
      status: whole(3),
      sign: 1,
    }
  })
}

/** World x and y of a point, in 2^-32, as the pyramid sums them. */
function worldOf({ key, dx, dy }: CountedPoint): [x: number, y: number] {
  const [blockX, blockY] = fromBlockKey(key)
  const along = (block: number, offset: number) => block * 2 ** (32 - BLOCK_ZOOM) + Math.floor(offset / 256)
  return [along(blockX, dx), along(blockY, dy)]
}

const cellAt = (z: number, [x, y]: [number, number]) => {
  const units = 2 ** (32 - z) / GRID
  return `${Math.floor(x / units)}/${Math.floor(y / units)}`
}

/** What every cell of a zoom holds: counts by class and status, sums, and the zoom at which it falls apart. */
function byHand(all: readonly CountedPoint[], z: number): Map<string, number[]> {
  const members = new Map<string, CountedPoint[]>()
  for (const point of all) {
    const cell = cellAt(z, worldOf(point))
    members.set(cell, [...(members.get(cell) ?? []), point])
  }
  return new Map(
    [...members].map(([cell, inside]) => {
      const columns = new Array<number>(SUM_Y + 1).fill(0)
      for (const point of inside) {
        const units = 2 ** (32 - z) / GRID
        const [x, y] = worldOf(point)
        columns[point.objectClass]!++
        columns[6 + point.status]!++
        columns[SUM_X]! += x % units
        columns[SUM_Y]! += y % units
      }
      let deeper = z + 1
      while (deeper < 14 && new Set(inside.map((point) => cellAt(deeper, worldOf(point)))).size === 1)
        deeper++
      return [cell, [...columns, deeper]]
    }),
  )
}

function stored(serving: ServingStore, z: number): Map<string, number[]> {
  const cells = new Map<string, number[]>()
  const grid = new CountGrid(z)
  for (const key of serving.countKeys(z)) {
    const [tileX, tileY] = fromMorton(key)
    grid.decode(serving.counts(z, key))
    for (const cell of grid.occupied()) {
      const columns = Array.from({ length: SUM_Y + 1 }, (_, column) => grid.get(cell, column))
      const place = `${tileX * GRID + (cell % GRID)}/${tileY * GRID + Math.floor(cell / GRID)}`
      cells.set(place, [...columns, grid.get(cell, EXPANSION_ZOOM)])
    }
  }
  return cells
}

t.test('The pyramid of counts against a count of every cell', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-pyramid-'))
  const serving = ServingStore.open(folder)
  t.teardown(() => {
    serving.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const random = seeded(21)
  let all = points(600, random)
  const compare = (name: string) => {
    for (let z = 0; z <= 13; z++)
      t.same([...stored(serving, z)].sort(), [...byHand(all, z)].sort(), `${name}, zoom ${z}`)
  }

  const pyramid = new CountPyramid(serving)
  for (const point of [...all].sort((a, b) => a.key - b.key)) pyramid.append(point)
  pyramid.finish()
  compare('as first derived')

  const gone = all.filter(() => random() < 0.4)
  const more = points(150, random)
  new CountPyramid(serving).change([...gone.map((point): CountedPoint => ({ ...point, sign: -1 })), ...more])
  all = [...all.filter((point) => !gone.includes(point)), ...more]
  compare('after changes')

  new CountPyramid(serving).change(all.map((point) => ({ ...point, sign: -1 })))
  for (let z = 0; z <= 13; z++) t.same(serving.countKeys(z), [], `nothing is left of zoom ${z}`)
})

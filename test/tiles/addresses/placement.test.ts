import fc from 'fast-check'
import t from 'tap'
import { AddressBlock, type BlockEntry } from '../../../src/tiles/addresses/address-block.ts'
import { BLOCK_UNITS, BLOCK_ZOOM } from '../../../src/tiles/addresses/address-grid.ts'
import { BlockBuilder } from '../../../src/tiles/addresses/block-builder.ts'
import { cellOf, Placement } from '../../../src/tiles/addresses/placement.ts'

const EXTENT = 4096
const BLOCK: readonly [number, number] = [104_241, 61_664]

type Offsets = readonly [dx: number, dy: number]

function blockOf(offsets: readonly Offsets[]): AddressBlock {
  const builder = new BlockBuilder()
  for (const [fid, [dx, dy]] of offsets.entries()) {
    const entry: BlockEntry = { fid, dx, dy, objectClass: 5, status: 2, uid: 'u', own: ['c'], shared: ['1'] }
    builder.add(entry)
  }
  return new AddressBlock(builder.finish())
}

/** Number and place of the addresses that lie in a tile, each worked out alone. */
function byHand(offsets: readonly Offsets[], z: number, x: number, y: number): number[][] {
  const along = (block: number, offset: number, tile: number) =>
    Math.floor(((block + offset / BLOCK_UNITS) * 2 ** (z - BLOCK_ZOOM) - tile) * EXTENT + 0.5)
  return offsets
    .map(([dx, dy], i) => [i, along(BLOCK[0], dx, x), along(BLOCK[1], dy, y)])
    .filter(([, px, py]) => px! >= 0 && py! >= 0 && px! < EXTENT && py! < EXTENT)
}

function placed(place: Placement, from: number): number[][] {
  return Array.from({ length: place.length - from }, (_, k) => {
    const units = place.units[from + k]!
    return [place.inside[from + k]!, units % EXTENT, Math.floor(units / EXTENT)]
  })
}

t.test('Addresses lie in tiles of every zoom as each lies alone', async (t) => {
  const near = fc.oneof(
    fc.nat(3),
    fc.nat(BLOCK_UNITS - 1),
    fc.integer({ min: BLOCK_UNITS - 1100, max: BLOCK_UNITS - 1 }),
  )
  let inside = 0
  fc.assert(
    fc.property(
      fc.array(fc.tuple(near, near), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 14, max: 22 }),
      fc.integer({ min: -1, max: 32 }),
      fc.integer({ min: -1, max: 32 }),
      (offsets, z, right, down) => {
        const scale = 2 ** (z - BLOCK_ZOOM)
        const wrap = (n: number) => (n < 0 ? n : n % (Math.floor(scale) + 1))
        const x = Math.floor(BLOCK[0] * scale) + wrap(right)
        const y = Math.floor(BLOCK[1] * scale) + wrap(down)
        const place = new Placement()
        const found = place.find(
          { block: blockOf(offsets), blockX: BLOCK[0], blockY: BLOCK[1] },
          z,
          x,
          y,
          undefined,
        )
        t.equal(found, place.length)
        inside += found
        t.same(placed(place, 0), byHand(offsets, z, x, y))
      },
    ),
    { numRuns: 300, seed: 2 },
  )
  t.ok(inside > 500, `${inside} addresses lay inside`)
})

t.test('Blocks follow one another, without what lies in merged cells', async (t) => {
  const spread = Array.from({ length: 400 }, (_, i): Offsets => [i * 20_000, ((i * 7919) % 400) * 20_000])
  const block = { block: blockOf(spread), blockX: BLOCK[0], blockY: BLOCK[1] }
  const place = new Placement()
  const all = place.find(block, BLOCK_ZOOM, ...BLOCK, undefined)
  t.equal(all, spread.length)
  const merged = new Uint8Array(64 * 64)
  const cell = cellOf(place.units[5]!)
  merged[cell] = 1
  const rest = place.find(block, BLOCK_ZOOM, ...BLOCK, merged)
  t.equal(place.length, all + rest)
  t.same(
    placed(place, all),
    placed(place, 0)
      .slice(0, all)
      .filter(([, x, y]) => (y! >> 6) * 64 + (x! >> 6) !== cell),
  )
  t.ok(rest < all)
  place.clear()
  t.equal(place.length, 0)
})

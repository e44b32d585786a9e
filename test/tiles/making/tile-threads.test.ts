import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { SERVING_FILE, ServingStore } from '../../../src/store/following/serving-store.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { isFileDamaged } from '../../../src/tiles/making/tile-threads.ts'
import { TileServer } from '../../../src/tiles/tile-server.ts'
import { addressRow, emptyRecord, seeded } from '../../support/tile-record.ts'

const [LON, LAT] = [106.4, 10.5]
const ASKED = [4, 9, 12, 13, 14, 18, 16].flatMap((z) => {
  const [x, y] = [Math.floor(worldX(LON) * 2 ** z), Math.floor(worldY(LAT) * 2 ** z)]
  return [0, 1].map((east) => [z, x + east, y] as const)
})

/** A closed record whose serving file has a few hundred pages. */
function scene(t: { teardown(done: () => void): void }) {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  const random = seeded(7)
  record.write(() => {
    for (let i = 0; i < 4000; i++)
      record.addresses.insert(addressRow(LON + random() * 0.2, LAT + random() * 0.2))
    record.addresses.insert(addressRow(LON, LAT))
  })
  return { dataDir, record, file: join(dataDir, SERVING_FILE) }
}

function open(dataDir: string, lines: string[], workers = 1): Promise<TileServer> {
  const warn = (line: string) => lines.push(line)
  return TileServer.open(dataDir, { tileCacheBytes: 0, workers, today: () => '2026-01-15', warn })
}

/** Tags of tiles all over the place; a request that meets the damage is told to come again. */
async function tags(tiles: TileServer): Promise<string[]> {
  const layers = tiles.select(['address'])!
  const all: string[] = []
  for (const [z, x, y] of ASKED) {
    const tile = await again(async () => tiles.tile(layers, z, x, y))
    all.push(tile === 'empty' ? tile : tile.etag)
  }
  return all
}

async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if ((error as { code?: string }).code !== 'not-ready') throw error
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

const DAMAGES: Readonly<Record<string, (bytes: Buffer, at: number) => Buffer>> = {
  'a bit flipped': (bytes, at) => {
    bytes[at]! ^= 1 << (at & 7)
    return bytes
  },
  'sixteen bytes overwritten': (bytes, at) => bytes.fill(0xa5, at, at + 16),
  'a page zeroed': (bytes, at) => bytes.fill(0, at - (at % 16_384), at - (at % 16_384) + 16_384),
  'cut off': (bytes, at) => bytes.subarray(0, at),
}

t.test('Every damage is either without effect or told by an error that leads to a new file', async (t) => {
  const { dataDir, file } = scene(t)
  const look = () => {
    const follower = new TileFollower(dataDir)
    try {
      const { versions } = follower.catchUp()
      const maker = new TileMaker(dataDir)
      try {
        return [
          versions,
          ASKED.map(([z, x, y]) => maker.make({ layers: ['address'], z, x, y, day: '' })?.etag),
        ]
      } finally {
        maker.close()
      }
    } finally {
      follower.close()
    }
  }
  const wanted = look()
  const bytes = readFileSync(file)
  const random = seeded(17)
  let told = 0
  for (let round = 0; round < 256; round++) {
    const [name, damage] = Object.entries(DAMAGES)[round % 4]!
    const at = Math.floor(random() * bytes.length)
    ServingStore.delete(dataDir)
    writeFileSync(file, damage(Buffer.from(bytes), at))
    try {
      t.same(look(), wanted, `${name} at ${at}`)
    } catch (error) {
      t.ok(isFileDamaged(error), `${name} at ${at}: ${error}`)
      told++
    }
  }
  t.ok(told > 64, `${told} of 256 damages were told`)
})

t.test('A damaged serving file is derived again at the start', async (t) => {
  const { dataDir, file } = scene(t)
  const whole = await open(dataDir, [])
  const wanted = await tags(whole)
  const layers = whole.select(['address'])!
  const version = await whole.version(layers)
  await whole.close()
  const bytes = readFileSync(file)
  for (const [name, damage] of Object.entries(DAMAGES)) {
    writeFileSync(file, damage(Buffer.from(bytes), 3 * 16_384 + 4))
    const lines: string[] = []
    const tiles = await open(dataDir, lines)
    t.same(await tags(tiles), wanted, name)
    t.equal(await tiles.version(layers), version, 'equal data has the same version')
    t.equal(lines.length, 1)
    t.match(
      lines[0],
      /serving\.db bị hỏng.* · .*serving\.db is damaged \([^\n]*derived from the record again\.$/,
    )
    await tiles.close()
  }
})

t.test('Whatever lies in its place is no hindrance', async (t) => {
  const wrecks: Readonly<Record<string, (file: string, record: RecordStore) => void>> = {
    'no database': (file) => writeFileSync(file, 'no database at all'.repeat(1000)),
    nothing: (file) => rmSync(file),
    'an empty file': (file) => truncateSync(file, 0),
    'the record itself': (file, record) => copyFileSync(record.file, file),
    'tables of another shape': (file) =>
      sqlite(file, 'DROP TABLE block; CREATE TABLE block (number INTEGER PRIMARY KEY)'),
    'the journal of another file': (file) => writeFileSync(`${file}-wal`, Buffer.alloc(40_000, 7)),
  }
  for (const [name, wreck] of Object.entries(wrecks)) {
    const { dataDir, file, record } = scene(t)
    const whole = await open(dataDir, [])
    const wanted = await tags(whole)
    await whole.close()
    record.close()
    wreck(file, record)
    const tiles = await open(dataDir, [])
    t.same(await tags(tiles), wanted, name)
    await tiles.close()
  }
})

t.test('Damage that is found while serving', async (t) => {
  for (const [name, sql] of [
    ['in a body', 'UPDATE block SET body = zeroblob(40)'],
    ['in the counts', 'UPDATE counts SET body = substr(body, 2)'],
    ['in the tables', 'DROP TABLE block'],
  ] as const)
    t.test(`${name} is answered with "not ready", then with the tile`, async (t) => {
      const { dataDir, file } = scene(t)
      const lines: string[] = []
      const tiles = await open(dataDir, lines, 2)
      t.teardown(() => tiles.close())
      const wanted = await tags(tiles)
      sqlite(file, sql)
      const layers = tiles.select(['address'])!
      const asked = ASKED.map(([z, x, y]) => Promise.resolve(tiles.tile(layers, z, x, y)))
      const errors = (await Promise.allSettled(asked)).flatMap((one) =>
        one.status === 'rejected' ? [one.reason] : [],
      )
      t.ok(errors.length > 0)
      t.ok(errors.every(({ code, more }) => code === 'not-ready' && more.headers['retry-after'] === '1'))
      t.same(await tags(tiles), wanted)
      t.equal(lines.length, 1)
    })

  t.test('by an edit is healed before the edit is shown', async (t) => {
    const { dataDir, file, record } = scene(t)
    const lines: string[] = []
    const tiles = await open(dataDir, lines)
    t.teardown(() => tiles.close())
    const before = await tags(tiles)
    sqlite(file, 'UPDATE block SET body = zeroblob(40)')
    record.db.exec('UPDATE address SET class = 3')
    tiles.commit()
    const after = await tags(tiles)
    t.equal(lines.length, 1)
    t.not(after.at(-2), before.at(-2))
    await tiles.close()
    rmSync(file)
    const fresh = await open(dataDir, [])
    t.teardown(() => fresh.close())
    t.same(await tags(fresh), after)
  })
})

t.test('Damage in the record is told as such', async (t) => {
  const { dataDir, record } = scene(t)
  const root = record.db
    .prepare<[], number>("SELECT rootpage FROM sqlite_master WHERE name = 'address'")
    .pluck()
    .get()!
  record.close()
  const bytes = readFileSync(record.file)
  writeFileSync(record.file, bytes.fill(0xee, (root - 1) * 4096, root * 4096))
  await t.rejects(open(dataDir, []), {
    name: 'Error',
    reason: 'corrupt',
    message: /registry\.gpkg is damaged/,
  })
})

t.test('A serving file that cannot be written is named in a sentence', async (t) => {
  const { dataDir, file } = scene(t)
  mkdirSync(file)
  await t.rejects(open(dataDir, []), {
    name: 'Error',
    reason: 'not-writable',
    message: /serving\.db.* · .*serving\.db cannot be opened/,
  })
})

t.test('A server that is stopped leaves no journal', async (t) => {
  const { dataDir, file } = scene(t)
  const tiles = await open(dataDir, [], 3)
  await tags(tiles)
  t.ok(existsSync(`${file}-wal`))
  await tiles.close()
  t.notOk(existsSync(`${file}-wal`))
})

/** Changes the file as another program would. */
function sqlite(file: string, sql: string): void {
  const ran = spawnSync(
    process.execPath,
    ['-e', `require('better-sqlite3')(process.argv[1]).exec(process.argv[2])`, file, sql],
    {
      cwd: packageRoot(),
      encoding: 'utf8',
    },
  )
  if (ran.status !== 0) throw new Error(ran.stderr)
}

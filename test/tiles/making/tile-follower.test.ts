import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { copyRecord } from '../../../src/store/copies/record-copy.ts'
import { RECORD_FILE, RecordStore } from '../../../src/store/record-store.ts'
import { TileServer } from '../../../src/tiles/tile-server.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { addressRow } from '../../support/tile-record.ts'

const [LON, LAT] = [106.41, 10.54]
const [Z, X, Y] = [14, Math.floor(worldX(LON) * 2 ** 14), Math.floor(worldY(LAT) * 2 ** 14)]
const LAYERS = ['address', 'place', 'health']

/** Version and tag of the tile of each layer around the addresses, as a server that is started now gives them. */
async function served(dataDir: string): Promise<Record<string, [version: string, tag: string]>> {
  const tiles = await TileServer.open(dataDir, { tileCacheBytes: 1e6, workers: 1, today: () => '2026-01-15' })
  try {
    const all: Record<string, [string, string]> = {}
    for (const id of LAYERS) {
      const layers = tiles.select([id])!
      const tile = await tiles.tile(layers, Z, X, Y)
      all[id] = [await tiles.version(layers), tile === 'empty' ? tile : tile.etag]
    }
    return all
  } finally {
    await tiles.close()
  }
}

/** A record with two addresses, and what may be done to it: an older copy is put back, as `cp` does while nothing runs. */
async function history(t: { teardown(done: () => void): void }) {
  const { dataDir, record, close } = await factsRecord()
  t.teardown(close)
  for (const east of [0, 0.001]) record.addresses.insert(addressRow(LON + east, LAT))
  record.themes.insert({
    theme: 'health',
    uid: 'a',
    address_uid: null,
    properties: '{}',
    geom: addressRow(LON, LAT).geom,
  })
  const copy = join(dataDir, 'copy.gpkg')
  copyRecord(dataDir, copy)
  record.close()
  const edit = (...statements: string[]): number => {
    const open = RecordStore.open(dataDir)
    try {
      for (const sql of statements) open.db.exec(sql)
      return open.changes.last()
    } finally {
      open.close()
    }
  }
  return { dataDir, edit, restore: () => copyFileSync(copy, join(dataDir, RECORD_FILE)) }
}

const RENUMBER = "UPDATE address SET house_number = 'abandoned' WHERE fid = 1"
const CASES: Readonly<Record<string, { abandoned: string[]; afterwards: string[] }>> = {
  'edited up to the same number': {
    abandoned: [RENUMBER],
    afterwards: ['UPDATE address SET class = 2 WHERE fid = 2'],
  },
  'edited beyond it': {
    abandoned: [RENUMBER],
    afterwards: Array.from(
      { length: 5 },
      (_, i) => `UPDATE address SET class = ${1 + (i % 4)} WHERE fid = 2`,
    ),
  },
  'edited less': {
    abandoned: [RENUMBER, RENUMBER, RENUMBER],
    afterwards: ['UPDATE address SET class = 2 WHERE fid = 2'],
  },
  'not edited': {
    abandoned: [RENUMBER, 'UPDATE theme_feature SET properties = \'{"name":"abandoned"}\''],
    afterwards: [],
  },
  'edited elsewhere': {
    abandoned: [RENUMBER],
    afterwards: [
      `INSERT INTO place(name, category, geom) SELECT 'Chợ', 'market', geom FROM address WHERE fid = 1`,
    ],
  },
  'emptied of a layer': {
    abandoned: [RENUMBER],
    afterwards: ['DELETE FROM theme_feature', 'DELETE FROM address'],
  },
}

t.test('An older record that was put back', async (t) => {
  for (const [name, { abandoned, afterwards }] of Object.entries(CASES))
    t.test(`and ${name}`, async (t) => {
      const { dataDir, edit, restore } = await history(t)
      const first = await served(dataDir)
      edit(...abandoned)
      const old = await served(dataDir)
      t.not(old.address![1], first.address![1], 'the edit shows')
      restore()
      edit(...afterwards)
      const now = await served(dataDir)
      for (const id of LAYERS) {
        const [version, tag] = now[id]!
        const seen = [first, old].map((each) => each[id]!).filter((each) => each[0] === version)
        t.ok(
          seen.every((each) => each[1] === tag),
          `${id}: one version never stands for two tiles`,
        )
      }
      t.not(now.address![0], old.address![0])
      t.not(now.address![1], old.address![1], 'nothing of the abandoned history is shown')
      t.same(await served(dataDir), now, 'another start gives the same')
    })

  t.test('without an edit after its last start is followed as it was', async (t) => {
    const { dataDir, restore } = await history(t)
    const first = await served(dataDir)
    restore()
    t.same(await served(dataDir), first)
  })
})

t.test('A feed that another program has emptied is derived from anew', async (t) => {
  const { dataDir, edit } = await history(t)
  const first = await served(dataDir)
  edit('DELETE FROM change_feed', 'DELETE FROM address WHERE fid = 1')
  t.not((await served(dataDir)).address![1], first.address![1])
})

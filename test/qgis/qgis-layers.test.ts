import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { LAYERS } from '../../src/store/layout/layers.ts'
import { RECORD_FILE } from '../../src/store/record-store.ts'
import { inQgis, noQgis } from '../support/qgis.ts'
import { servedApp } from '../support/served-app.ts'

/** Around Tân An. */
const BOX = '106.35,10.48,106.47,10.6'

interface Seen {
  record: Record<
    string,
    { valid: boolean; count: number; read: number; spatial: boolean; crs: string; broken: number }
  >
  collections: Record<string, { valid: boolean; crs: string; ids: string[] }>
  tiles: { valid: boolean; colours: Record<string, number>; errors: string[] }
}

t.test('QGIS opens the record, the tiles and OGC API – Features', { skip: noQgis }, async (t) => {
  const { app, demo, close } = await servedApp()
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-qgis-'))
  t.teardown(async () => {
    await close()
    rmSync(folder, { recursive: true, force: true })
  })
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const picture = join(folder, 'map.png')
  const { record, collections, tiles } = await inQgis<Seen>('qgis-layers.py', [
    join(demo.dataDir, RECORD_FILE),
    base,
    picture,
    BOX,
  ])

  t.test('every layer of the record is valid and whole', async (t) => {
    for (const [name, { geometry }] of Object.entries(LAYERS)) {
      // The server notes facts there meanwhile.
      if (name === 'diachiso_info') continue
      const count = demo.record.db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()
      const spatial = geometry !== undefined
      t.match(record[name], { valid: true, count, read: count, spatial }, name)
      if (spatial) t.equal(record[name]?.crs, 'EPSG:4326', name)
    }
    t.match(record.address, { count: 2000, broken: 0 })
  })

  t.test('every feature of a collection once', async (t) => {
    const shown = (sql: string) => (demo.record.db.prepare(sql).pluck().all() as string[]).sort()
    const { addresses, streets, communes } = collections
    t.ok(addresses?.valid && streets?.valid && communes?.valid)
    t.same(
      addresses?.ids.sort(),
      shown("SELECT uid FROM address WHERE status IN ('created', 'verified', 'official', 'alternative')"),
    )
    t.same(streets?.ids.sort(), shown('SELECT uid FROM street'))
    const today = demo.record.db
      .prepare("SELECT count(*) FROM unit WHERE level = 'commune' AND valid_to IS NULL")
      .pluck()
      .get()
    t.equal(communes?.ids.length, today)
    t.equal(new Set(communes?.ids).size, today)
  })

  t.test('a map of the tiles shows areas, lines and points', async (t) => {
    t.ok(tiles.valid)
    t.same(tiles.errors, [])
    const share = (colour: string) => (tiles.colours[colour] ?? 0) / (640 * 640)
    t.ok(share('#f4efe4') > 0.5, `land covers ${share('#f4efe4')}`)
    t.ok(share('#c05a1c') > 0.001, `streets cover ${share('#c05a1c')}`)
    t.ok(share('#1c5ac0') > 0.0005, `addresses cover ${share('#1c5ac0')}`)
  })
})

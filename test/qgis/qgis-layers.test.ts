import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { LAYERS } from '../src/store/layout/layers.ts'
import { RECORD_FILE } from '../src/store/record-store.ts'
import { servedApp } from './support/served-app.ts'

/** Debian's Python, for which its QGIS is made. */
const PYTHON = '/usr/bin/python3'
const SCRIPT = fileURLToPath(new URL('support/qgis-layers.py', import.meta.url))
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

const missing =
  spawnSync(PYTHON, ['-c', 'import qgis.core']).status === 0 ? false : 'QGIS (python3-qgis) is not installed'

t.test('QGIS opens the record, the tiles and OGC API – Features', { skip: missing }, async (t) => {
  const { app, demo, close } = await servedApp()
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-qgis-'))
  t.teardown(async () => {
    await close()
    rmSync(folder, { recursive: true, force: true })
  })
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const picture = join(folder, 'map.png')
  const { stdout } = await promisify(execFile)(
    PYTHON,
    [SCRIPT, join(demo.dataDir, RECORD_FILE), base, picture, BOX],
    {
      maxBuffer: 64 * 1_048_576,
      // settings and caches of its own: those of whoever runs the tests stay as they are
      env: { ...process.env, QT_QPA_PLATFORM: 'offscreen', HOME: folder, XDG_RUNTIME_DIR: folder },
    },
  )
  const { record, collections, tiles } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Seen

  t.test('every layer of the record is valid and whole', async (t) => {
    for (const [name, { geometry }] of Object.entries(LAYERS)) {
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
    const everKnown = demo.record.db
      .prepare("SELECT count(*) FROM unit WHERE level = 'commune'")
      .pluck()
      .get()
    t.equal(communes?.ids.length, everKnown)
    t.equal(new Set(communes?.ids).size, everKnown)
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

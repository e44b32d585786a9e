import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { registerSpatialFunctions } from '../../src/store/geopackage/spatial-functions.ts'
import { triggersOf } from '../../src/store/layout/triggers.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { SUPPLEMENT_LAYERS } from '../../src/store/registry/supplements/supplement-layers.ts'
import { draft, officer } from '../support/registry-actors.ts'
import { ENGINES, made } from '../support/registry-engines.ts'

/** Makes a record one of schema 7: without attributes, and without what addresses have beside their columns. */
function leadBack(dataDir: string): void {
  const db = new Database(join(dataDir, RECORD_FILE))
  registerSpatialFunctions(db)
  for (const name of triggersOf('address').keys()) db.exec(`DROP TRIGGER "${name}"`)
  for (const table of ['address', 'address_history'])
    for (const column of ['attributes', 'supplements']) db.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`)
  for (const table of Object.keys(SUPPLEMENT_LAYERS))
    db.exec(`DROP TABLE ${table}; DELETE FROM gpkg_contents WHERE table_name = '${table}'`)
  db.exec("UPDATE diachiso_info SET value = '7' WHERE key = 'schema_version'")
  db.close()
}

t.test(
  'A record of schema 7 gets tables for positions, names and units, and its history holds',
  async (t) => {
    const opened = await ENGINES[0]!.open()
    t.teardown(opened.close)
    const { registry, supplements, store, dataDir = '' } = opened
    const { version } = await made(registry.create(officer, draft({ class: 3, name: 'Chợ' })))
    const { uid } = version
    await made(registry.change(officer, uid, 1, { house_number: '13' }))
    leadBack(dataDir)
    const record = RecordStore.open(dataDir)
    t.teardown(() => record.close())
    t.same((await verifyHistory(store)).breaks, [], 'what was hashed before is hashed alike')
    const add = [{ type: 'gate', lon: 106.4101, lat: 10.5301, method: null, accuracy: null }]
    await made(supplements.change(officer, { uid, revision: 2 }, { positions: { add } }))
    t.equal(record.publicSupplements.of({ uid, class: 3 }, null).positions.length, 1)
    t.same((await verifyHistory(store)).breaks, [])
    t.same(
      record.db
        .prepare(
          "SELECT table_name FROM gpkg_contents WHERE table_name LIKE 'zz_%' AND data_type = 'attributes'",
        )
        .pluck()
        .all().length >= 7,
      true,
      'QGIS and GDAL list them',
    )
  },
)

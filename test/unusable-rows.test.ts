import Database from 'better-sqlite3'
import t from 'tap'
import { buildApp } from '../src/assembly/app.ts'
import { ServerState } from '../src/assembly/server-state.ts'
import { packageRoot, readConfig } from '../src/config.ts'
import { decodePoint } from '../src/geo/geopackage-geometry.ts'
import { LAYERS } from '../src/store/layers.ts'
import { RecordStore } from '../src/store/record-store.ts'
import { columnNames } from '../src/store/schema.ts'
import { registerSpatialFunctions } from '../src/store/spatial-functions.ts'
import { BAD_GEOMETRIES, BAD_VALUES } from './support/bad-values.ts'
import { demoRecord } from './support/demo-record.ts'
import { getRequests, type RouteSubjects } from './support/get-routes.ts'

/** Layers that the server reads; what it only writes cannot harm it. */
const READ = Object.keys(LAYERS).filter((layer) => !['event', 'change_feed', 'diachiso_info'].includes(layer))

/**
 * Puts a value into a column of a row as another program could: constraints give way, triggers run. Returns false where
 * even so SQLite refuses it.
 */
function plant(db: Database.Database, layer: string, fid: number, column: string, value: unknown): boolean {
  try {
    db.prepare(`UPDATE ${layer} SET ${column} = ? WHERE fid = ?`).run(value, fid)
    return true
  } catch {
    return false
  }
}

/** The record without NOT NULL and unique keys, which other programs make tables without. */
function withoutConstraints(file: string): Database.Database {
  const db = new Database(file)
  registerSpatialFunctions(db)
  db.pragma('ignore_check_constraints = ON')
  db.unsafeMode(true)
  db.pragma('writable_schema = ON')
  db.exec(
    "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table' AND name NOT LIKE 'gpkg%' AND name NOT LIKE 'rtree%' AND name NOT LIKE 'sqlite%'",
  )
  db.pragma('writable_schema = RESET')
  return db
}

function subjectsOf(record: RecordStore): RouteSubjects {
  const { db } = record
  const texts = (sql: string) =>
    db
      .prepare<[], string>(sql)
      .pluck()
      .all()
      .filter(
        (one) => typeof one === 'string' && one.length < 200 && one !== '' && !/[\ud800-\udfff]/.test(one),
      )
  const [lon, lat] = decodePoint(
    db.prepare<[], Buffer>('SELECT geom FROM address WHERE fid = 1999').pluck().get()!,
  )!
  return {
    lon,
    lat,
    ids: texts('SELECT uid FROM address WHERE fid < 30 OR fid > 1990'),
    codes: ['L0000000000', ...texts('SELECT code FROM address WHERE fid < 30 OR fid > 1990'), '82120'],
    units: texts('SELECT code FROM unit WHERE fid % 40 = 0 OR fid < 16'),
    themes: texts('SELECT id FROM theme').filter((id) => /^[a-z]+$/.test(id)),
    queries: [
      ...texts('SELECT name FROM street WHERE fid < 4'),
      ...texts('SELECT name FROM hamlet WHERE fid < 4'),
      ...texts('SELECT name FROM place WHERE fid < 4'),
      ...texts('SELECT full_name FROM unit WHERE fid % 90 = 0'),
      '12 Nguyễn Huệ, Phường Long An',
      'duong',
      'Script',
      `${lat}, ${lon}`,
      '82120',
    ],
  }
}

const kinds = process.env.KINDS?.split(',')
const only = process.env.LAYERS?.split(',')
for (const where of ['value', 'geometry'] as const)
  for (const [kind, value] of Object.entries(where === 'value' ? BAD_VALUES : BAD_GEOMETRIES)) {
    if (kinds && !kinds.includes(kind)) continue
    t.test(`${where}: ${kind}`, async (t) => {
      const demo = await demoRecord()
      t.teardown(() => demo.close())
      demo.record.close()
      const db = withoutConstraints(demo.record.db.name)
      t.teardown(() => db.close())
      // some history
      db.exec("UPDATE address SET source = 'khác' WHERE fid > 1900")
      const planted: string[] = []
      const plantAll = (first: number) => {
        for (const layer of READ) {
          if (only && !only.includes(layer)) continue
          const columns = columnNames(layer).filter(
            (column) => (where === 'geometry') === ['geom', 'point'].includes(column),
          )
          for (const [i, column] of columns.entries()) {
            const fid = db
              .prepare<[number], number>(`SELECT fid FROM ${layer} ORDER BY fid LIMIT 1 OFFSET ?`)
              .pluck()
              .get(first + i)
            if (fid !== undefined && plant(db, layer, fid, column, value))
              planted.push(`${layer}.${column} ${fid}`)
          }
        }
      }
      plantAll(0)
      const watching = RecordStore.open(demo.dataDir)
      const failures: unknown[] = []
      const config = readConfig({ DATA_DIR: demo.dataDir, LOG_LEVEL: 'silent' })
      const state = await ServerState.open(watching, demo.dataDir, {
        tileCacheBytes: 1e7,
        onFailure: (error) => failures.push(error),
      })
      const app = await buildApp({ config, state, version: '0', webDir: packageRoot(), logger: false })
      try {
        const requests = await getRequests(app, subjectsOf(state.record))
        let slowest = 0
        const ask = async (when: string) => {
          for (const url of requests) {
            const begin = performance.now()
            const reply = await app.inject(url)
            const took = performance.now() - begin
            if (took > 300) t.comment(`${when} ${url} ${took.toFixed(0)} ms`)
            slowest = Math.max(slowest, took)
            if (reply.statusCode >= 500)
              t.fail(`${when}: ${url} ${reply.statusCode} ${reply.body.slice(0, 300)}`)
          }
        }
        await ask('start')
        plantAll(20)
        await state.follow()
        await state.catchUp()
        t.same(failures, [])
        await ask('followed')
        t.comment(`${planted.length} planted, slowest ${slowest.toFixed(0)}`)
      } finally {
        await app.close()
        await state.close()
      }
    })
  }

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { buildApp } from '../src/assembly/app.ts'
import { ServerState } from '../src/assembly/server-state.ts'
import { writeSnapshot } from '../src/assembly/snapshot.ts'
import { packageRoot, readConfig } from '../src/config.ts'
import { decodePoint } from '../src/geo/geopackage-geometry.ts'
import type { App } from '../src/http/edge/app-type.ts'
import { exportFile } from '../src/importing/export-file.ts'
import { exportRows } from '../src/importing/exporting/export-rows.ts'
import { KINDS, type Kind } from '../src/importing/kinds/kinds.ts'
import { layerPlan } from '../src/importing/layers/layer-export.ts'
import { registerSpatialFunctions } from '../src/store/geopackage/spatial-functions.ts'
import { LAYERS } from '../src/store/layout/layers.ts'
import { columnNames } from '../src/store/layout/schema.ts'
import type { LooseRule } from '../src/store/reading/loose-rows.ts'
import type { UnusableRow } from '../src/store/reading/row-faults.ts'
import { RecordStore } from '../src/store/record-store.ts'
import { BAD_GEOMETRIES, BAD_VALUES } from './support/bad-values.ts'
import { demoRecord } from './support/demo-record.ts'
import { getRequests, type RouteSubjects } from './support/get-routes.ts'

/** Layers that the server reads row by row. */
const READ = Object.keys(LAYERS).filter((layer) => !['event', 'change_feed', 'diachiso_info'].includes(layer))
/** Collections of OGC API Features by layer: where a row that was left alone must stay. */
const COLLECTIONS: Readonly<Record<string, readonly string[]>> = {
  address: ['addresses'],
  unit: ['communes', 'districts', 'provinces'],
  street: ['streets'],
  place: ['places'],
  hamlet: ['hamlets'],
}
/** Of rows that can be used and name what is not there, `check` tells too. */
const LOOSE: ReadonlySet<string> = new Set<LooseRule>([
  'unknown-theme',
  'kind-of-theme',
  'unknown-commune',
  'unknown-address',
  'no-place',
])
const GEOMETRIES = new Set(['geom', 'point'])
/** Kinds of bad values in one record: each gets rows of its own. */
const TOGETHER = 8

/** The record as a program has it that knows of no NOT NULL; triggers run, unique keys hold. */
function openElsewhere(file: string): Database.Database {
  const db = new Database(file)
  registerSpatialFunctions(db)
  db.unsafeMode(true)
  db.pragma('writable_schema = ON')
  const own = READ.map((layer) => `'${layer}'`).join(', ')
  db.exec(
    `UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table' AND name IN (${own})`,
  )
  db.pragma('writable_schema = RESET')
  return db
}

/** Rows enough that each value of each column has one: a history of addresses, more thematic layers, units in circles. */
function enlarge(db: Database.Database): void {
  db.exec(`UPDATE address SET source = 'khác' WHERE fid > 1700;
    UPDATE unit SET parent_code = code WHERE fid IN (3, 203, 403);
    UPDATE unit SET parent_code = (SELECT code FROM unit WHERE fid = 206) WHERE fid = 205;
    UPDATE unit SET parent_code = (SELECT code FROM unit WHERE fid = 205) WHERE fid = 206;
    INSERT INTO unit_change(date, kind, level, from_code, to_code, extent, basis)
      VALUES ('2025-07-01', 'merge', 'commune', 'không', 'có', 'whole', 'x')`)
  const add = db.prepare("INSERT INTO theme(id, kind, title_vi, title_en) VALUES (?, 'features', 'x', 'x')")
  for (let i = 0; i < 80; i++) add.run(`z${i}`)
}

/** Puts each value into each column, in a row of its own; returns the rows that were touched, by layer. */
function plant(
  db: Database.Database,
  values: readonly (readonly [at: number, value: unknown])[],
  isMeant: (column: string) => boolean,
  touched: Map<string, Set<number>>,
): number {
  let planted = 0
  for (const layer of READ) {
    const columns = columnNames(layer).filter(isMeant)
    const fids = db.prepare<[], number>(`SELECT fid FROM ${layer} ORDER BY fid`).pluck().all()
    for (const [at, value] of values)
      for (const [i, column] of columns.entries()) {
        const fid = fids[10 + at * columns.length + i]
        if (fid === undefined) continue
        touched.get(layer)!.add(fid)
        try {
          db.prepare(`UPDATE ${layer} SET ${column} = ? WHERE fid = ?`).run(value, fid)
          planted++
        } catch {
          // A unique key, which a trigger of ours may write to as well.
        }
      }
  }
  return planted
}

function subjectsOf({ db }: RecordStore): RouteSubjects {
  const texts = (sql: string) =>
    db
      .prepare<[], string>(sql)
      .pluck()
      .all()
      .filter(
        (one) => typeof one === 'string' && one !== '' && one.length < 200 && !/[\ud800-\udfff]/.test(one),
      )
  const geom = db.prepare<[], Buffer>('SELECT geom FROM address WHERE fid = 1').pluck().get()!
  const [lon, lat] = decodePoint(geom)!
  return {
    lon,
    lat,
    ids: texts('SELECT uid FROM address WHERE fid % 16 = 0 AND fid < 200'),
    codes: ['L0000000000', '82120', ...texts('SELECT code FROM address WHERE fid % 16 = 0 AND fid < 200')],
    units: texts('SELECT code FROM unit WHERE fid % 40 = 0 OR fid IN (3, 203, 205, 403)'),
    themes: ['agriculture', 'education', 'epidemiology', 'health', 'tourism'],
    queries: [
      ...texts('SELECT name FROM street WHERE fid % 16 = 0'),
      ...texts('SELECT name FROM place WHERE fid < 3'),
      ...texts('SELECT full_name FROM unit WHERE fid % 90 = 0'),
      '12 Nguyễn Huệ, Phường Long An',
      'duong constructor',
      `${lat}, ${lon}`,
    ],
  }
}

/** Writes every kind and every thematic layer in the format that types its columns and in the one that does not. */
function exportAll(record: RecordStore, folder: string): void {
  for (const extension of ['gpkg', 'csv', 'geojson']) {
    for (const kind of Object.keys(KINDS) as Kind[])
      exportFile(record, kind, join(folder, `${kind}.${extension}`))
    for (const { id } of record.themes.all())
      exportRows(record, id, layerPlan(record, id), join(folder, `layer.${extension}`))
  }
}

/** Ids of all features of a collection, page by page. */
async function idsOf(app: App, collection: string): Promise<Set<string>> {
  const ids = new Set<string>()
  // Communes of all times.
  for (
    let url: string | undefined = `/ogc/collections/${collection}/items?f=json&limit=1000&datetime=../..`;
    url;
  ) {
    const page: { features: { id: string }[]; links: { rel: string; href: string }[] } = (
      await app.inject(url)
    ).json()
    for (const { id } of page.features) ids.add(id)
    url = page.links.find(({ rel }) => rel === 'next')?.href
  }
  return ids
}

async function untouchedStay(t: Test, app: App, db: Database.Database, touched: Map<string, Set<number>>) {
  for (const [layer, collections] of Object.entries(COLLECTIONS)) {
    const id = layer === 'unit' ? "code || '@' || valid_from" : 'uid'
    const rows = db.prepare<[], { fid: number; id: string }>(`SELECT fid, ${id} AS id FROM ${layer}`).all()
    const shown = new Set(
      (await Promise.all(collections.map((one) => idsOf(app, one)))).flatMap((ids) => [...ids]),
    )
    const missing = rows.filter((row) => !touched.get(layer)!.has(row.fid) && !shown.has(row.id))
    t.same(missing, [], `${layer}: rows that were left alone stay`)
  }
}

function batches(values: Readonly<Record<string, unknown>>): (readonly [kind: string, value: unknown])[][] {
  const all = Object.entries(values)
  return Array.from({ length: Math.ceil(all.length / TOGETHER) }, (_, i) =>
    all.slice(i * TOGETHER, (i + 1) * TOGETHER),
  )
}

const GROUPS = [
  ...batches(BAD_VALUES).map((kinds) => ({ kinds, isMeant: (column: string) => !GEOMETRIES.has(column) })),
  ...batches(BAD_GEOMETRIES).map((kinds) => ({ kinds, isMeant: (column: string) => GEOMETRIES.has(column) })),
]

for (const { kinds, isMeant } of GROUPS)
  t.test(kinds.map(([kind]) => kind).join(', '), async (t) => {
    const demo = await demoRecord()
    demo.record.close()
    const db = openElsewhere(demo.record.db.name)
    const touched = new Map(READ.map((layer) => [layer, new Set<number>()]))
    enlarge(db)
    const values = kinds.map(([, value], at) => [at, value] as const)
    // Half of them before the start, half as edits that are followed.
    let planted = plant(
      db,
      values.filter(([at]) => at % 2 === 0),
      isMeant,
      touched,
    )
    const failures: unknown[] = []
    const told: UnusableRow[] = []
    const config = readConfig({ DATA_DIR: demo.dataDir, LOG_LEVEL: 'silent' })
    const state = await ServerState.open(RecordStore.open(demo.dataDir), demo.dataDir, {
      tileCacheBytes: 1e7,
      onFailure: (error) => failures.push(error),
      onUnusable: (row) => told.push(row),
    })
    const app = await buildApp({ config, state, version: '0', webDir: packageRoot(), logger: false })
    t.teardown(async () => {
      await app.close()
      await state.close()
      db.close()
      demo.close()
    })
    planted += plant(
      db,
      values.filter(([at]) => at % 2 === 1),
      isMeant,
      touched,
    )
    t.ok(planted >= kinds.length * 5, `${planted} values`)
    await state.followers.unusable.look(state.record)
    await state.follow()
    await state.catchUp()
    t.same(failures, [], 'edits are followed')
    for (const url of await getRequests(app, subjectsOf(state.record))) {
      const { statusCode, body } = await app.inject(url)
      // This server has no people.db, which is told so.
      const told = statusCode === 503 && body.includes('"no-proposals"')
      if (statusCode >= 500 && !told) t.fail(`${url} ${statusCode} ${body.slice(0, 200)}`)
    }
    await untouchedStay(t, app, db, touched)
    exportAll(state.record, demo.dataDir)
    const folder = join(demo.dataDir, 'snapshots')
    writeSnapshot({
      dataDir: demo.dataDir,
      folder,
      version: '0',
      now: new Date(),
      day: '2026-01-15',
      maxzoom: 3,
    })

    const counts = state.followers.unusable.counts
    const check = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/commands/check.ts'], {
      cwd: packageRoot(),
      env: { ...process.env, DATA_DIR: demo.dataDir },
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
    const listed = check.stdout
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t'))
      .filter(([, , , rule]) => !LOOSE.has(rule ?? ''))
    for (const layer of READ.filter((one) => LAYERS[one]?.feed)) {
      const rows = listed.filter(([table]) => table === layer).map(([, row]) => Number(row))
      t.equal(counts.get(layer), rows.length, `${layer}: as many are counted as check lists`)
      t.same(
        rows.filter((row) => !touched.get(layer)!.has(row)),
        [],
        'none that was left alone',
      )
      const named = new Set(told.filter(({ table }) => table === layer).map(({ row }) => row))
      t.same(
        rows.filter((row) => !named.has(row)),
        [],
        'and each was told',
      )
    }
    t.ok(listed.length > 0, check.stderr)
    t.equal(check.status, 1, check.stderr)
  })

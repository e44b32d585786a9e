import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { LineString, MultiLineString, Polygon } from 'geojson'
import t from 'tap'
import { decodeGeometry, decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { writeDemoBasemap } from '../../../src/importing/demo/basemap/demo-basemap.ts'
import { demoWater } from '../../../src/importing/demo/basemap/demo-water.ts'
import { BasemapReader, dropDemoBasemap } from '../../../src/store/basemap/basemap-reader.ts'
import { demoRecord } from '../../support/demo-record.ts'

t.test('The base map of the demonstration', async (t) => {
  const { record, close } = await demoRecord()
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-demo-map-'))
  writeDemoBasemap(record, dataDir)
  const db = new Database(join(dataDir, 'basemap.gpkg'), { readonly: true })
  t.teardown(() => {
    db.close()
    close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const shapes = <T>(sql: string) =>
    (db.prepare(sql).pluck().all() as Buffer[]).map((blob) => decodeGeometry(blob) as T)
  const water = demoWater()

  t.test('no address and no house stands in water', async (t) => {
    const addresses = record.db.prepare('SELECT geom FROM address').pluck().all() as Buffer[]
    t.equal(addresses.filter((blob) => water.isWet(decodePoint(blob)!)).length, 0)
    const houses = shapes<Polygon>('SELECT geom FROM building')
    t.ok(houses.length > 1500)
    const corners = houses.flatMap(({ coordinates }) => coordinates[0] as [number, number][])
    t.equal(corners.filter((corner) => water.isWet(corner)).length, 0)
  })

  t.test('roads between communes hang together, and are bridges over water', async (t) => {
    const roads = db
      .prepare("SELECT nodes, bridge, geom FROM road WHERE class IN ('primary', 'secondary', 'tertiary')")
      .all() as { nodes: string; bridge: number; geom: Buffer }[]
    const groups = new Map<number, number>()
    const root = (node: number): number => {
      const above = groups.get(node) ?? node
      return above === node ? node : root(above)
    }
    for (const { nodes } of roads) {
      const list = JSON.parse(nodes) as number[]
      for (const node of list) groups.set(root(node), root(list[0]!))
    }
    const size = new Map<number, number>()
    for (const node of groups.keys()) size.set(root(node), (size.get(root(node)) ?? 0) + 1)
    const largest = Math.max(...size.values())
    t.ok(largest > 0.95 * groups.size, `${largest} of ${groups.size} nodes hang together`)
    const wet = roads.filter(({ geom }) =>
      (decodeGeometry(geom) as LineString).coordinates
        .slice(1, -1)
        .some((place) => water.isWet(place as [number, number])),
    )
    t.ok(wet.length > 20)
    t.ok(wet.every(({ bridge }) => bridge === 1))
  })

  t.test("the record's streets are among its roads", async (t) => {
    const keyOf = ([lon, lat]: readonly number[]) => `${lon!.toFixed(6)} ${lat!.toFixed(6)}`
    const roads = new Set(
      shapes<LineString>('SELECT geom FROM road').flatMap(({ coordinates }) => coordinates.map(keyOf)),
    )
    const streets = record.db
      .prepare('SELECT geom FROM street WHERE geom IS NOT NULL')
      .pluck()
      .all() as Buffer[]
    const places = streets.flatMap((blob) =>
      (decodeGeometry(blob) as MultiLineString).coordinates.flat().map(keyOf),
    )
    t.equal(places.filter((place) => !roads.has(place)).length, 0)
  })

  t.test('it says what it is, and goes with the demonstration', async (t) => {
    const reader = BasemapReader.open(dataDir)!
    t.match(reader.state, { source: 'demo', attribution: /minh hoạ.*made-up/ })
    reader.close()
    dropDemoBasemap(dataDir)
    t.equal(BasemapReader.open(dataDir), undefined)
  })
})

import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import { ServedThings, type ThingsOf } from '../../src/store/basemap/served-things.ts'
import type { UnitRegister } from '../../src/units/unit-register.ts'
import { type FilePoint, type FileRoad, writeBasemap } from './basemap-file.ts'
import type { DemoRecord } from './demo-record.ts'

/** Names of the base map in the words of a record, and the folder that they are read from. */
export interface RivalNames extends ThingsOf {
  close(): void
}

/** Degrees, about 200 m. */
const ASIDE = 0.002

/**
 * A base map beside a record in which roads, markets and shops bear the names of all that the record has: streets, hamlets, places and
 * units of today and before, each in its commune and once more in some other.
 */
export function rivalNames({ dataDir, record }: DemoRecord, register: UnitRegister): RivalNames {
  const communes = register.at(register.today, { level: 'commune' }).filter(({ centre }) => centre)
  const centres = new Map(communes.map(({ code, centre }) => [code, centre!]))
  const others = communes.map(({ centre }) => centre!)
  const named = [
    ...[...record.gazetteer.streets()].map(({ name, commune_code: code }) => ({ name, code, geom: null })),
    ...[...record.gazetteer.hamlets()].map(({ name, commune_code: code, geom }) => ({ name, code, geom })),
    ...[...record.gazetteer.places()].map(({ name, commune_code: code, geom }) => ({ name, code, geom })),
    ...register.all.map(({ name, code }) => ({ name, code, geom: null })),
  ]
  const roads: FileRoad[] = []
  const points: FilePoint[] = []
  for (const [i, { name, code, geom }] of named.entries()) {
    const own = (geom && decodePoint(geom)) ?? centres.get(code ?? '') ?? others[i % others.length]!
    const other = others[(i * 31 + 7) % others.length]!
    for (const [n, [lon, lat]] of [own, other].entries()) {
      const at = [lon + ASIDE, lat]
      roads.push({ id: `w${i}.${n}`, name: n ? `Đường ${name}` : name, line: [at, [lon + 2 * ASIDE, lat]] })
      points.push({ id: `n${i}.${n}`, name: n ? `Chợ ${name}` : name, label: n ? 'Chợ' : 'Cửa hàng', at })
    }
  }
  writeBasemap(dataDir, { roads, points })
  const served = new ServedThings(dataDir)
  return { ...served.current!, close: () => served.close() }
}

import { execFileSync, spawnSync } from 'node:child_process'
import t from 'tap'
import {
  type DatumShift,
  guessSystems,
  METRE_CODES,
  namedSystem,
  systemOfText,
} from '../../src/geo/coordinate-systems.ts'

const noGdal = spawnSync('gdalsrsinfo', ['--version']).error ? 'gdalsrsinfo is not installed' : false
const PROVINCE = [105.4, 10.2, 106.9, 11.9] as const
const run = (program: string, args: string[], input = '') =>
  execFileSync(program, args, { encoding: 'utf8', input })

t.test('The zones of VN-2000 are known under the names that people use', async (t) => {
  const cases: [text: string, epsg: number | undefined][] = [
    ['EPSG:9210', 9210],
    ['9209', 9209],
    ['urn:ogc:def:crs:EPSG::9210', 9210],
    ['VN-2000 / TM-3 105-45', 9210],
    ["VN-2000 / TM-3 zone 105°45'", 9210],
    ["VN-2000 múi 3° kinh tuyến trục 105°30'", 9209],
    ['VN2000 105.5', 9209],
    ['VN_2000 105.75', 9210],
    ['VN-2000 / UTM zone 48N', 3405],
    ['VN-2000 UTM 49N', 3406],
    ['WGS 84 / UTM zone 48N', 32648],
    ['VN-2000', 4756],
    ['CRS84', 4326],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 4326],
    ['VN-2000 TM-3', undefined],
    ['VN-2000 105-07', undefined],
    ['EPSG:27700', undefined],
    ['Indian 1960', undefined],
    ['', undefined],
  ]
  for (const [text, epsg] of cases)
    if (epsg === undefined) t.equal(namedSystem(text), undefined, text)
    else t.match(namedSystem(text)?.name, `EPSG:${epsg}`, text)
})

t.test('Positions are where PROJ puts them', { skip: noGdal }, async (t) => {
  const points = [
    [500_000, 1_165_000],
    [550_123.4, 1_172_345.6],
    [612_000, 1_290_000],
  ]
  for (const epsg of [9210, 9209, 9211, 5897, 3405, 3406, 32648]) {
    // the same datum shift as here; PROJ's own choice of shift differs from it by less than a metre
    const definition = run('gdalsrsinfo', ['-o', 'proj4', `EPSG:${epsg}`]).trim()
    const out = run(
      'gdaltransform',
      ['-s_srs', definition, '-t_srs', '+proj=longlat +datum=WGS84'],
      points.map((point) => point.join(' ')).join('\n'),
    )
    for (const [i, line] of out.trim().split('\n').entries()) {
      const [lon, lat] = namedSystem(`EPSG:${epsg}`)!.toDegrees(...(points[i] as [number, number]))
      const [wantedLon, wantedLat] = line.split(' ').map(Number) as [number, number]
      t.ok(Math.hypot(lon - wantedLon, lat - wantedLat) < 2e-9, `EPSG:${epsg} ${points[i]}`)
    }
  }
})

t.test(
  'PROJ leads VN-2000 to WGS 84 by one of two shifts, by where a point lies',
  { skip: noGdal },
  async (t) => {
    // Within 9.35–11.04° N and 104.24–107.11° E it takes EPSG:5194, elsewhere the decision's.
    const cases: [epsg: number, x: number, y: number, shift: DatumShift][] = [
      [9210, 565_000, 1_170_000, 5194],
      [9209, 600_000, 1_170_000, 5194],
      [3405, 653_000, 1_170_000, 5194],
      [9210, 565_000, 1_290_000, 6960],
      [9214, 565_000, 1_170_000, 6960],
    ]
    for (const [epsg, x, y, shift] of cases) {
      const out = run('gdaltransform', ['-s_srs', `EPSG:${epsg}`, '-t_srs', 'EPSG:4326'], `${x} ${y}`)
      const [wantedLon, wantedLat] = out.trim().split(' ').map(Number) as [number, number]
      const system = namedSystem(`EPSG:${epsg}`)!
      for (const each of [6960, 5194] as const) {
        const [lon, lat] = system.under!(each).toDegrees(x, y)
        const apart = Math.hypot(lon - wantedLon, lat - wantedLat) * 111_000
        if (each === shift) t.ok(apart < 1e-3, `EPSG:${epsg} by ${each}`)
        else t.ok(apart > 0.5 && apart < 1, `EPSG:${epsg} not by ${each}: ${apart} m`)
      }
    }
    t.equal(namedSystem('EPSG:32648')!.under, undefined)
  },
)

t.test(
  'Well-known text is recognised, with the datum shift that it does not name',
  { skip: noGdal },
  async (t) => {
    const place = [550_000, 1_165_000] as const
    for (const epsg of [9210, 3405, 32648])
      for (const form of ['wkt1', 'wkt_esri', 'wkt2_2019']) {
        const wkt = run('gdalsrsinfo', ['-o', form, `EPSG:${epsg}`])
        const wanted = namedSystem(`EPSG:${epsg}`)!.toDegrees(...place)
        const nameless = wkt.replace(/(AUTHORITY|ID)\["EPSG","?\d+"?\]/g, '')
        for (const text of [wkt, nameless]) {
          const [lon, lat] = systemOfText(text)!.toDegrees(...place)
          t.ok(Math.hypot(lon - wanted[0], lat - wanted[1]) < 1e-9, `EPSG:${epsg} as ${form}`)
        }
      }
    for (const epsg of [4326, 4756])
      t.match(systemOfText(run('gdalsrsinfo', ['-o', 'wkt_esri', `EPSG:${epsg}`]))?.name, `EPSG:${epsg}`)
    for (const epsg of [27700, 3148, 2263, 3395])
      t.equal(systemOfText(run('gdalsrsinfo', ['-o', 'wkt_esri', `EPSG:${epsg}`])), undefined, `EPSG:${epsg}`)
  },
)

t.test('A system that is not named is guessed from where its positions would lie', async (t) => {
  const names = guessSystems(572_300, 1_165_000, PROVINCE).map(({ name }) => name)
  t.match(names[0], 'EPSG:9210', 'the zone of Long An comes first')
  t.same(guessSystems(1, 1, PROVINCE), [])
})

t.test('Every system in metres leads back to where it came from, to 2 mm', async (t) => {
  for (const code of METRE_CODES) {
    const system = namedSystem(String(code))!
    for (const [lon, lat] of [
      [105.5, 10.3],
      [106.41, 10.536],
      [108.2, 16.05],
    ] as const) {
      const [x, y] = system.fromDegrees(lon, lat)
      const back = system.toDegrees(x, y)
      t.ok(Math.abs(back[0] - lon) < 2e-8 && Math.abs(back[1] - lat) < 2e-8, `${code}: ${x} ${y}`)
    }
  }
})

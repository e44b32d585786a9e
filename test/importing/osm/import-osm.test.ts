import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import type { Polygon } from 'geojson'
import t from 'tap'
import { areaKm2 } from '../../../src/geo/area.ts'
import { decodeGeometry } from '../../../src/geo/geopackage-geometry.ts'
import { importOsm, type OsmReport } from '../../../src/importing/osm/import-osm.ts'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import { countOf, node, noOsmium, objectsOf, pbfOf, relation, way } from '../../support/osm-files.ts'

/** A commune of one by one kilometre around the grid's beginning. */
const COMMUNE = square(106.4, 10.5, 0.01)

t.test('Files that osmium made of XML', { skip: noOsmium }, async (t) => {
  t.test('a road keeps its direction, bridge and the nodes at which others meet it', async (t) => {
    const { rows } = scene(
      t,
      [
        ...[1, 2, 3, 4].map((id) => node(id, id, 0)),
        way(10, [1, 2, 3], { highway: 'primary', name: 'Đường Hùng Vương', oneway: 'yes', ref: 'QL.62' }),
        way(11, [3, 4], { highway: 'residential', oneway: '-1', bridge: 'yes', layer: '1' }),
        way(12, [2, 4], { highway: 'tertiary', junction: 'roundabout' }),
        way(13, [1, 4], { route: 'ferry', name: 'Phà' }),
        way(14, [1, 4], { highway: 'proposed' }),
      ].join(''),
    )
    t.same(
      rows('SELECT source_id, class, name, ref, oneway, bridge, layer, nodes FROM road ORDER BY source_id'),
      [
        ['w10', 'primary', 'Đường Hùng Vương', 'QL.62', 1, 0, 0, '[1,2,3]'],
        ['w11', 'residential', null, null, -1, 1, 1, '[3,4]'],
        ['w12', 'tertiary', null, null, 1, 0, 0, '[2,4]'],
        ['w13', 'ferry', 'Phà', null, 0, 0, 0, '[1,4]'],
      ],
    )
  })

  t.test('a multipolygon has its holes, whatever the order and direction of its ways', async (t) => {
    const corners = [node(1, 0, 0), node(2, 9, 0), node(3, 9, 9), node(4, 0, 9)]
    const hole = [node(5, 3, 3), node(6, 6, 3), node(7, 6, 6), node(8, 3, 6)]
    const members = [
      ['way', 22, 'inner'],
      ['way', 21, 'outer'],
      ['way', 20, 'outer'],
    ] as const
    const { rows, report } = scene(
      t,
      [
        ...corners,
        ...hole,
        way(20, [1, 2, 3]),
        way(21, [1, 4, 3]),
        way(22, [5, 6, 7, 8, 5]),
        relation(30, members, { type: 'multipolygon', natural: 'water', name: 'Hồ' }),
      ].join(''),
    )
    t.same(report.broken, [])
    const [[kind, name, geom]] = rows('SELECT kind, name, geom FROM water') as [[string, string, Buffer]]
    t.same([kind, name], ['water', 'Hồ'])
    const lake = decodeGeometry(geom) as Polygon
    t.equal((lake.coordinates as unknown[][])[0]?.length, 2, 'an outline and a hole')
    const whole = areaKm2(square(106.4, 10.5, 0.009))
    t.ok(Math.abs(areaKm2(lake) / whole - 8 / 9) < 1e-3, 'the hole is no water')
  })

  t.test('broken relations, missing nodes and ways are counted, named, and the rest is read', async (t) => {
    const { rows, report } = scene(
      t,
      [
        ...[1, 2, 3, 4, 5].map((id) => node(id, id, id % 2)),
        way(20, [1, 2, 3], {}),
        way(21, [1, 2, 99, 3, 4], { highway: 'service' }),
        way(22, [1, 2, 99, 1], { building: 'yes' }),
        way(23, [98, 97], { highway: 'path' }),
        relation(30, [['way', 20, 'outer']], { type: 'multipolygon', landuse: 'forest' }),
        relation(
          31,
          [
            ['way', 20, 'outer'],
            ['way', 77, 'outer'],
          ],
          { type: 'multipolygon', natural: 'water' },
        ),
        relation(32, [], { type: 'multipolygon', natural: 'water' }),
      ].join(''),
    )
    t.same([...report.broken].sort(), ['r30', 'r31', 'w22'])
    t.equal(report.incomplete, 2)
    t.same(rows('SELECT nodes FROM road ORDER BY fid'), [['[1,2]'], ['[3,4]']], 'both stretches of the road')
    t.same(rows('SELECT count(*) FROM landuse'), [[0]])
  })

  t.test('what lies far away is left out; what reaches out is whole, areas cut to the box', async (t) => {
    const { rows } = scene(
      t,
      [
        node(1, 1, 1),
        node(2, 300, 1),
        node(3, 300, 300),
        node(4, 1, 300),
        node(5, 400, 400),
        node(6, 401, 400),
        way(20, [1, 2], { highway: 'trunk' }),
        way(21, [5, 6], { highway: 'trunk' }),
        way(22, [1, 2, 3, 4, 1], { landuse: 'forest' }),
        node(7, 400, 401, { amenity: 'school', name: 'Xa' }),
      ].join(''),
    )
    t.same(rows('SELECT source_id, nodes FROM road'), [['w20', '[1,2]']])
    t.same(rows('SELECT count(*) FROM poi'), [[0]])
    const [[east]] = rows('SELECT max(maxx) FROM rtree_landuse_geom') as [[number]]
    t.ok(east < 106.47, `the forest ends at ${east}`)
  })

  t.test('points of interest are named in Vietnamese, and addr:* are candidates alone', async (t) => {
    const address = { 'addr:housenumber': '19/2B', 'addr:street': 'Hẻm 193', 'addr:district': 'Tân An' }
    const { rows } = scene(
      t,
      [
        node(1, 1, 1, { amenity: 'clinic', name: 'Trạm Y tế Khánh Hậu' }),
        node(2, 1, 2, {
          amenity: 'place_of_worship',
          religion: 'buddhist',
          'name:vi': 'Chùa Kim Cang',
          name: 'x',
        }),
        node(3, 1, 3, { shop: 'hairdresser', name: '理发店', ...address }),
        node(4, 1, 4, { place: 'hamlet', name: 'Ấp 1' }),
        node(5, 1, 5, { amenity: 'bench' }),
      ].join(''),
    )
    t.same(rows('SELECT source_id, kind, label, name FROM poi ORDER BY fid'), [
      ['n1', 'clinic', 'Trạm y tế, phòng khám', 'Trạm Y tế Khánh Hậu'],
      ['n2', 'pagoda', 'Chùa', 'Chùa Kim Cang'],
      ['n3', 'shop', 'Cửa hàng', '理发店'],
    ])
    t.same(rows('SELECT kind, name FROM place'), [['hamlet', 'Ấp 1']])
    t.same(rows('SELECT house_number, street, tags FROM candidate'), [
      ['19/2B', 'Hẻm 193', JSON.stringify(address)],
    ])
  })

  t.test('restrictions of turning are kept', async (t) => {
    const { rows } = scene(
      t,
      [
        ...[1, 2, 3].map((id) => node(id, id, 0)),
        way(10, [1, 2], { highway: 'residential' }),
        way(11, [2, 3], { highway: 'residential' }),
        relation(
          30,
          [
            ['way', 10, 'from'],
            ['node', 2, 'via'],
            ['way', 11, 'to'],
          ],
          {
            type: 'restriction',
            restriction: 'no_left_turn',
          },
        ),
      ].join(''),
    )
    t.same(rows('SELECT kind, from_way, via, to_way FROM turn'), [['no_left_turn', 'w10', 'n2', 'w11']])
  })

  t.test('files without compression or dense nodes read the same', async (t) => {
    const xml = [...[1, 2, 3].map((id) => node(id, id, 0)), way(10, [1, 2, 3], { highway: 'primary' })].join(
      '',
    )
    for (const format of ['pbf,pbf_compression=none', 'pbf,pbf_dense_nodes=false', 'pbf,add_metadata=all']) {
      const { rows } = scene(t, xml, format)
      t.same(rows('SELECT nodes FROM road'), [['[1,2,3]']], format)
    }
  })

  t.test(
    'a file that is cut off, damaged, no PBF or of elsewhere is refused, and the former map stays',
    async (t) => {
      const xml = [...[1, 2].map((id) => node(id, id, 0)), way(10, [1, 2], { highway: 'primary' })].join('')
      const { dataDir, file } = scene(t, xml)
      const before = readFileSync(join(dataDir, 'basemap.gpkg'))
      const bytes = readFileSync(file)
      const damaged = Buffer.from(bytes)
      damaged.fill(0x5a, bytes.length - 30, bytes.length - 4)
      const far = square(105.5, 11.5, 0.01)
      const cases: [name: string, content: Buffer, code: string, areas?: Polygon][] = [
        ['cut off in the last blob', bytes.subarray(0, -5), 'osm-cut-off'],
        ['cut off in a length', bytes.subarray(0, -(bytes.length - 2)), 'osm-format'],
        ['cut off in the first blob', bytes.subarray(0, 40), 'osm-cut-off'],
        ['damaged', damaged, 'osm-damaged'],
        ['empty', Buffer.alloc(0), 'osm-format'],
        ['CSV', Buffer.from('id,class,lon,lat\n1,1,106.4,10.5\n'), 'osm-format'],
        ['zeros', Buffer.alloc(100_000), 'osm-format'],
        ['of elsewhere', bytes, 'osm-elsewhere', far],
      ]
      for (const [name, content, code, area = COMMUNE] of cases) {
        const wrong = join(dataDir, 'wrong.osm.pbf')
        writeFileSync(wrong, content)
        const error = failure(() => importOsm(dataDir, { file: wrong, areas: [area] }))
        t.equal(error?.problem.code, code, name)
        t.match(error?.message, / · /, 'in both languages')
      }
      t.equal(
        failure(() => importOsm(dataDir, { file: join(dataDir, 'none.pbf'), areas: [COMMUNE] }))?.problem
          .code,
        'unreadable',
      )
      t.ok(readFileSync(join(dataDir, 'basemap.gpkg')).equals(before))
      t.same(
        readdirSync(dataDir).filter((name) => name.includes('partial')),
        [],
      )
    },
  )
})

t.test(
  'Killed while it is written, the former base map stays and the next import is whole',
  { skip: noOsmium },
  async (t) => {
    const { dataDir, file } = scene(t, node(1, 1, 1, { amenity: 'school', name: 'Trước' }))
    const before = readFileSync(join(dataDir, 'basemap.gpkg'))
    const writer = new URL('../../../src/store/basemap/basemap-writer.ts', import.meta.url).href
    const code = `const { BasemapWriter } = await import(${JSON.stringify(writer)})
    const writer = BasemapWriter.create(${JSON.stringify(dataDir)}, { source: 'osm', attribution: '', dataTime: '' })
    const point = { type: 'Point', coordinates: [106.4, 10.5] }
    for (let i = 0; ; i++) {
      writer.add('poi', point, ['n' + i, 1, 'school', 'Trường', null])
      if (i === 50_000) process.stdout.write('writing')
    }`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    t.ok(existsSync(join(dataDir, 'basemap.gpkg.partial')), 'it was being written')
    t.ok(readFileSync(join(dataDir, 'basemap.gpkg')).equals(before))
    importOsm(dataDir, { file, areas: [COMMUNE] })
    t.notOk(existsSync(join(dataDir, 'basemap.gpkg.partial')))
  },
)

const real = fileURLToPath(new URL('../../../../shared/data/osm', import.meta.url))
const passedOver = noOsmium || (existsSync(real) ? false : 'the real files are not beside the project')

t.test('The real samples give what osmium counts in them', { skip: passedOver }, async (t) => {
  const samples = [
    ['ho-chi-minh-centre-2026.osm.pbf', square(106.68622, 10.7799, 0.011)],
    ['thu-duc-2023-unsorted.osm.pbf', square(106.7686, 10.8495, 0.0066)],
  ] as const
  for (const [name, area] of samples) {
    const file = join(real, name)
    const { rows, report } = imported(t, file, area)
    const one = (sql: string) => (rows(sql) as [[number]])[0][0]
    t.same(report.objects, objectsOf(file))
    t.equal(one('SELECT count(DISTINCT source_id) FROM road'), countOf(file, 'w/highway'), `${name}: roads`)
    t.equal(
      one("SELECT count(DISTINCT source_id) FROM building WHERE source_id LIKE 'w%'"),
      countOf(file, 'w/building,building:part'),
      `${name}: buildings`,
    )
    t.equal(
      one('SELECT count(*) FROM road WHERE oneway = 1'),
      countOf(file, 'w/oneway=yes'),
      `${name}: one-ways`,
    )
    t.equal(
      one("SELECT count(*) FROM candidate WHERE source_id LIKE 'n%'"),
      countOf(file, 'n/addr:housenumber'),
      `${name}: house numbers`,
    )
    t.ok(report.broken.length > 0, 'relations that reach outside are said')
  }
})

interface Scene {
  dataDir: string
  file: string
  report: OsmReport
  rows: (sql: string) => unknown[]
}

function scene(t: { teardown(done: () => void): void }, xml: string, format?: string): Scene {
  return imported(t, pbfOf(xml, format), COMMUNE)
}

function imported(t: { teardown(done: () => void): void }, file: string, area: Polygon): Scene {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-basemap-'))
  const report = importOsm(dataDir, { file, areas: [area] })
  const db = new Database(join(dataDir, 'basemap.gpkg'), { readonly: true })
  t.teardown(() => {
    db.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { dataDir, file, report, rows: (sql) => db.prepare(sql).raw().all() }
}

function failure(work: () => unknown): ImportError | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof ImportError) return error
    throw error
  }
}

function square(lon: number, lat: number, size: number): Polygon {
  const [east, north] = [lon + size, lat + size]
  return {
    type: 'Polygon',
    coordinates: [
      [
        [lon, lat],
        [east, lat],
        [east, north],
        [lon, north],
        [lon, lat],
      ],
    ],
  }
}

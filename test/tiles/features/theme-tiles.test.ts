import t from 'tap'
import { encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { addressRow, decodeTile } from '../../support/tile-record.ts'

const tileAt = (lon: number, lat: number, z: number) => ({
  z,
  x: Math.floor(worldX(lon) * 2 ** z),
  y: Math.floor(worldY(lat) * 2 ** z),
  day: '2026-01-15',
})

t.test('Thematic layers', async (t) => {
  const { dataDir, record, close } = await factsRecord()
  const address = addressRow(106.41, 10.53)
  record.write(() => {
    const fid = record.addresses.insert(address)
    t.equal(fid, 1)
    const school = { theme: 'education', uid: 'a', address_uid: address.uid, geom: address.geom }
    record.themes.insert({
      ...school,
      properties: '{"name": "Trường Tiểu học", "constructor": "x", "pupils": 312}',
    })
    record.themes.insert({ ...school, theme: 'health', uid: 'b', address_uid: null, properties: 'not JSON' })
  })
  const follower = new TileFollower(dataDir)
  follower.catchUp()
  const maker = new TileMaker(dataDir)
  t.teardown(() => {
    maker.close()
    follower.close()
    close()
  })
  const shown = (layer: string, lon: number, lat: number, z = 15) =>
    decodeTile(maker.encode({ layers: [layer], ...tileAt(lon, lat, z) }))[layer] ?? []

  t.test('a feature is shown with its attributes, in its own layer only', async (t) => {
    t.same(
      shown('education', 106.41, 10.53).map(({ properties }) => properties),
      [{ name: 'Trường Tiểu học', constructor_: 'x', pupils: 312, id: 'a' }],
    )
    t.same(
      shown('health', 106.41, 10.53).map(({ properties }) => properties),
      [{ id: 'b' }],
    )
    t.same(shown('tourism', 106.41, 10.53), [])
  })

  t.test('a feature that refers to an address moves with it, whoever moves the address', async (t) => {
    record.db.prepare('UPDATE address SET geom = ? WHERE fid = 1').run(encodePoint(106.2, 10.7))
    const { touched } = follower.catchUp()
    t.same(Object.keys(touched).sort(), ['address', 'theme/education'])
    t.equal(touched['theme/education']?.length, 2, 'where it was and where it is')
    t.same(shown('education', 106.41, 10.53), [])
    t.equal(shown('education', 106.2, 10.7).length, 1)
    t.equal(shown('health', 106.41, 10.53).length, 1, 'one without address stays')
  })

  t.test('counts lie on communes, one attribute a period, small numbers told apart from none', async (t) => {
    const [commune] = record.units.all().filter((unit) => unit.level === 'commune' && unit.valid_to === null)
    const { code, centre_lon, centre_lat } = commune!
    record.write(() => {
      record.themes.putCount({
        theme: 'epidemiology',
        commune_code: code,
        period: '2025-11',
        subject: '',
        count: 12,
      })
      record.themes.putCount({
        theme: 'epidemiology',
        commune_code: code,
        period: '2025-12',
        subject: '',
        count: null,
      })
    })
    t.same(follower.catchUp().touched, { theme_count: 'everywhere' })
    const features = shown('epidemiology', centre_lon!, centre_lat!, 9)
    t.ok(features.length > 1)
    t.ok(
      features.every(({ type }) => type === 3),
      'areas, never points',
    )
    t.match(features.find(({ properties }) => properties.code === code)?.properties, {
      'count_2025-11': 12,
      'count_2025-12': -1,
      count: -1,
      period: '2025-12',
    })
    t.ok(features.filter(({ properties }) => 'count' in properties).length === 1)
  })
})

import { area as turfArea } from '@turf/turf'
import t from 'tap'
import { decodeGeometry } from '../../../src/geo/geopackage-geometry.ts'
import { DEMO_OWNER } from '../../../src/importing/demo/demo-themes.ts'
import { SMALLEST_COUNT } from '../../../src/store/layout/standard-themes.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { loadLayer } from '../../support/layer-support.ts'

t.test('Demonstration data of thematic layers', async (t) => {
  const { record, close } = await demoRecord()
  const files = workFolder()
  t.teardown(() => {
    files.close()
    close()
  })
  const owner = (id: string) => record.themes.all().find((theme) => theme.id === id)?.owner

  t.test('is marked as such, in the catalogue and in each feature', async (t) => {
    for (const id of ['health', 'education', 'tourism', 'agriculture']) {
      const rows = [...record.themes.features(id)]
      t.ok(rows.length > 20, `${id}: ${rows.length}`)
      t.ok(rows.every(({ properties }) => JSON.parse(properties).source === 'demo'))
      t.equal(owner(id), DEMO_OWNER)
    }
    t.equal(owner('epidemiology'), DEMO_OWNER)
  })

  t.test('crops grow where Long An grew them, on as much land as they say', async (t) => {
    const farming = [...record.themes.features('agriculture')].map(({ properties, geom }) => ({
      ...JSON.parse(properties),
      geometry: decodeGeometry(geom!)!,
    }))
    const cases: [type: string, commune: string, grows: boolean][] = [
      ['Lúa', 'Xã Tân Hưng', true],
      ['Lúa', 'Xã Cần Giuộc', false],
      ['Thanh long', 'Xã Tầm Vu', true],
      ['Thanh long', 'Xã Đức Hoà', false],
      ['Chanh', 'Xã Bến Lức', true],
      ['Tôm nước lợ', 'Xã Cần Giuộc', true],
      ['Khoai mỡ', 'Xã Thạnh Hoá', true],
      ['Đậu phộng', 'Xã Đức Hoà', true],
    ]
    const communes = new Set(record.units.all().map(({ full_name }) => full_name))
    t.same(
      cases.filter(([, commune]) => !communes.has(commune)),
      [],
    )
    for (const [type, commune, grows] of cases)
      t.equal(
        farming.some((one) => one.type === type && one.commune === commune),
        grows,
        `${type}, ${commune}`,
      )
    for (const { name, form, area_ha, geometry } of farming) {
      if (form !== 'Vùng sản xuất') t.same([geometry.type, area_ha], ['Point', undefined], name)
      else t.ok(Math.abs(turfArea(geometry) / 10_000 / area_ha - 1) < 0.02, `${name}: ${area_ha} ha`)
    }
    t.same([...new Set(farming.map(({ form }) => form))].sort(), [
      'Cơ sở đóng gói',
      'Hợp tác xã',
      'Nhà máy xay xát',
      'Vùng sản xuất',
    ])
  })

  t.test('made-up counts are a year of 60 communes, small ones hidden', async (t) => {
    const counts = record.themes.counts('epidemiology')
    t.equal(counts.length, 60 * 12)
    t.same(
      counts.filter(({ count }) => count !== null && count > 0 && count < SMALLEST_COUNT),
      [],
    )
    const shown = counts.filter(({ count }) => count !== null)
    t.ok(shown.length > 500, `${shown.length} shown`)
  })

  t.test('gives way to the first real import, and only in that layer', async (t) => {
    const health = files.write('health.csv', 'id,name,type,lon,lat\n1,Trạm Y tế A,Trạm y tế,106.41,10.53\n')
    await loadLayer(record, 'health', health)
    t.same(
      [...record.themes.features('health')].map(({ uid }) => uid),
      ['1'],
    )
    t.equal(owner('health'), null)
    t.ok([...record.themes.features('education')].length > 20)
    const commune = record.themes.counts('epidemiology')[0]!.commune_code
    const counts = files.write('counts.csv', `commune_code,period,count\n${commune},2026-01,40\n`)
    await loadLayer(record, 'epidemiology', counts)
    t.match(record.themes.counts('epidemiology'), [{ commune_code: commune, period: '2026-01', count: 40 }])
    t.equal(record.themes.counts('epidemiology').length, 1)
    t.equal(owner('epidemiology'), null)
  })
})

import t from 'tap'
import { DEMO_OWNER } from '../../src/importing/demo-themes.ts'
import { SMALLEST_COUNT } from '../../src/store/standard-themes.ts'
import { demoRecord } from '../support/demo-record.ts'
import { workFolder } from '../support/import-support.ts'
import { loadLayer } from '../support/layer-support.ts'

t.test('Demonstration data of thematic layers', async (t) => {
  const { record, close } = await demoRecord()
  const files = workFolder()
  t.teardown(() => {
    files.close()
    close()
  })
  const owner = (id: string) => record.themes.all().find((theme) => theme.id === id)?.owner

  t.test('is marked as such, in the catalogue and in each feature', async (t) => {
    for (const id of ['health', 'education', 'tourism']) {
      const rows = [...record.themes.features(id)]
      t.ok(rows.length > 20, `${id}: ${rows.length}`)
      t.ok(rows.every(({ properties }) => JSON.parse(properties).source === 'demo'))
      t.equal(owner(id), DEMO_OWNER)
    }
    t.equal(owner('epidemiology'), DEMO_OWNER)
    t.equal(owner('agriculture'), null, 'empty, so nothing to mark')
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

import t from 'tap'
import { writeBasemap } from '../../../support/basemap-file.ts'
import { deskApp } from '../../../support/desk-app.ts'

interface Reply {
  attribution?: string
  features: { id?: string; properties: Record<string, unknown> & { distance: number } }[]
}

const URL = '/v1/basemap/candidates?lat=10.536&lon=106.4113'

t.test('addr:* of the base map for officers', async (t) => {
  const { send, app, demo, state, close } = await deskApp()
  t.teardown(close)
  const ask = async (more = '') => (await send('officer', 'GET', `${URL}${more}`)).body as Reply
  t.same((await ask()).features, [], 'without a base map there are none')
  writeBasemap(demo.dataDir, {
    candidates: [
      { id: 'n1', number: '12', street: 'Đường Trắng Xanh', at: [106.4118, 10.536] },
      { id: 'w2', number: '12/4B', street: null, at: [106.4114, 10.536] },
      { id: 'n3', number: '99', street: 'Đường Trắng Xanh', at: [106.4213, 10.536] },
    ],
  })
  state.basemap.look()

  t.test('are listed by distance, as hints without id, code and status', async (t) => {
    const { attribution, features } = await ask()
    t.equal(attribution, '© OpenStreetMap contributors')
    t.same(
      features.map(({ properties }) => properties),
      [
        ...[{ house_number: '12/4B', street: null, object: 'w2', distance: 10.9, number: '12/4B' }],
        ...[{ house_number: '12', street: 'Đường Trắng Xanh', object: 'n1', distance: 54.7, number: '12' }],
      ].map(({ number, ...rest }) => ({ ...rest, basemap: 'osm', tags: { 'addr:housenumber': number } })),
    )
    for (const feature of features)
      for (const key of ['id', 'code', 'status']) t.notOk(key in feature || key in feature.properties, key)
  })

  t.test('as far and as many as is asked', async (t) => {
    t.equal((await ask('&radius=1000')).features.length, 2, '1.1 km is farther')
    t.equal((await ask('&radius=20')).features.length, 1)
    t.equal((await ask('&limit=1')).features.length, 1)
    for (const more of ['&radius=5000', '&limit=0', '&x=1'])
      t.equal((await send('officer', 'GET', URL + more)).status, 400, more)
  })

  t.test('are nobody’s but the desk’s, and in nothing that everybody sees', async (t) => {
    t.equal((await app.inject(URL)).statusCode, 401)
    t.equal((await send('agency', 'GET', URL)).status, 403)
    const search = await app.inject(`/v1/search?q=${encodeURIComponent('12 trắng xanh')}`)
    t.notMatch(search.body, 'osm:')
  })
})

import t from 'tap'
import { RecordStore } from '../../src/store/record-store.ts'
import { servedApp } from '../support/served-app.ts'

t.test('a hamlet that another program adds settles the next conversion', async (t) => {
  const { app, demo, close } = await servedApp()
  const other = RecordStore.open(demo.dataDir)
  t.teardown(async () => {
    other.close()
    await close()
  })
  const convert = async () => {
    const reply = await app.inject({
      url: '/v1/convert',
      query: { q: 'Ấp Rạch Chim Mới, xã Nhị Thành, huyện Thủ Thừa, tỉnh Long An' },
    })
    return reply.json() as { candidates: { commune: { code: string } }[]; settled_by?: string }
  }
  const before = await convert()
  t.equal(before.candidates.length, 2, 'Nhị Thành was divided')
  const { code } = before.candidates[1]!.commune
  other.write(() =>
    other.gazetteer.insert('hamlet', {
      uid: '00000000-0000-4000-8000-000000000001',
      name: 'Ấp Rạch Chim Mới',
      kind: 'ấp',
      commune_code: code,
      former_commune_code: null,
      accuracy: null,
      source: 'test',
      geom: null,
    }),
  )
  const after = await convert()
  t.same(
    after.candidates.map(({ commune }) => commune.code),
    [code],
  )
  t.equal(after.settled_by, 'hamlet')
})

import t from 'tap'
import { decodePoint, encodePoint } from '../../src/geo/geopackage-geometry.ts'
import type { Follower } from '../../src/store/following/follower.ts'
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

t.test('edits show in every follower when it commits, in none before', async (t) => {
  const { state, demo, close } = await servedApp()
  t.teardown(close)
  const { units, hamlets, reverse, search } = state.followers
  const { addresses, changes } = demo.record
  const moved = addresses.byFid(1)!
  const [lon, lat] = decodePoint(moved.geom)!
  const commune = units.register.at('2026-01-15', { level: 'commune' })[0]!
  const ward = { text: 'xã Vạn Điều', unfinished: false, limit: 1 }
  const seen = () => ({
    near: reverse.nearest(lon + 0.2, lat, ['house'], 1, 1).map(({ fid }) => fid),
    found: search.search(ward).hits.map(({ kind, name, unit }) => [kind, unit?.fullName ?? name]),
    commune: units.register.get(commune.code, '2026-01-15', 'commune')!.fullName,
    hamlet: hamlets.index.currentCommune('Ấp Đá Vàng Xa', '', new Set([commune.code])),
  })
  const before = seen()
  const sequence = changes.last()
  demo.record.write(() => {
    addresses.update({ ...moved, geom: encodePoint(lon + 0.2, lat) })
    demo.record.db
      .prepare(
        "UPDATE unit SET name = 'Vạn Điều', full_name = 'Xã Vạn Điều' WHERE code = ? AND valid_to IS NULL",
      )
      .run(commune.code)
    demo.record.gazetteer.insert('hamlet', {
      uid: '00000000-0000-4000-8000-000000000002',
      name: 'Ấp Đá Vàng Xa',
      kind: 'ấp',
      commune_code: commune.code,
      former_commune_code: null,
      accuracy: null,
      source: 'test',
      geom: null,
    })
  })
  const feed = changes.since(sequence)
  const followers = [units, hamlets, reverse, search]
  const own = (follower: Follower) => feed.filter(({ layer }) => follower.follows.has(layer))
  for (const follower of followers)
    for (const _ of follower.prepare(own(follower), demo.record)) t.same(seen(), before)
  state.record.pin()
  for (const follower of followers) follower.commit()
  t.same(seen(), {
    near: [1],
    found: [['commune', 'Xã Vạn Điều']],
    commune: 'Xã Vạn Điều',
    hamlet: commune.code,
  })
  t.not(before.found[0]?.[1], 'Xã Vạn Điều')
})

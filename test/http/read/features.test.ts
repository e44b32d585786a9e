import t from 'tap'
import { addressRow, searchRecord } from '../../support/search-record.ts'
import { suggestionApp } from '../../support/suggestion-app.ts'

interface Reply {
  id: string
  code: string
  detail: string
  features: Array<{ id: string }>
  properties: { geocoding: { type: string; label: string }; vn: Record<string, unknown> }
}

t.test('/v1/features/{id}', async (t) => {
  const { engine: search, record, register, follow, close } = await searchRecord()
  const app = await suggestionApp(search, record, register)
  t.teardown(async () => {
    await app.close()
    close()
  })
  const get = async (url: string, query: Record<string, string> = {}) => {
    const reply = await app.inject({ url, query })
    return { status: reply.statusCode, body: reply.json() as Reply }
  }
  const byId = (id: string, query: Record<string, string> = {}) =>
    get(`/v1/features/${encodeURIComponent(id)}`, query)
  const house = (uid: string, row: Parameters<typeof addressRow>[0] | object = {}) =>
    record.write(() => record.addresses.insert(addressRow({ uid, ...row })))

  t.test('each kind of id says what it stands for', async (t) => {
    house('retired-1', {
      house_number: '77',
      street: 'Hùng Vương',
      status: 'retired',
      successor: 'address-0-0',
    })
    house('created-1', { house_number: '79', street: 'Hùng Vương', status: 'created' })
    follow()
    const uid = (layer: string, name: string) =>
      record.db.prepare<[string], string>(`SELECT uid FROM ${layer} WHERE name = ?`).pluck().get(name)!
    const interpolated = '11 nguyen dinh chieu phuong long an'
    const [guessed] = (await get('/v1/search', { q: interpolated, interpolate: '1' })).body.features
    const cases: Array<[id: string, type: string, kind: string, label: RegExp]> = [
      ['address-0-0', 'house', 'house', /^\S+ [^,]+, .*Tỉnh Tây Ninh$/],
      ['retired-1', 'house', 'house', /^77 Hùng Vương, Phường Long An, /],
      ['created-1', 'house', 'house', /^79 Hùng Vương, /],
      [uid('place', 'Chùa Tôn Thạnh'), 'locality', 'place', /^Chùa Tôn Thạnh, /],
      [uid('street', 'Nguyễn Đình Chiểu'), 'street', 'street', /^Nguyễn Đình Chiểu, Phường Long An, /],
      [guessed!.id, 'house', 'house', /^11 Nguyễn Đình Chiểu, Phường Long An, /],
      ['27694@2025-07-01', 'city', 'commune', /^Phường Long An, Tỉnh Tây Ninh$/],
      ['106.41129,10.535995', 'locality', 'point', /^10\.535995, 106\.41129, /],
      ['pluscode:7P28GCP6+9RX', 'locality', 'code', /^7P28GCP6\+9RX, /],
      ['postal:82120:27694@2025-07-01', 'city', 'code', /^82120, Phường Long An, Tỉnh Tây Ninh$/],
    ]
    for (const [id, type, kind, label] of cases) {
      const { status, body } = await byId(id)
      t.equal(status, 200, id)
      t.match(body, { id, properties: { geocoding: { type, label }, vn: { kind } } }, id)
    }
    t.match((await byId('retired-1')).body.properties.vn, { status: 'retired', successor: 'address-0-0' })
    t.match((await byId(guessed!.id)).body.properties.vn, { between: ['9', '45'], code: null })
    const then = await byId('27694@2025-07-01', { at: '2022-04-30' })
    t.match(then.body.properties.vn, { possible: [{ commune: { code: String } }] })
  })

  t.test('what nothing has is not found, and says so', async (t) => {
    const ids = [
      'no-such-thing',
      'street:27694:no-such-street',
      'street:99999:nguyen-dinh-chieu',
      'hamlet:27694:nguyen-dinh-chieu',
      'street:27694:',
      'street::',
      'street:27694',
      '27694@2019-01-02',
      '27694@',
      '99999@2025-07-01',
      '48.8584,2.2945',
      '106.411290,10.535995',
      '206.4,10.5',
      '106.4,95',
      ',',
      'pluscode:GCP6+9RX',
      'pluscode:7P28GCP6',
      'pluscode:8FW4V75V+8Q',
      'postal:82120:27685@2025-07-01',
      'postal:82120:99999@2025-07-01',
      'postal:99999:27694@2025-07-01',
      'postal:82120',
      '#11',
      'no-such-street#11',
      'address-0-0#11',
      "'; DROP TABLE address; --",
      '%',
      '__proto__',
      'constructor',
    ]
    for (const id of ids) {
      const { status, body } = await byId(id)
      t.equal(status, 404, id)
      t.equal(body.code, 'unknown-feature', id)
      t.ok(body.detail.includes(id), id)
    }
    t.equal((await byId('x'.repeat(513))).status, 414, 'longer than any id')
    t.equal((await byId('x', { at: '2999-01-01' })).status, 400)
    t.equal((await byId('x', { limit: '1' })).status, 400)
  })

  t.test('a number is a guess only until somebody records it', async (t) => {
    const q = '13 nguyen dinh chieu phuong long an'
    const [guessed] = (await get('/v1/search', { q, interpolate: '1' })).body.features
    t.equal((await byId(guessed!.id)).status, 200)
    house('thirteen', { house_number: '13', street: 'Nguyễn Đình Chiểu' })
    follow()
    t.equal((await byId(guessed!.id)).status, 404)
    for (const number of ['1', '100000', '12/4X', '13 bis', 'A', ''])
      t.equal((await byId(guessed!.id.replace(/#.*/, `#${number}`))).status, 404, number)
  })

  t.test('an id made of a name leads to the one street that has it', async (t) => {
    const made = 'street:27694:duong-moi-mo'
    t.equal((await byId(made)).status, 404)
    house('new-1', { house_number: '1', street: 'Đường Mới Mở' })
    house('new-3', { house_number: '1', street: 'Đường 3/2 nối dài' })
    follow()
    t.equal((await byId('street:27694:duong-3/2-noi-dai')).body.id, 'street:27694:duong-3/2-noi-dai')
    t.equal((await get('/v1/search', { q: 'duong moi mo' })).body.features[0]?.id, made)
    t.match((await byId(made)).body.properties.geocoding, { label: /^Đường Mới Mở, Phường Long An, / })
    // the same letters with other accents: which one is meant, the id does not say
    house('new-2', { house_number: '1', street: 'Đường Mới Mổ' })
    follow()
    t.equal((await byId(made)).status, 404)
    record.write(() => record.db.prepare("DELETE FROM address WHERE uid = 'new-2'").run())
    follow()
    t.match((await byId(made)).body.properties.geocoding, { label: /^Đường Mới Mở, / })
    record.write(() => record.db.prepare("DELETE FROM address WHERE uid = 'new-1'").run())
    follow()
    t.equal((await byId(made)).status, 404, 'gone with its last address')
    t.match((await byId('new-1')).body.properties.vn, { status: 'retired' }, 'as by /v1/addresses')
  })

  t.test('hamlets of one name are told apart by their ids', async (t) => {
    for (const [n, former] of ['27697', '27700', ''].entries())
      house(`of-${n}`, { house_number: '1', hamlet: 'Khu phố Mới', former_commune_code: former || null })
    follow()
    const labels = new Set<string>()
    const { body } = await get('/v1/search', { q: 'khu pho moi', types: 'hamlet' })
    const ids = body.features.map(({ id }) => id).filter((id) => id.startsWith('hamlet:27694:khu-pho-moi'))
    t.same(ids.length, 3)
    for (const id of ids) {
      const { body } = await byId(id)
      t.equal(body.id, id)
      labels.add(body.properties.geocoding.label)
    }
    t.equal(labels.size, 3)
  })
})

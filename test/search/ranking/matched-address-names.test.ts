import t from 'tap'
import { encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { type AddressName, AddressNames } from '../../../src/search/gazetteer/address-names.ts'
import { HouseTexts } from '../../../src/search/houses/house-texts.ts'
import type { SearchRequest } from '../../../src/search/search-types.ts'
import type { UnitIndex } from '../../../src/search/units/unit-index.ts'
import type { AddressRow } from '../../../src/store/record/rows.ts'
import { addressRow, searchRecord } from '../../support/search-record.ts'

/** Offices, shops and works of the class tables, a home with the name of a person, and a shop that is not public yet. */
const OBJECTS: ReadonlyArray<Partial<AddressRow> & { uid: string }> = [
  {
    uid: 'fuel-1',
    class: 3,
    name: 'Cây xăng Hạnh Phúc',
    house_number: '14',
    street: 'Hùng Vương',
    commune_code: '27712',
  },
  {
    uid: 'fuel-2',
    class: 3,
    name: 'Cây xăng Hạnh Phúc',
    house_number: '8',
    street: 'Nguyễn Huệ',
    commune_code: '28036',
  },
  {
    uid: 'fuel-3',
    class: 3,
    name: 'Cây xăng Hạnh Phúc',
    house_number: '15',
    street: 'Nguyễn Huệ',
    commune_code: '28036',
  },
  {
    uid: 'gold',
    class: 3,
    name: 'Tiệm vàng Kim Ngân',
    house_number: '3',
    street: 'Nguyễn Huệ',
    commune_code: '27694',
  },
  { uid: 'office', class: 2, name: 'Văn phòng Ấp Bình Thủy', hamlet: 'Ấp Bình Thủy', commune_code: '28159' },
  { uid: 'tailor', class: 3, name: 'Tiệm may Đồng Tháp', commune_code: '27991' },
  { uid: 'pump', class: 4, name: 'Trạm bơm số 7', commune_code: '27991' },
  {
    uid: 'home',
    class: 1,
    name: 'Lê Thị Riêng Tư',
    house_number: '9',
    street: 'Nguyễn Huệ',
    commune_code: '27694',
  },
  { uid: 'draft', class: 3, name: 'Quán Chưa Duyệt', status: 'reserved', commune_code: '27694' },
]

t.test('Addresses by their own names', async (t) => {
  const search = await searchRecord()
  t.teardown(() => search.close())
  const { record } = search
  record.write(() => {
    for (const [i, row] of OBJECTS.entries())
      record.addresses.insert(addressRow({ geom: encodePoint(106.3 + i * 0.02, 10.6), ...row }))
  })
  search.follow()
  const ids = (text: string, more: Partial<SearchRequest> = {}) =>
    search.engine.search({ text, unfinished: false, limit: 5, ...more }).hits.map(({ id }) => id)
  const first = (text: string, more: Partial<SearchRequest> = {}) =>
    search.engine.search({ text, unfinished: false, limit: 5, ...more }).hits[0]

  t.test('are found as written, without accents, with a typing error and while being typed', async (t) => {
    for (const [text, id] of [
      ['Tiệm vàng Kim Ngân', 'gold'],
      ['tiem vang kim ngan, long an', 'gold'],
      ['tiem vang kim ngna', 'gold'],
      ['tieemj vangf kim ngaan', 'gold'],
      ['Trạm bơm số 7', 'pump'],
      ['van phong ap binh thuy', 'office'],
      ['Cây xăng Hạnh Phúc, Phường Tân An', 'fuel-1'],
    ] as const) {
      t.equal(ids(text)[0], id, text)
      t.equal(first(text)?.kind, 'house', text)
    }
    for (const text of ['tiem va', 'tiem vang k', 'kim ngan'])
      t.equal(ids(text, { unfinished: true })[0], 'gold', text)
  })

  t.test('a word that only such a name has is not cut up into others', async (t) => {
    for (const text of ['Tiệm may Đồng Tháp', 'tiem may dong thap, ben luc'])
      t.match(first(text), { id: 'tailor', warnings: [] }, text)
    t.match(first('tiem may dong thap')?.matchedParts[0], {
      words: ['tiem', 'may', 'dong', 'thap'].map((folded) => ({ folded })),
    })
  })

  t.test('of one name all are answered, those of the commune named alone and as ambiguous', async (t) => {
    t.same(ids('Cây xăng Hạnh Phúc').sort(), ['fuel-1', 'fuel-2', 'fuel-3'])
    t.same(ids('Cây xăng Hạnh Phúc, Thủ Thừa').slice(0, 2), ['fuel-2', 'fuel-3'])
    t.match(first('Cây xăng Hạnh Phúc, Thủ Thừa'), { grade: 'C', warnings: ['ambiguous'] })
    t.equal(ids('cay xang', { focus: { lon: 106.34, lat: 10.6, zoom: 16 } })[0], 'fuel-3', 'the nearest')
  })

  t.test('beside number and street they settle which house is meant, and count', async (t) => {
    t.equal(ids('Cây xăng Hạnh Phúc 15 Nguyễn Huệ')[0], 'fuel-3')
    t.equal(ids('15 nguyen hue, cay xang hanh phuc')[0], 'fuel-3')
    const whole = first('Tiệm vàng Kim Ngân, 3 Nguyễn Huệ, Phường Long An, Tỉnh Tây Ninh')
    t.match(whole, { id: 'gold', grade: 'A', warnings: [] })
    t.ok(whole!.score > 0.9, `score ${whole!.score}`)
    t.same(
      whole!.matchedParts.map(({ text }) => text),
      ['3', 'Tiệm vàng Kim Ngân', 'Nguyễn Huệ', 'Phường Long An', 'Tỉnh Tây Ninh'],
    )
    const other = first('Tiệm vàng Kim Ngân, 9 Nguyễn Huệ, Phường Long An')
    t.not(other?.grade, 'A', 'another number is not safe')
  })

  t.test('the restrictions of a request hold for them', async (t) => {
    t.same(ids('Cây xăng Hạnh Phúc', { commune: '27712' }), ['fuel-1'])
    t.same(ids('Cây xăng Hạnh Phúc', { bbox: [106.31, 10.5, 106.33, 10.7] }), ['fuel-2'])
    t.same(ids('Cây xăng Hạnh Phúc', { kinds: new Set(['house']), limit: 3 }).sort(), [
      'fuel-1',
      'fuel-2',
      'fuel-3',
    ])
    for (const kind of ['place', 'street', 'commune'] as const)
      t.notOk(
        ids('Cây xăng Hạnh Phúc', { kinds: new Set([kind]) }).some((id) => id.startsWith('fuel')),
        kind,
      )
  })

  t.test('homes have none, nor has what is not public', async (t) => {
    t.notOk(ids('Lê Thị Riêng Tư').includes('home'))
    t.notOk(ids('le thi rieng tu, nguyen hue, long an').includes('home'))
    t.notOk(ids('Quán Chưa Duyệt').includes('draft'))
  })

  t.test('follow every edit', async (t) => {
    const row = (uid: string) => record.addresses.byUid(uid)!
    record.addresses.update({ ...row('gold'), name: 'Quán cơm Ngọc Lan' })
    search.follow()
    t.not(ids('Tiệm vàng Kim Ngân')[0], 'gold')
    t.equal(ids('quan com ngoc lan')[0], 'gold')
    record.addresses.update({ ...row('gold'), class: 1 })
    record.addresses.update({ ...row('fuel-2'), status: 'retired' })
    record.addresses.update({ ...row('draft'), status: 'official' })
    search.follow()
    t.not(ids('quan com ngoc lan')[0], 'gold', 'it has become a home')
    t.same(ids('Cây xăng Hạnh Phúc').sort(), ['fuel-1', 'fuel-3'])
    t.equal(ids('quan chua duyet')[0], 'draft')
  })
})

t.test('row numbers that another program gave may be as large as SQLite allows', async (t) => {
  const names = new Map<AddressName, number>()
  const index = {
    namesOf: () => [],
    add: (name: AddressName) => names.set(name, 0).size,
    remove: () => undefined,
  }
  const objects = new AddressNames(index, {} as UnitIndex, new HouseTexts())
  const fid = Number.MAX_SAFE_INTEGER
  objects.add('Cây xăng Hạnh Phúc', fid, 3, -1, Number.NaN, Number.NaN)
  t.equal(objects.among(fid, names)?.text, 'Cây xăng Hạnh Phúc')
})

import t from 'tap'
import type { Former, Place } from '../../src/web/api/replies.ts'
import { coordinatesText, factsOf, plusCode, readableCode, sayIn } from '../../src/web/card/facts.ts'
import { formerLabel, plainDate } from '../../src/web/card/former-form.ts'
import { warningsOf } from '../../src/web/card/warnings.ts'

const TAN_AN: Former = {
  commune: { code: '27691', name: 'Phường 4' },
  district: { code: '794', name: 'Thành phố Tân An' },
  province: { code: '80', name: 'Tỉnh Long An' },
  until: '2025-06-30',
  basis: '1682/NQ-UBTVQH15',
}
const PHUONG_1: Former = { ...TAN_AN, commune: { code: '27694', name: 'Phường 1' } }

function house(vn: Partial<Place['properties']['vn']> = {}): Place {
  return {
    id: '0190e0c0-0000-7000-8000-000000000001',
    geometry: { coordinates: [106.4113, 10.536] },
    properties: {
      geocoding: {
        type: 'house',
        label: '12/4B Nguyễn Đình Chiểu, Khu phố 2, Phường Long An, Tỉnh Tây Ninh',
        postcode: '82120',
      },
      vn: {
        kind: 'house',
        code: 'L1234567890',
        ndas: null,
        class: 1,
        status: 'official',
        commune: { code: '27694', name: 'Phường Long An' },
        former: [TAN_AN],
        warnings: [],
        ...vn,
      },
    },
  }
}

const vi = sayIn('vi')
const lines = (place: Place, say = vi) =>
  Object.fromEntries(factsOf(place, 'https://x.vn/?code=L1', say).map(({ term, values }) => [term, values]))

t.test('A card tells everything about an address', async (t) => {
  const facts = lines(house())
  t.same(facts['Mã địa chỉ số'], [{ text: 'L123 456 7890', copy: 'L1234567890' }])
  t.same(facts['Địa chỉ trước đây'], [
    {
      text: '12/4B Nguyễn Đình Chiểu, Khu phố 2, Phường 4, Thành phố Tân An, Tỉnh Long An',
      copy: '12/4B Nguyễn Đình Chiểu, Khu phố 2, Phường 4, Thành phố Tân An, Tỉnh Long An',
      note: 'Đến hết ngày 30/6/2025, theo Nghị quyết 1682/NQ-UBTVQH15.',
    },
  ])
  t.equal(facts['Loại đối tượng']?.[0]?.text, 'Nhà ở cá nhân, hộ gia đình')
  t.equal(facts['Tình trạng']?.[0]?.text, 'Chính thức')
  t.equal(facts['Xã, phường']?.[0]?.text, 'Phường Long An (27694)')
  t.equal(facts['Mã bưu chính']?.[0]?.text, '82120')
  t.equal(facts['Toạ độ']?.[0]?.text, '10.536000, 106.411300')
  t.equal(facts['Plus code']?.[0]?.text, '7P28GCP6+CG')
  t.same(facts['Liên kết'], [
    { text: 'x.vn/?code=L1', href: 'https://x.vn/?code=L1', copy: 'https://x.vn/?code=L1' },
  ])
})

t.test('Former communes that are only possible are all told, and none is made an address', async (t) => {
  const place = house({ former: [TAN_AN, PHUONG_1].map((one) => ({ ...one, possible: true })) })
  const facts = lines(place)
  t.notOk(facts['Địa chỉ trước đây'])
  t.same(
    facts['Trước đây có thể thuộc một trong']?.map(({ text, copy }) => [text, copy]),
    [
      ['Phường 4, Thành phố Tân An, Tỉnh Long An', undefined],
      ['Phường 1, Thành phố Tân An, Tỉnh Long An', undefined],
    ],
  )
  t.match(warningsOf(place, [], vi).join(' '), 'giấy tờ cũ')
})

t.test('A commune tells what it was made from, without a pin-point code', async (t) => {
  const place: Place = {
    geometry: { coordinates: [106.41, 10.53] },
    properties: {
      geocoding: { type: 'city', label: 'Phường Long An, Tỉnh Tây Ninh' },
      vn: {
        kind: 'commune',
        code: '27694',
        former: [TAN_AN, PHUONG_1].map((one) => ({ ...one, possible: true })),
      },
    },
  }
  const facts = lines(place)
  t.equal(facts['Mã đơn vị']?.[0]?.text, '27694')
  t.equal(facts['Được lập từ']?.length, 2)
  t.notOk(facts['Plus code'])
  t.same(warningsOf(place, [], vi), [])
})

t.test('A place nobody can point at has a card without coordinates', async (t) => {
  const facts = lines({ ...house(), geometry: null })
  t.notOk(facts['Toạ độ'])
  t.notOk(facts['Plus code'])
  t.ok(facts['Mã địa chỉ số'])
})

t.test('Former labels replace the units of today and nothing else', async (t) => {
  const label = (text: string, commune = 'Phường Long An') => {
    const place = house({ commune: { code: '27694', name: commune } })
    place.properties.geocoding.label = text
    return formerLabel(place, TAN_AN)
  }
  const units = 'Phường 4, Thành phố Tân An, Tỉnh Long An'
  t.equal(label('Số 13, Ấp 4, Phường Long An, Tỉnh Tây Ninh'), `Số 13, Ấp 4, ${units}`)
  t.equal(label('Chợ Phường Long An, Phường Long An, Tỉnh Tây Ninh'), `Chợ Phường Long An, ${units}`)
  t.equal(label('Phường Long An, Tỉnh Tây Ninh'), undefined)
  t.equal(label('Ấp 4, Xã Khác, Tỉnh Tây Ninh'), undefined)
})

t.test('Warnings are sentences, each once, in the language chosen', async (t) => {
  const say = sayIn('en')
  const cases: Array<[Partial<Place['properties']['vn']>, string[], RegExp[]]> = [
    [{}, [], []],
    [
      { warnings: ['split-unit'] },
      ['approximate-area', 'split-unit'],
      [/split among several/, /approximate/],
    ],
    [
      { warnings: ['house-number-not-found'], nearest: ['12/4', '12/6'] },
      [],
      [/no such house number.*12\/4, 12\/6/],
    ],
    [{ warnings: ['house-number-not-found'] }, [], [/no such house number.*the street\.$/]],
    [{ grade: 'C' }, [], [/approximate match/]],
    [{ grade: 'C', warnings: ['typo-corrected'] }, [], [/typing mistake/]],
    [{ status: 'retired' }, [], [/retired/]],
    [{ warnings: ['a-code-of-tomorrow', 'constructor'] }, [], []],
  ]
  for (const [vn, ofPoint, expected] of cases) {
    const told = warningsOf(house(vn), ofPoint, say)
    t.equal(told.length, expected.length, JSON.stringify(vn))
    for (const [i, pattern] of expected.entries()) t.match(told[i], pattern)
  }
})

t.test('Codes, dates and coordinates are written as people read them', async (t) => {
  t.equal(readableCode('L0123456789'), 'L012 345 6789')
  t.equal(readableCode('8012345678'), '8012345678')
  t.equal(plainDate('2025-06-30'), '30/6/2025')
  t.equal(coordinatesText([]), undefined)
  t.equal(plusCode([]), undefined)
})

import fc from 'fast-check'
import t from 'tap'
import {
  compareHouseNumbers,
  coversNumber,
  houseKey,
  isHouseNumber,
  parentHousePath,
  parseHousePath,
} from '../../src/parsing/house-path.ts'

t.test('house numbers are read in one canonical spelling', async (t) => {
  const cases: [written: string, canonical: string | undefined][] = [
    ['123', '123'],
    ['12/4B', '12/4B'],
    ['12 / 4 b', '12/4B'],
    ['51/9/3', '51/9/3'],
    ['45bis', '45 bis'],
    ['45 BIS', '45 bis'],
    ['45ter/2', '45 ter/2'],
    ['120a-b', '120A-B'],
    ['86A-88B', '86A-88B'],
    ['12-14', '12-14'],
    ['51-9', '51/9'],
    ['B12', 'B12'],
    ['229/ptho', '229/PTHO'],
    ['007', '7'],
    ['1/2/3/4/5/6/7/8', '1/2/3/4/5/6/7/8'],
    ['1/2/3/4/5/6/7/8/9', undefined],
    ['12/', undefined],
    ['/12', undefined],
    ['', undefined],
    ['abc', undefined],
    ['123456', undefined],
    ['8012345678', undefined],
    ['12bisa', undefined],
  ]
  for (const [written, canonical] of cases) t.equal(parseHousePath(written)?.text, canonical, written)
})

t.test('the number of one building takes in others', async (t) => {
  const cases: [building: string, number: string, covers: boolean][] = [
    ['120A-B', '120B', true],
    ['120A-B', '120A', true],
    ['120A-C', '120B', true],
    ['120A-B', '120C', false],
    ['120A-B', '120', false],
    ['120A-B', '121B', false],
    ['12-16', '14', true],
    ['12-16', '15', false],
    ['12-16', '18', false],
    ['12-16', '14A', false],
    ['51/12-14', '51/14', true],
    ['51/12-14', '14', false],
    ['51/12-14', '52/14', false],
    ['12', '12', false],
  ]
  for (const [building, number, covers] of cases)
    t.equal(
      coversNumber(parseHousePath(building)!, parseHousePath(number)!),
      covers,
      `${number} in ${building}`,
    )
})

t.test('a canonical spelling reads as itself, and any text is survived', async (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-c/ -]{1,14}$/), (text) => {
      const path = parseHousePath(text)
      if (path) t.same(parseHousePath(path.text), path, text)
    }),
    { numRuns: 300, seed: 2 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseHousePath(text)
      houseKey(text)
    }),
    { numRuns: 300, seed: 3 },
  )
})

t.test('the parent drops a letter, then a level', async (t) => {
  const chain = (text: string): string[] => {
    const path = parseHousePath(text)
    const parent = path && parentHousePath(path)
    return parent ? [parent.text, ...chain(parent.text)] : []
  }
  t.same(chain('12/4B'), ['12/4', '12'])
  t.same(chain('45 bis'), ['45'])
  t.same(chain('120A-B'), ['120'])
  t.same(chain('229/PTHO'), ['229'])
  t.same(chain('7'), [])
})

t.test('houses are ordered as they stand along the street', async (t) => {
  const order = ['4', '4/1', '4/12', '4 bis', '4A', '12', '12/4', '12/4/1', '12/4B', '12/10', '100']
  for (let shift = 1; shift < order.length; shift++) {
    const mixed = [...order.slice(shift), ...order.slice(0, shift)]
    t.same(mixed.sort(compareHouseNumbers), order)
  }
})

t.test('a house number is a path, perhaps behind a word that says so', async (t) => {
  for (const text of [
    '7',
    '12/4B',
    '12 / 4 b',
    'Số 12',
    'nhà số 45 bis',
    'SN 7',
    '#9',
    '12Đ',
    '120A-B',
    '229/PTHO',
    '1/2/3/4/5/6/7/8',
  ])
    t.ok(isHouseNumber(text), text)
  for (const text of [
    '',
    'Nhà ông Ba',
    '12 Nguyễn Huệ',
    'Lô B4',
    '0912345678',
    '0912/345/678',
    '0912.345.678',
    'số',
    'a@b.vn',
    '1/2/3/4/5/6/7/8/9',
    '7 (bà Năm)',
  ])
    t.notOk(isHouseNumber(text), text)
})

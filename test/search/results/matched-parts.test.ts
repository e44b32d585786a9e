import t from 'tap'
import type { Query } from '../../../src/search/query/query.ts'
import type { Candidate } from '../../../src/search/ranking/candidate.ts'
import { matchedPartsOf, QueryWords } from '../../../src/search/results/matched-parts.ts'
import type { UnitIndex } from '../../../src/search/units/unit-index.ts'

/** "nguyen hue ap 3 long an", the last word still being typed. */
const TYPED = 'nguyen hue ap 3 long an'.split(' ')
const query = {
  tokens: TYPED.map((folded) => ({ folded })),
  unfinished: true,
  last: 1 << (TYPED.length - 1),
} as unknown as Query
const [STREET, HAMLET, UNIT] = [0b000011, 0b001100, 0b110000]

const district = { fullName: 'Huyện Bến Lức' }
const UNITS = {
  areas: [{ unit: { fullName: 'Phường Long An' } }, { unit: district }],
} as unknown as UnitIndex
const today = { current: true, unit: { fullName: 'Phường Long An' } }
const province = { current: true, unit: { fullName: 'Tỉnh Tây Ninh' } }
const former = { current: false, unit: { fullName: 'Phường 4' } }
const formerDistrict = { current: false, unit: district }
const formerProvince = { current: false, unit: { fullName: 'Tỉnh Long An' } }

const entry = { type: 'entry', entry: { text: 'Nguyễn Huệ' }, alignment: { mask: STREET } }
const hamlet = { entry: { text: 'Ấp 3' }, alignment: { mask: HAMLET } }

/** what, candidate, name of a place, parts with their words, "…" behind one that may go on */
const CASES: ReadonlyArray<[what: string, object, string | undefined, string[]]> = [
  ['a street', entry, undefined, ['Nguyễn Huệ: nguyen hue']],
  ['with a hamlet', { ...entry, hamlet }, undefined, ['Nguyễn Huệ: nguyen hue', 'Ấp 3: ap 3']],
  [
    'with units of today',
    { ...entry, units: { naming: { mask: UNIT }, commune: today, province } },
    undefined,
    ['Nguyễn Huệ: nguyen hue', 'Phường Long An: long an…', 'Tỉnh Tây Ninh: long an…'],
  ],
  [
    'with a former unit, which is not in its label',
    { ...entry, units: { naming: { mask: UNIT }, commune: former } },
    undefined,
    ['Nguyễn Huệ: nguyen hue'],
  ],
  [
    'a place by its name',
    { type: 'place', alignment: { mask: STREET } },
    'Chợ Nguyễn Huệ',
    ['Chợ Nguyễn Huệ: nguyen hue'],
  ],
  ['an address without a name', { type: 'address', alignment: { mask: STREET } }, undefined, []],
  [
    'a commune of today',
    { type: 'commune', area: 0, units: { naming: { mask: UNIT }, commune: today } },
    undefined,
    ['Phường Long An: long an…'],
  ],
  [
    'a commune found by a former one',
    { type: 'commune', area: 0, units: { naming: { mask: UNIT }, commune: former } },
    undefined,
    [],
  ],
  [
    'a former district',
    { type: 'district', area: 1, units: { naming: { mask: UNIT }, district: formerDistrict } },
    undefined,
    ['Huyện Bến Lức: long an…'],
  ],
  [
    'a former province',
    { type: 'province', alias: formerProvince, units: { naming: { mask: UNIT }, province: formerProvince } },
    undefined,
    ['Tỉnh Long An: long an…'],
  ],
]

t.test('the parts of a label that the query names', async (t) => {
  const words = new QueryWords(query)
  for (const [what, candidate, placeName, expected] of CASES) {
    const parts = matchedPartsOf(candidate as Candidate, words, UNITS, placeName)
    const written = parts.map(({ text, words }) => {
      if (words === 'all') return `${text}: all`
      return `${text}: ${words.map(({ folded, open }) => (open ? `${folded}…` : folded)).join(' ')}`
    })
    t.same(written, expected, what)
  }
})

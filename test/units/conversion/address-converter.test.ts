import fc from 'fast-check'
import t from 'tap'
import { AddressConverter } from '../../../src/units/conversion/address-converter.ts'
import type { AddressInput } from '../../../src/units/conversion/conversion.ts'
import { HamletIndex } from '../../../src/units/conversion/hamlet-index.ts'
import { lastDay } from '../../../src/units/unit-graph.ts'
import { caseTable } from '../../support/search-record.ts'
import { sharedRows, shippedRegister, withoutShared } from '../shipped-register.ts'

interface PublishedCase {
  address: string
  communes: string
  grade: string
  warnings: string
  source: string
}

const register = shippedRegister()
const hamlets = new HamletIndex([
  { name: 'Ấp Bình Lợi', kind: 'ấp', commune_code: '27964', former_commune_code: '27967' },
  { name: 'Ấp 3', kind: 'ấp', commune_code: '27976', former_commune_code: '27967' },
  { name: 'Ấp 4', kind: 'ấp', commune_code: '27976', former_commune_code: null },
  { name: 'Ấp Bình Tả', kind: 'ấp', commune_code: '27976', former_commune_code: null },
  { name: 'Khu phố 2', kind: 'khu phố', commune_code: '27694', former_commune_code: '27691' },
  { name: 'Khu phố Bình Cư', kind: 'khu phố', commune_code: '27694', former_commune_code: '27691' },
])
const converter = new AddressConverter(register, () => hamlets)
const brief = (input: string | AddressInput, to: 'current' | 'former' = 'current') => {
  const { grade, candidates, warnings, settledBy } = converter.convert(
    typeof input === 'string' ? { text: input } : input,
    to,
  )
  return {
    codes: candidates.map(({ commune }) => commune.code),
    grade,
    warnings: [...warnings],
    settledBy,
    candidates,
  }
}

t.test('addresses as people write them lead to the communes of the resolution', async (t) => {
  const cases: [text: string, codes: string, grade: string, warnings: string][] = [
    ['51/9, Khu phố an thuận 1, Phường 7, TP Tân An, Long An', '27712', 'B', ''],
    ['hẻm 51 số 9 kp An Thuận 1 P.7', '27712', 'B', ''],
    ['số 2 ấp 2 Long Hậu', '28159', 'B', ''],
    ['tổ 5 ấp Lập Điền xã Tân Mỹ huyện Đức Hòa', '27931', 'B', ''],
    ['Ấp Tân Quang 1, Đông Thạnh, Cần Giuộc', '28207', 'B', ''],
    ['thửa 123 tờ 5 xã Tân Bửu', '28003', 'B', ''],
    ['P1', '25459 27694 27787', 'C', 'ambiguous-name'],
    ['P3 Kiến Tường', '27787', 'B', ''],
    ['F.01, TX Kiến Tường', '27787', 'B', ''],
    ['Phường I thành phố Tân An', '27694', 'B', ''],
    ['Phường IV, thành phố Tây Ninh', '25459', 'B', ''],
    ['phường 4 tp tây ninh', '25459', 'B', ''],
    ['98, phường 2, Tp Tân An', '27694', 'B', ''],
    ['Tân Hòa, Bến Lức', '27991 28003', 'C', 'split-unit name-reused'],
    ['xã Tân Hòa, Tây Ninh', '25531', 'A', ''],
    ['phường Long An', '27694', 'A', ''],
    ['p. long an', '27694', 'B', ''],
    ['xã Long An, Cần Giuộc', '28201', 'B', 'name-reused'],
    ['Long An', '27694 28201', 'C', 'ambiguous-name ambiguous-level'],
    ['tan an can duoc', '28108', 'B', 'name-reused'],
    ['Vĩnh Thạnh, huyện Tân Hưng', '27721', 'B', 'name-reused'],
    ['xã Bình Thành tỉnh Tây Ninh', '27868', 'A', ''],
    ['xã Bình Thành, Long An', '27925', 'B', 'name-reused'],
    ['Bình Thạnh, Mộc Hóa', '27811', 'B', ''],
    ['Nhị Thành', '28036 28087', 'C', 'split-unit'],
    ['Tân Thành, Mộc Hóa', '27823', 'B', 'name-reused'],
    ['Đức Hòa Thượng', '27964 27976', 'C', 'split-unit'],
    ['Thái Bình Trung', '27757 27763 27775', 'C', 'split-unit'],
    ['Thạnh Hưng Kiến Tường', '27817', 'B', ''],
    ['Thạnh Hưng Tân Hưng', '27736', 'B', ''],
    ['Hưng Điền A', '27763', 'B', ''],
    ['Hưng Điền B', '27727', 'B', ''],
    ['Thạnh Hòa', '27994', 'B', ''],
    ['Thanh Phú, Bến Lức', '27991', 'B', ''],
    ['Thạnh Phú, Thạnh Hóa', '27877', 'B', ''],
    ['Thạnh Đức', '25657 28015', 'C', 'ambiguous-name'],
    ['T.T Cần Giuộc', '28159', 'B', ''],
    ['thi tran can giuoc', '28159', 'B', ''],
    ['Thị trấn Trảng Bàng, huyện Trảng Bàng, Tây Ninh', '25708', 'B', ''],
    ['xã Mộc Hóa', '27823', 'A', ''],
    ['xã Mộc Hoá', '27823', 'A', ''],
    ["Be^'n Lu+'c, Tây Ninh", '27991', 'B', ''],
    ['Bến Lứt', '27991', 'C', 'suggested'],
    ['Rạch Kiếng', '28114', 'C', 'suggested'],
    ['Hậu Nghỉa', '27931', 'B', ''],
    ['binh tinh tan tru', '28075', 'B', ''],
    ['Hiệp Hòa (Xã), Đức Hòa, Long An', '27952', 'B', ''],
    ['Xã Trường Bình, huyện Cần Giuộc', '28159 28177', 'C', 'split-unit'],
    ['Xã Long Thành, Thủ Thừa', '28072', 'B', ''],
    ['Phường 4, TP Tân An, tỉnh Tây Ninh', '27694', 'B', 'mixed-units'],
    ['xã Khánh Hưng', '27757 27763', 'C', 'split-unit ambiguous-name'],
    ['xã Khánh Hưng, tỉnh Tây Ninh', '27763', 'A', ''],
    ['Long An, Cần Giuộc, Phước Lý', '28165', 'B', ''],
    ['Long An, Cần Giuộc, Phước Lý, Ấp 3, số 12', '28165', 'B', ''],
    ['Tỉnh Tây Ninh, Xã Bến Lức', '27991', 'A', ''],
    ['Cần Giuộc, Tân Tập', '28207', 'B', ''],
    ['Long An, Cần Giuộc', '28159 28165 28177 28201 28207', 'C', 'ambiguous-level name-reused'],
    ['X ThuanThanh H. Can Giuoc', '28177', 'B', ''],
    ['XãPhướcLý, HuyệnCầnGiuộc', '28165', 'B', ''],
    ['P4TânAn', '27694', 'B', ''],
    ['xaphuoclyhuyencangiuoctinhlongan', '28165', 'B', ''],
    ['Lô F2 KCN Hải Sơn, xã Mỹ Hạnh', '27976', 'A', ''],
    ['Căn P1, F2 KDC Mai Thị Non, TT Bến Lức', '27991', 'B', ''],
    ['số 5/P1, phường 2, Tân An', '27694', 'B', ''],
    ['F2-05, Tân An, Tây Ninh', '27712', 'B', ''],
    ['19 Phước Lâm, Cần Giuộc', '28177', 'C', 'ambiguous-name'],
    ['22 Phước Lâm, Huyện Cần Giuộc', '28177', 'C', 'ambiguous-name'],
    ['số 22, Phước Lâm, Huyện Cần Giuộc', '28177', 'B', ''],
    ['12 ấp 3 Phước Lâm, Cần Giuộc', '28177', 'B', ''],
    ['1/5/5 Nguyễn An Ninh, Long An', '27943', 'C', 'mixed-units ambiguous-name'],
    ['Ward 5, Tan An City, Long An Province', '27694', 'B', ''],
    ['Phuoc Ly Commune, Can Giuoc District', '28165', 'B', ''],
    ['Xã Bình Thành, huyện Tân Trụ', '27868 27925 28075', 'C', 'suggested district-mismatch ambiguous-name'],
    ['binh hiep, can duoc', '27793', 'C', 'district-mismatch'],
    ['Xã Bình Hiệp, huyện Giồng Trôm', '27793', 'C', 'district-mismatch'],
    ['Xã Bình Hiệp, Quận 3', '27793', 'C', 'words-not-understood'],
    ['huyện Đức Hòa, Xã Bình Hiệp, Kiến Tường', '27793', 'C', 'district-mismatch'],
    [
      'Xã Đức Hòa Thượmg, Huyện Đức Hòa',
      '27937 27964 27976',
      'C',
      'suggested mixed-units words-not-understood split-unit',
    ],
    ['Xã Phước Lâm (nay là xã Mỹ Lộc), huyện Cần Giuộc', '28177', 'B', ''],
    ['Ấp 1 xã Tân Thành cũ, nay thuộc xã Thủ Thừa, tỉnh Tây Ninh', '28036', 'A', ''],
    ['xã Bình Hiệp, xã Phước Lý', '27793 28165', 'C', 'two-communes'],
    ['Xã Phước Lý, huyện Cần Giuộc, gần chợ', '28165', 'C', 'words-not-understood'],
    ['Xã Phước Lý, huyện Cần Giuộc, Long An 82000, Việt Nam, ĐT 0912345678', '28165', 'B', ''],
    ['Ñöùc Hoøa Haï, Ñöùc Hoøa', '27937', 'B', ''],
    ['229/PTHO, ấp Phước Thới', '', 'C', 'no-match'],
  ]
  for (const [text, codes, grade, warnings] of cases) {
    const found = brief(text)
    t.same(
      [found.codes.sort().join(' '), found.grade, found.warnings.join(' ')],
      [codes, grade, warnings],
      text,
    )
  }
})

t.test('addresses as they are published lead to their communes', async (t) => {
  for (const { address, communes, grade, warnings } of caseTable<PublishedCase>('conversion-found.csv')) {
    const found = brief(address)
    t.same(
      [found.codes.sort().join(' '), found.grade, found.warnings.join(' ')],
      [communes, grade, warnings],
      address,
    )
  }
})

t.test('a suggested name takes its type word along, as a known one does', async (t) => {
  for (const [text, label] of [
    ['12 Lê Lợi, xã Nhị Thànhh', '12 Lê Lợi, Xã Thủ Thừa, Tỉnh Tây Ninh'],
    ['Xã Nhị Thànhh', 'Xã Thủ Thừa, Tỉnh Tây Ninh'],
    ['ấp 2 xa. Rạch Kiếng', 'ấp 2, Xã Rạch Kiến, Tỉnh Tây Ninh'],
    ['12 Lê Lợi, Bến Lứt', '12 Lê Lợi, Xã Bến Lức, Tỉnh Tây Ninh'],
  ] as const)
    t.ok(
      brief(text).candidates.some((candidate) => candidate.label === label),
      `${text} → ${brief(text).candidates.map((candidate) => candidate.label)}`,
    )
})

t.test(
  'what stands beside the units is kept in the label, from small to large, and units are not',
  async (t) => {
    for (const [text, label] of [
      ['Long An, Cần Giuộc, Phước Lý, Ấp 3, số 12', 'số 12, Ấp 3, Xã Phước Lý, Tỉnh Tây Ninh'],
      ['Xã Phước Lý, ấp 3, huyện Cần Giuộc', 'ấp 3, Xã Phước Lý, Tỉnh Tây Ninh'],
      ['Ấp 1 Xã Tân Thành (nay là xã Thủ Thừa) Tây Ninh', 'Ấp 1, Xã Thủ Thừa, Tỉnh Tây Ninh'],
      ['Xã Phước Lâm (nay là xã Mỹ Lộc), Cần Giuộc', 'Xã Mỹ Lộc, Tỉnh Tây Ninh'],
      ['KCN Long Hậu', 'KCN Long Hậu, Xã Cần Giuộc, Tỉnh Tây Ninh'],
      ['Thuộc xã Tân Kim, Cần Giuộc', 'Xã Cần Giuộc, Tỉnh Tây Ninh'],
      [
        'Ấp 2, xã Đông Thạnh, Cần Giuộc, Long An, Xã Đông Thạnh, Huyện Cần Giuộc',
        'Ấp 2, Xã Tân Tập, Tỉnh Tây Ninh',
      ],
      ['12 Lê Lợi X.PhuocLy H.CanGiuoc', '12 Lê Lợi, Xã Phước Lý, Tỉnh Tây Ninh'],
    ] as const)
      t.equal(brief(text).candidates[0]?.label, label, text)
  },
)

t.test('a district or former town answers with the communes it became', async (t) => {
  t.same(brief('huyện Đức Hòa').codes.length, 7)
  t.same(brief('huyện Đức Hòa').warnings, ['district-only'])
  t.same(
    brief('TP Tân An').codes.sort(),
    ['27694', '27712', '27715'].filter((code) => register.get(code, '2025-09-01')),
  )
  t.match(brief('TP Tân An').candidates[0]?.steps[0], {
    from: { fullName: 'Thành phố Tân An' },
    basis: '1682/NQ-UBTVQH15',
  })
  t.ok(brief('Cần Giuộc, Long An').warnings.includes('ambiguous-level'), 'without a type word both are meant')
})

t.test(
  'a split is settled by the point, or by a hamlet whose place is known, and by nothing else',
  async (t) => {
    const centre = (code: string) => register.get(code, '2025-09-01')?.centre as [number, number]
    const [lon, lat] = centre('27976')
    const split = 'Xã Đức Hòa Thượng, Đức Hòa'
    t.match(brief({ text: split, lon, lat }), {
      codes: ['27976'],
      grade: 'B',
      settledBy: 'point',
      warnings: ['split-unit', 'approximate-area'],
    })
    const [farLon, farLat] = centre('25489')
    t.match(brief({ text: split, lon: farLon, lat: farLat }), {
      codes: ['27964', '27976'],
      grade: 'C',
      warnings: ['split-unit', 'point-elsewhere'],
    })
    t.match(brief({ text: split, lon: 108, lat: 16 }), {
      grade: 'C',
      warnings: ['split-unit', 'point-outside'],
    })
    t.match(brief(`ấp Bình Lợi, ${split}`), { codes: ['27964'], grade: 'B', settledBy: 'hamlet' })
    t.match(brief(`ap 03 ${split}`), { codes: ['27976'], settledBy: 'hamlet' })
    t.match(brief(`ấp Bình Tả, ${split}`), { codes: ['27976'], settledBy: 'hamlet' })
    t.equal(brief(`ấp 4, ${split}`).codes.length, 2, 'a number alone says nothing without its former commune')
    t.equal(brief(`khu phố 3, ${split}`).codes.length, 2, 'another kind of hamlet')
    t.match(brief('Khu phố Bình Cư, Phường Long An', 'former'), { codes: ['27691'], settledBy: 'hamlet' })
    t.equal(
      brief('Khu phố 2, Phường Long An', 'former').codes.length,
      8,
      'others may have a Khu phố 2 as well',
    )
    t.equal(
      brief('ấp 1, Tân Lập').settledBy,
      undefined,
      'a hamlet does not tell two communes of one name apart',
    )
    t.match(brief({ lon, lat }), { codes: ['27976'], settledBy: 'point' })
  },
)

t.test('parts are only what they are called', async (t) => {
  t.same(brief({ commune: 'Tân An', province: 'Tây Ninh' }).codes, ['27712'])
  t.same(brief({ commune: 'Tân Thành', district: 'Mộc Hóa' }).codes, ['27823'])
  t.same(brief({ house_number: '12', street: 'Tân Lập', commune: 'Phường 2', district: 'Tân An' }).codes, [
    '27694',
  ])
  t.ok(brief({ district: 'Tân An' }).warnings.includes('district-only'))
  t.equal(
    converter.convert(
      { house_number: '12', street: 'Trương Định', commune: 'Phường 2', district: 'TP Tân An' },
      'current',
    ).candidates[0]?.label,
    '12 Trương Định, Phường Long An, Tỉnh Tây Ninh',
  )
})

t.test('backwards every former commune is possible and none is picked', async (t) => {
  const found = brief('12 Trương Định, Phường Long An, Tây Ninh', 'former')
  t.equal(found.codes.length, 8)
  t.equal(found.grade, 'C')
  t.same(found.warnings, ['several-predecessors'])
  t.ok(found.candidates.every(({ possible }) => possible === true))
  t.ok(
    found.candidates.some(
      ({ label }) => label === '12 Trương Định, Phường 4, Thành phố Tân An, Tỉnh Long An',
    ),
  )
  t.match(brief('Phường 4, TP Tân An, tỉnh Long An', 'former'), { codes: ['27691'] })
})

t.test('what lies elsewhere or nowhere is said, never guessed', async (t) => {
  for (const text of [
    'Phường 1, Quận 3, TP Hồ Chí Minh',
    'xã Tân Lập, tỉnh Bình Phước',
    'Hà Nội',
    '5 Lê Lợi, Huế',
  ]) {
    const { codes, grade, warnings } = brief(text)
    t.same([codes, grade], [[], 'C'], text)
    t.ok(warnings.includes('outside-province'), text)
  }
  t.same(brief('abc xyz qwerty'), {
    codes: [],
    grade: 'C',
    warnings: ['no-match'],
    settledBy: undefined,
    candidates: [],
  })
  t.ok(brief('xã Tân Lân, tỉnh Long An, tỉnh Tây Ninh').warnings.includes('two-provinces'))
  t.ok(brief('xã Tân Lân, tỉnh Long An, tỉnh Tiền Giang').warnings.includes('two-provinces'))
  t.ok(brief('phường Tân Hưng').warnings.includes('type-differs'))
})

t.test('the 21 splits and 15 name traps', { skip: withoutShared }, async (t) => {
  const counts = { split: 0, trap: 0 }
  for (const row of sharedRows('admin/splits-and-name-traps.csv')) {
    const province = row.province_code === '80' ? 'Long An' : 'Tây Ninh'
    const wanted = (row.new_codes ?? '').split('|').sort()
    const found = brief(`${row.old_ward}, ${row.old_district}, ${province}`)
    t.same(found.codes.sort(), wanted, `${row.kind} ${row.old_ward} ${row.old_district}`)
    if (row.kind === 'split') {
      counts.split++
      t.equal(found.grade, 'C')
      t.ok(found.warnings.includes('split-unit'))
      for (const code of wanted)
        t.ok(
          converter
            .convert({ text: register.get(code, '2025-09-01')?.fullName ?? '' }, 'former')
            .candidates.some(({ commune }) => commune.code === row.old_ward_code),
          `${code} back to ${row.old_ward}`,
        )
    } else {
      counts.trap++
      t.ok(found.warnings.includes('name-reused'), 'the same name today is told')
      const sameType =
        register.get(row.homonym_new_code as string, '2025-09-01')?.type ===
        row.old_ward?.split(' ')[0]?.toLowerCase()
      const bare = brief(row.old_ward ?? '')
      if (sameType) t.equal(bare.grade, 'C', `${row.old_ward} alone is asked about`)
      for (const code of sameType ? [...wanted, row.homonym_new_code as string] : wanted)
        t.ok(bare.codes.includes(code), `${row.old_ward} may be ${code}`)
    }
  }
  t.same(counts, { split: 21, trap: 15 })
})

t.test(
  'every written triple of the old lists resolves to units that the table allows',
  { skip: withoutShared },
  async (t) => {
    const table = sharedRows('admin/unit-changes-2025-07-01.csv')
    const plain = (name: string) =>
      name
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .toLowerCase()
        .replace(/đ/g, 'd')
        .replace(/ \(.*/, '')
        .replace(/^(xa|phuong|thi tran|huyen|thi xa|thanh pho|tinh) /, '')
        .replace('iv', '4')
    let count = 0
    for (const file of ['admin-triples.s_legacy_2020-2025.csv', 'admin-triples.t_legacy_2023-2025.csv'])
      for (const row of sharedRows(`addresses/${file}`)) {
        count++
        const text = `${row.ward}, ${row.district}, ${row.province}`
        const { codes } = brief(text)
        const allowed = table.filter(
          (one) =>
            plain(one.old_ward ?? '') === plain(row.ward ?? '') &&
            plain(one.old_district ?? '') === plain(row.district ?? ''),
        )
        if (codes.length === 0) t.fail(`${text} leads nowhere`)
        if (allowed.length > 0 && !codes.every((code) => allowed.some((one) => one.new_ward_code === code)))
          t.fail(`${text} → ${codes}`)
      }
    t.equal(count, 575)
  },
)

t.test('there and back contains the start, whichever commune and whichever way', async (t) => {
  const communes = register.all.filter(({ level }) => level === 'commune')
  const written = (unit: (typeof communes)[number]) => {
    const { commune, district, province } = register.lineageOf(unit) ?? {}
    return [commune, district, province].flatMap((one) => (one ? [one.fullName] : [])).join(', ')
  }
  fc.assert(
    fc.property(
      fc.constantFrom(...communes),
      fc.constantFrom('', '12/4B Hùng Vương, ', 'ấp 3, '),
      (unit, before) => {
        const there = converter.convert({ text: before + written(unit) }, 'current')
        return (
          there.candidates.length > 0 &&
          there.candidates.every(({ label, commune }) => {
            const back = converter.convert({ text: label }, unit.validTo ? 'former' : 'current').candidates
            return (
              commune.validTo === undefined &&
              label.startsWith(before) &&
              (back.some((one) => one.commune === unit) || (unit.validTo === undefined && commune !== unit))
            )
          }) &&
          (unit.validTo !== undefined || there.candidates[0]?.commune === unit)
        )
      },
    ),
    { numRuns: 200 },
  )
  t.pass()
})

t.test('every step cites a document, runs forward in time and joins the next', async (t) => {
  for (const unit of register.all.filter(({ level }) => level === 'commune'))
    for (const { steps, unit: start } of register.predecessors(unit.code, unit.validTo ?? register.today)) {
      const dates = steps.map(({ date }) => date)
      if (dates.join() !== [...dates].sort().join()) t.fail(`${unit.code}: ${dates}`)
      if (!steps.every(({ basis }) => /^\d+\/(NQ-UBTVQH|20\d\d\/QH)\d+$/.test(basis)))
        t.fail(`${unit.code} lacks a basis`)
      if (steps[0]?.from !== start) t.fail(`${unit.code} does not begin at ${start.code}`)
      if ((lastDay({ unit: start, steps, extent: 'whole' }) ?? '') >= '2025-07-01')
        t.fail(`${start.code} ends late`)
    }
  t.pass()
})

t.test('no text throws or takes long', async (t) => {
  const hostile = [
    '',
    ' ',
    '\u0000',
    '\ud800',
    ',,,,',
    'xã',
    'phường',
    'p',
    'tx tp tt',
    '('.repeat(500),
    'p1 '.repeat(300),
    'Tân An '.repeat(150),
    '𝒙ã 𝑻â𝒏',
    '٣٤',
    'constructor',
    '__proto__',
  ]
  for (const text of hostile)
    for (const to of ['current', 'former'] as const)
      t.ok(converter.convert({ text }, to).grade, JSON.stringify(text.slice(0, 20)))
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
      const { grade, candidates } = converter.convert({ text }, 'current')
      return candidates.length > 0 || grade === 'C'
    }),
    { numRuns: 300 },
  )
})

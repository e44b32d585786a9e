import fc from 'fast-check'
import t from 'tap'
import { FormerForms } from '../../src/units/former-forms.ts'
import { formerOf } from '../../src/units/former-of.ts'
import type { UnitPath } from '../../src/units/unit-register.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { sharedRows, shippedRegister, shippedRows, withoutShared } from './shipped-register.ts'

const register = shippedRegister()
const names = (paths: UnitPath[]) => paths.map(({ unit }) => `${unit.code} ${unit.fullName}`)
const steps = (path: UnitPath | undefined) =>
  path?.steps.map(
    ({ from, to, extent, date, basis }) => `${from.fullName} → ${to.fullName} ${extent} ${date} ${basis}`,
  )

t.test('one code means different communes at different dates', async (t) => {
  t.equal(register.get('27694', '2025-06-30')?.fullName, 'Phường 1')
  t.equal(register.get('27694', '2025-07-01')?.fullName, 'Phường Long An')
  t.equal(register.get('27694', '2018-12-31'), undefined)
  t.equal(register.begins, '2019-01-01')
  t.same(
    register.versions('25630').map(({ fullName, validTo }) => [fullName, validTo]),
    [
      ['Thị trấn Hòa Thành', '2020-01-31'],
      ['Phường Long Hoa', '2025-06-30'],
      ['Phường Long Hoa', undefined],
    ],
  )
})

t.test('a commune stands in its district and province of the day', async (t) => {
  const line = (code: string, date: string) => {
    const { commune, district, province } = register.lineage(code, date) ?? {}
    return [commune, district, province].map((unit) => unit?.fullName)
  }
  t.same(line('27691', '2025-06-30'), ['Phường 4', 'Thành phố Tân An', 'Tỉnh Long An'])
  t.same(line('27694', '2025-07-01'), ['Phường Long An', undefined, 'Tỉnh Tây Ninh'])
  t.same(line('25639', '2020-01-31'), ['Xã Trường Hòa', 'Huyện Hòa Thành', 'Tỉnh Tây Ninh'])
  t.same(line('25639', '2020-02-01'), ['Xã Trường Hòa', 'Thị xã Hòa Thành', 'Tỉnh Tây Ninh'])
  t.equal(register.lineage('99999', '2025-07-01'), undefined)
})

t.test('changes are followed over several steps, each with its basis', async (t) => {
  const [only, ...rest] = register.successors('27688', '2022-04-30')
  t.same(rest, [])
  t.equal(only?.extent, 'whole')
  t.same(steps(only), [
    'Phường 2 → Phường 1 whole 2024-12-01 1244/NQ-UBTVQH15',
    'Phường 1 → Phường Long An whole 2025-07-01 1682/NQ-UBTVQH15',
  ])
  const tanHoa = register.successors('28006', '2022-04-30')
  t.same(names(tanHoa), ['27991 Xã Bến Lức', '28003 Xã Lương Hoà'])
  t.ok(tanHoa.every(({ extent }) => extent === 'part'))
  t.equal(tanHoa[1]?.steps.length, 4, 'both ways into Lương Hòa are told')
  t.same(names(register.successors('28177', '2019-06-01')), ['28159 Xã Cần Giuộc', '28177 Xã Mỹ Lộc'])
  t.same(names(register.successors('28177', '2020-06-01')), ['28177 Xã Mỹ Lộc'], 'after the part was cut off')
  t.same(names(register.successors('27694', '2025-07-02')), ['27694 Phường Long An'], 'itself while in force')
  t.same(register.successors('27688', '2024-12-01'), [], 'a code that was not in force')
})

t.test('what is in a commune of today is told back to the first date, the newest first', async (t) => {
  const paths = register.predecessors('27694')
  t.same(names(paths), [
    '27685 Phường 5',
    '27691 Phường 4',
    '27694 Phường 1',
    '27697 Phường 3',
    '27700 Phường 6',
    '27703 Xã Hướng Thọ Phú',
    '28063 Xã Bình Thạnh',
    '27688 Phường 2',
  ])
  t.equal(paths.length, 8)
  t.equal(paths.find(({ unit }) => unit.fullName === 'Xã Bình Thạnh')?.extent, 'part')
  t.same(names(register.predecessors('27694', '2025-06-30')), ['27688 Phường 2'])
})

t.test('a district answers with the communes it became, whole or part', async (t) => {
  const area = (code: string) => {
    const unit = register.get(code, '2025-06-30', 'district')
    return unit
      ? register.successorsOfArea(unit).map(({ unit: to, extent }) => `${to.fullName} ${extent}`)
      : []
  }
  t.equal(area('802').length, 7, 'huyện Đức Hòa')
  t.ok(area('802').every((name) => name.endsWith('whole')))
  t.same(area('794').sort(), ['Phường Khánh Hậu whole', 'Phường Long An part', 'Phường Tân An whole'])
})

t.test('the former form of an address is the known commune, or all possible ones', async (t) => {
  const known = formerOf(register, '27694', '27691')
  t.same(known, [
    {
      commune: { code: '27691', name: 'Phường 4' },
      district: { code: '794', name: 'Thành phố Tân An' },
      province: { code: '80', name: 'Tỉnh Long An' },
      until: '2025-06-30',
      basis: '1682/NQ-UBTVQH15',
    },
  ])
  const possible = formerOf(register, '27694', null)
  t.equal(possible.length, 7)
  t.ok(possible.every(({ possible, until }) => possible === true && until === '2025-06-30'))
  t.same(
    formerOf(register, '27694', '25456'),
    possible,
    'a former code that is not one of its own is passed over',
  )
  t.same(formerOf(register, '99999', null), [])
})

t.test('former forms are worked out once a day, and anew the next', async (t) => {
  let today = '2025-08-01'
  const forms = new FormerForms(register, () => today)
  const first = forms.of('27694', '27691')
  t.same(first, formerOf(register, '27694', '27691'))
  t.same(forms.of('27694', null), formerOf(register, '27694', null), 'the former commune tells them apart')
  t.equal(forms.of('27694', '27691'), first)
  today = '2025-08-02'
  t.not(forms.of('27694', '27691'), first)
  t.same(forms.of('27694', '27691'), first)
})

t.test('every change of 1 July 2025 is found in both directions', { skip: withoutShared }, async (t) => {
  const rows = sharedRows('admin/unit-changes-2025-07-01.csv')
  let split = 0
  for (const code of new Set(rows.map((row) => row.old_ward_code as string))) {
    const wanted = rows.filter((row) => row.old_ward_code === code).map((row) => row.new_ward_code)
    const found = register.successors(code, '2025-06-30')
    t.same(
      found.map(({ unit }) => unit.code),
      wanted.sort(),
      `${code} forward`,
    )
    t.ok(found.every(({ extent }) => extent === (wanted.length > 1 ? 'part' : 'whole')))
    if (wanted.length > 1) split++
  }
  t.equal(split, 21)
  for (const code of new Set(rows.map((row) => row.new_ward_code as string))) {
    const wanted = rows.filter((row) => row.new_ward_code === code).map((row) => row.old_ward_code)
    const found = register.predecessors(code).filter(({ steps }) => steps[0]?.date === '2025-07-01')
    t.same(found.map(({ unit }) => unit.code).sort(), wanted.sort(), `${code} back`)
  }
})

t.test('there and back always contains the start', async (t) => {
  const communes = register.all.filter(({ level }) => level === 'commune')
  const someCommune = fc.constantFrom(...communes)
  fc.assert(
    fc.property(someCommune, fc.nat(), (unit, days) => {
      const last = Date.parse(unit.validTo ?? register.today)
      const first = Date.parse(unit.validFrom)
      const date = new Date(last - ((days * 86_400_000) % (last - first + 1))).toISOString().slice(0, 10)
      const ends = register.successors(unit.code, date)
      return (
        ends.length > 0 &&
        ends.every(
          ({ unit: end }) =>
            end === unit || register.predecessors(end.code).some((path) => path.unit === unit),
        )
      )
    }),
    { numRuns: 2000 },
  )
  t.pass(`${communes.length} communes, 2,000 dates`)
})

t.test('a change of the future and an older postal list are data', async (t) => {
  const rows = shippedRows()
  const longAn = rows.units.find(({ code, valid_to }) => code === '27694' && valid_to === null)
  const tanAn = rows.units.find(({ code, valid_to }) => code === '27712' && valid_to === null)
  if (!longAn || !tanAn) throw new Error('shipped rows are missing')
  const later = { ...longAn, valid_from: '2027-07-01', name: 'Vàm Cỏ Tây', full_name: 'Phường Vàm Cỏ Tây' }
  const units = [
    ...rows.units.filter((unit) => unit !== longAn && unit !== tanAn),
    { ...longAn, valid_to: '2027-06-30' },
    { ...tanAn, valid_to: '2027-06-30' },
    later,
  ]
  const change = {
    date: '2027-07-01',
    kind: 'merge',
    level: 'commune',
    to_code: '27694',
    extent: 'whole',
  } as const
  const basis = { basis: '1/NQ-UBTVQH16', article: null }
  const changes = [
    ...rows.changes,
    { fid: 1001, ...change, ...basis, from_code: '27694' },
    { fid: 1002, ...change, ...basis, from_code: '27712' },
  ]
  const postcodes = [
    ...rows.postcodes,
    {
      fid: 1001,
      postcode: '85001',
      commune_code: '27691',
      valid_from: '2019-01-01',
      valid_to: '2025-06-30',
      basis: null,
    },
  ]
  const before = new UnitRegister({ units, changes, postcodes }, () => '2027-06-30')
  const after = new UnitRegister({ units, changes, postcodes }, () => '2027-07-01')
  t.same(names(before.successors('27688', '2022-04-30')), ['27694 Phường Long An'])
  t.same(names(after.successors('27688', '2022-04-30')), ['27694 Phường Vàm Cỏ Tây'])
  t.equal(after.successors('27688', '2022-04-30')[0]?.steps.length, 3)
  t.ok(names(after.predecessors('27694')).includes('27712 Phường Tân An'))
  const retired = before.postcode('85001')
  t.same([retired?.validTo, retired?.successor], ['2025-06-30', '82120'])
  t.equal(before.postcode('82120')?.communeCode, '27694')
  t.equal(before.postcode('82120')?.validTo, undefined)
  t.equal(before.postcode('00000'), undefined)
})

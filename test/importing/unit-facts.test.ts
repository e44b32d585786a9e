import { readFileSync } from 'node:fs'
import t from 'tap'
import type { RecordStore } from '../../src/store/record-store.ts'
import { AddressConverter } from '../../src/units/conversion/address-converter.ts'
import { HamletIndex } from '../../src/units/conversion/hamlet-index.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { factsRecord } from '../support/demo-record.ts'
import { load, workFolder } from '../support/import-support.ts'

const files = workFolder()
t.teardown(files.close)
const registerOf = ({ units }: RecordStore, today: string) => UnitRegister.of(units, () => today)

t.test('a reform to come is a matter of data: units and changes are imported', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const units = files.write(
    'units-2027.csv',
    [
      'level,code,valid_from,valid_to,type,name,parent_code,basis',
      'commune,28108,2025-07-01,2027-06-30,xã,Cần Đước,80,1682/NQ-UBTVQH15',
      'commune,28109,2027-07-01,,phường,Cần Đước Mới,80,99/NQ-UBTVQH16',
    ].join('\n'),
  )
  const changes = files.write(
    'changes-2027.csv',
    [
      'date;kind;level;from_code;to_code;extent;basis;article',
      '2027-07-01;merge;commune;28108;28109;whole;99/NQ-UBTVQH16;Điều 1 khoản 3',
    ].join('\n'),
  )
  t.match(await load(record, 'units', units), { added: 1, changed: 1, refused: 0 })
  t.match(await load(record, 'unit-changes', changes), { added: 1, refused: 0 })
  t.match(await load(record, 'unit-changes', changes), { added: 0, changed: 0, unchanged: 1 })
  const register = registerOf(record, '2027-07-02')
  const none = new HamletIndex([])
  const converter = new AddressConverter(register, () => none)
  const { candidates } = converter.convert({ text: 'xã Tân Ân, huyện Cần Đước, tỉnh Long An' }, 'current')
  t.equal(candidates[0]?.label, 'Phường Cần Đước Mới, Tỉnh Tây Ninh')
  t.same(
    candidates[0]?.steps.map(({ date, basis }) => [date, basis]),
    [
      ['2025-07-01', '1682/NQ-UBTVQH15'],
      ['2027-07-01', '99/NQ-UBTVQH16'],
    ],
  )
})

t.test('an older list of postal codes answers for codes that only it has', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const list = files.write(
    'postcodes-2018.csv',
    [
      'postcode,commune_code,valid_from,valid_to,basis',
      '82199,27691,2019-01-01,2025-06-30,2475/QĐ-BTTTT',
      '82113,27697,2019-01-01,2025-06-30,2475/QĐ-BTTTT',
    ].join('\n'),
  )
  t.match(await load(record, 'postcodes', list), { added: 2, refused: 0 })
  const register = registerOf(record, '2026-11-22')
  const today = register.get('27694', '2026-11-22')?.postcode
  t.match(register.postcode('82199'), {
    validTo: '2025-06-30',
    successor: today,
    communes: [{ code: '27694' }],
  })
  t.equal(register.postcode('82113')?.validTo, undefined, 'in both lists: in force')
})

t.test('an imported area of a former commune settles the way back by a point', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const square = [
    [106.4, 10.54],
    [106.41, 10.54],
    [106.41, 10.55],
    [106.4, 10.55],
    [106.4, 10.54],
  ]
  const file = files.write(
    'former.geojson',
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { code: '27691', name: 'Phường 4' },
          geometry: { type: 'Polygon', coordinates: [square] },
        },
      ],
    }),
  )
  t.match(await load(record, 'boundaries', file), { changed: 1, refused: 0 })
  const register = registerOf(record, '2026-11-22')
  const none = new HamletIndex([])
  const back = (lon: number, lat: number) =>
    new AddressConverter(register, () => none).convert({ text: 'Phường Long An', lon, lat }, 'former')
  const inside = back(106.405, 10.545)
  t.same(
    inside.candidates.map(({ commune }) => commune.fullName),
    ['Phường 4'],
  )
  t.equal(inside.settledBy, 'point')
  t.equal(register.containing(106.405, 10.545, '2022-04-30')?.commune.fullName, 'Phường 4')
  t.ok(back(106.42, 10.545).candidates.length > 1, 'elsewhere every predecessor stays possible')
})

/** kind, row, field and code of the refusal */
const REFUSED = [
  ['unit-changes', '2025-02-30,merge,commune,27691,27694,whole,x', 'date', 'value'],
  ['unit-changes', ',merge,commune,27691,27694,whole,x', 'date', 'required'],
  ['unit-changes', '2025-07-01,grow,commune,27691,27694,whole,x', 'kind', 'value'],
  ['unit-changes', '2025-07-01,merge,commune,27691,27694,half,x', 'extent', 'value'],
  ['unit-changes', '2025-07-01,merge,commune,27691,27694,whole,', 'basis', 'required'],
  ['unit-changes', '2026-07-01,merge,commune,27691,27694,whole,x', 'from_code', 'unknown-unit'],
  ['unit-changes', '2025-07-01,merge,commune,27691,99999,whole,x', 'to_code', 'unknown-unit'],
  ['unit-changes', '2025-07-01,merge,commune,2769,27694,whole,x', 'from_code', 'value'],
  ['postcodes', '8219,27691,2019-01-01,2025-06-30', 'postcode', 'value'],
  ['postcodes', '82199,,2019-01-01,2025-06-30', 'commune_code', 'required'],
  ['postcodes', '82199,99999,2019-01-01,2025-06-30', 'commune_code', 'unknown-unit'],
  ['postcodes', '82199,27691,2026-01-01,', 'commune_code', 'unknown-unit'],
  ['postcodes', '82199,27691,2025-01-01,2024-01-01', 'valid_to', 'range'],
] as const
const HEADS = {
  'unit-changes': 'date,kind,level,from_code,to_code,extent,basis',
  postcodes: 'postcode,commune_code,valid_from,valid_to',
}

t.test('a change or postal code that cannot be right is refused with its field', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  for (const [kind, row, field, code] of REFUSED) {
    const report = await load(record, kind, files.write('wrong.csv', `${HEADS[kind]}\n${row}`))
    t.match(report, { read: 1, added: 0, refused: 1 }, row)
    const rejects =
      readFileSync(report.rejects as string, 'utf8')
        .trim()
        .split('\n')
        .at(-1) ?? ''
    t.ok(rejects.includes(code) && rejects.includes(field), rejects)
  }
})

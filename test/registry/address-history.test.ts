import t from 'tap'
import { AddressHistory } from '../../src/registry/address-history.ts'
import type { AddressRow, AddressVersionRow } from '../../src/store/record/rows.ts'
import { addressRow } from '../support/tile-record.ts'

/** An address that was written on 1 March, and changed on 10 May and on 20 June 2025. */
const current = {
  fid: 1,
  ...addressRow(106, 10, { house_number: '3', updated_at: '2025-06-20T03:00:00.000Z' }),
}
const EARLIER = [
  version('1', '2025-03-01T03:00:00.000Z', '2025-05-10T03:00:00.000Z'),
  version('2', '2025-05-10T03:00:00.000Z', '2025-06-20T03:00:00.000Z'),
]

function version(house_number: string, updated_at: string, recorded_until: string): AddressVersionRow {
  const { geom, ...row } = current
  return {
    ...row,
    house_number,
    updated_at,
    revision: null,
    valid_from: null,
    supplements: null,
    recorded_from: null,
    recorded_until,
    operation: 'update',
    point: geom,
  }
}

function historyOf(
  row: AddressRow | undefined,
  earlier: AddressVersionRow[],
  facts?: { revision: number; valid_from: string },
): AddressHistory {
  return new AddressHistory({
    byUid: () => row,
    versionsOf: () =>
      earlier.map((one, i) => ({ ...one, recorded_from: earlier[i - 1]?.recorded_until ?? null })),
    lastChange: () => earlier.at(-1)?.recorded_until,
    versionFacts: () => facts && { ...facts, supplements: null },
  })
}

t.test('The versions of an address', async (t) => {
  const history = historyOf(current, EARLIER)

  t.test('follow one another without a gap, the one in force last', async (t) => {
    t.same(
      history.versions('a').map(({ row, from, until }) => [row.house_number, from, until]),
      [
        ['1', '2025-03-01T03:00:00.000Z', '2025-05-10T03:00:00.000Z'],
        ['2', '2025-05-10T03:00:00.000Z', '2025-06-20T03:00:00.000Z'],
        ['3', '2025-06-20T03:00:00.000Z', null],
      ],
    )
    t.same(
      historyOf({ ...current, updated_at: null }, [])
        .versions('a')
        .map(({ from, until }) => [from, until]),
      [[null, null]],
      'a time that nobody wrote down',
    )
    t.same(historyOf(undefined, []).versions('a'), [])
  })

  /** day, house number at its end in Vietnam */
  const DAYS: ReadonlyArray<[day: string, number: string]> = [
    ['2025-02-01', '1'],
    ['2025-03-01', '1'],
    ['2025-05-09', '1'],
    ['2025-05-10', '2'],
    ['2025-06-19', '2'],
    ['2025-06-20', '3'],
    ['2026-01-01', '3'],
  ]
  t.test('hold at the end of a day at +07:00', async (t) => {
    for (const [day, number] of DAYS) t.equal(history.on('a', { day })?.row.house_number, number, day)
    const late = historyOf(current, [version('1', '', '2025-05-10T16:59:59.999Z')])
    t.equal(late.on('a', { day: '2025-05-10' })?.row.house_number, '3', 'changed just before midnight')
    const next = historyOf(current, [version('1', '', '2025-05-10T17:00:00.000Z')])
    t.equal(next.on('a', { day: '2025-05-10' })?.row.house_number, '1', 'changed at midnight')
  })

  t.test('end as retired when the row is gone, and are none for an unknown id', async (t) => {
    const gone = historyOf(undefined, EARLIER)
    t.match(gone.newest('a'), { house_number: '2', status: 'retired', geom: current.geom })
    t.equal(gone.on('a', { day: '2026-01-01' }), undefined)
    t.equal(historyOf(current, EARLIER).newest('a')?.status, 'created')
    t.equal(historyOf(undefined, []).newest('a'), undefined)
    t.equal(historyOf(undefined, []).on('a', { day: '2026-01-01' }), undefined)
    const nowhere = historyOf(undefined, [{ ...EARLIER[0]!, point: null }])
    t.equal(nowhere.newest('a')?.geom.length, 0)
  })
})

t.test('Two axes of time: what was known, and from when it is true', async (t) => {
  // written in March as true from 2020; corrected in May, still from 2020; in June a change that is true from August
  const first = { ...EARLIER[0]!, revision: 1, valid_from: '2020-01-01' }
  const corrected = { ...EARLIER[1]!, revision: 2, valid_from: '2020-01-01' }
  const history = historyOf(current, [first, corrected], { revision: 3, valid_from: '2025-08-01' })
  /** day, moment of what was known, house number */
  const POINTS: ReadonlyArray<
    [day: string | undefined, asOf: string | undefined, number: string | undefined]
  > = [
    ['2024-01-01', undefined, '2'],
    ['2025-07-31', undefined, '2'],
    ['2025-08-01', undefined, '3'],
    [undefined, undefined, '3'],
    ['2024-01-01', '2025-04-01T00:00:00.000Z', '1'],
    ['2025-08-01', '2025-06-01T00:00:00.000Z', '2'],
    [undefined, '2025-06-01T00:00:00.000Z', '2'],
    [undefined, '2025-02-01T00:00:00.000Z', undefined],
  ]
  for (const [day, asOf, number] of POINTS)
    t.equal(history.on('a', { day, asOf })?.row.house_number, number, `${day} as of ${asOf}`)
  t.same(
    history.versions('a').map(({ revision, trueFrom }) => [revision, trueFrom]),
    [
      [1, '2020-01-01'],
      [2, '2020-01-01'],
      [3, '2025-08-01'],
    ],
  )
})

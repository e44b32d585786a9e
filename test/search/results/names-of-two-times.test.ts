import t from 'tap'
import { addressRow, searchRecord } from '../../support/search-record.ts'

t.test('what a commune is called today and another was called before is not sure', async (t) => {
  const { engine, record, follow, close } = await searchRecord()
  // Xã Vĩnh Thạnh is 27736 today; the former one, 27739, is in Xã Tân Hưng (27721).
  record.write(() => {
    for (const [uid, commune, former, hamlet] of [
      ['today', '27736', '27733', 'Ấp 93'],
      ['before', '27721', '27739', 'Ấp 93'],
      ['only', '27736', '27733', 'Ấp 94'],
    ])
      record.addresses.insert(
        addressRow({
          uid: uid!,
          house_number: '28',
          hamlet: hamlet!,
          commune_code: commune!,
          former_commune_code: former!,
        }),
      )
  })
  follow()
  const cases: ReadonlyArray<readonly [text: string, first: string, grade: string, ambiguous: boolean]> = [
    ['Số 28, Ấp 93, Xã Vĩnh Thạnh', 'today', 'C', true],
    ['28 Ấp 93, Xã Vĩnh Thạnh', 'today', 'C', true],
    ['Số 28, Ấp 93, Xã Vĩnh Thạnh, Tỉnh Tây Ninh', 'today', 'A', false],
    ['Số 28, Ấp 93, Xã Vĩnh Thạnh, Huyện Tân Hưng', 'before', 'B', false],
    ['Số 28, Ấp 93, Xã Tân Hưng', 'before', 'A', false],
    ['Số 28, Ấp 94, Xã Vĩnh Thạnh', 'only', 'A', false],
  ]
  for (const [text, first, grade, ambiguous] of cases)
    for (const limit of [1, 8]) {
      const [hit] = engine.search({ text, unfinished: false, limit }).hits
      t.match(hit, { id: first, grade }, `${text}, ${limit}`)
      t.equal(hit?.warnings.includes('ambiguous'), ambiguous, `${text}, ${limit}`)
    }
  close()
})

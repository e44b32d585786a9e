import t from 'tap'
import type { Item } from '../../../src/http/ogc/collection.ts'
import { countCollection } from '../../../src/http/ogc/count-collection.ts'
import type { ThemeRow } from '../../../src/store/record/themes.ts'
import { stepped } from '../../support/stepped.ts'
import { emptyRecord } from '../../support/tile-record.ts'
import { shippedRegister } from '../../units/shipped-register.ts'

const THEME: ThemeRow = {
  id: 'epidemiology',
  kind: 'counts',
  title_vi: 'Dịch tễ',
  title_en: 'Epidemiology',
  owner: null,
  licence: null,
  fields: '{}',
  threshold: 5,
  updated_at: null,
}
const PERIODS = ['2026-01', '2025', '2025-12', '2025-W03', '2024']
const SUBJECTS = ['', 'Sởi', 'Dại', 'Sốt xuất huyết']

t.test('counts are walked in the order of period, commune and subject', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  record.themes.put(THEME)
  const register = shippedRegister()
  const communes = register
    .at(register.today, { level: 'commune' })
    .slice(0, 12)
    .map(({ code }) => code)
  record.write(() => {
    for (const commune_code of communes.toReversed())
      for (const period of PERIODS)
        for (const subject of SUBJECTS)
          record.themes.putCount({
            theme: THEME.id,
            commune_code,
            period,
            subject,
            count: subject.length + 5,
          })
    record.themes.putCount({ theme: 'other', commune_code: communes[0]!, period: '2025', count: 9 })
  })
  const collection = countCollection(THEME, record.themes, register, undefined)
  const keys = PERIODS.flatMap((period) =>
    communes.flatMap((commune) =>
      SUBJECTS.map((subject) => [period, commune, ...(subject ? [subject] : [])].join('@')),
    ),
  ).sort()

  t.test('pages of any size, in slices of one commune or one row', async (t) => {
    for (const limit of [1, 7, 100, 1000]) {
      const walked: Item[] = []
      for (let after: string | undefined, more = true; more; after = walked.at(-1)!.cursor) {
        const { result, steps } = stepped(collection.page({}, { after, limit }))
        walked.push(...result.items)
        more = result.more
        t.ok(steps >= communes.length + result.items.length)
      }
      t.same(
        walked.map(({ cursor }) => cursor),
        keys,
        `${limit} a page`,
      )
    }
  })

  t.test('a filter, a count of what passes it, and one item', async (t) => {
    const filter = { equals: { subject: 'Dại', period: '2025' } }
    const { items } = stepped(collection.page(filter, { after: undefined, limit: 1000 })).result
    t.same(
      items.map(({ id }) => id),
      communes.map((commune) => `${commune}@2025@Dại`),
    )
    t.equal(stepped(collection.count(filter)).result, communes.length)
    t.equal(stepped(collection.count({})).result, keys.length)
    t.same(collection.item(items[3]!.id), items[3])
    for (const id of ['', '@', communes[0]!, `${communes[0]}@2025@Ho gà`, '99999@2025'])
      t.equal(collection.item(id), undefined, id)
  })
})

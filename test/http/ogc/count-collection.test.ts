import t from 'tap'
import { countCollection } from '../../../src/http/ogc/collections/count-collection.ts'
import { itemPageOf } from '../../../src/http/ogc/collections/item-walk.ts'
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
  style_by: null,
  field_texts: '{}',
}
const PERIODS = ['2026-01', '2025', '2025-12', '2025-W03', '2024']
const SUBJECTS = ['', 'Sởi', 'Dại', 'Sốt xuất huyết']

t.test('counts are walked in the order of commune, period and subject', async (t) => {
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
  const collection = countCollection(THEME, record.themes, register)
  const keys = communes.flatMap((commune) =>
    [...PERIODS]
      .sort()
      .flatMap((period) =>
        [...SUBJECTS].sort().map((subject) => [commune, period, ...(subject ? [subject] : [])].join('@')),
      ),
  )

  t.test('pages of any size, either way', async (t) => {
    for (const descending of [false, true])
      for (const limit of [1, 7, 100, 1000]) {
        const walked: string[] = []
        for (let after: string | undefined, more = true; more; ) {
          const looks = collection.looks({}, { after, order: { property: 'id', descending } })
          const { items, next } = stepped(itemPageOf(looks, { limit, skip: 0 })).result
          walked.push(...items.map(({ id }) => id))
          more = next !== undefined
          after = next?.after
        }
        t.same(walked, descending ? keys.toReversed() : keys, `${limit} a page`)
      }
  })

  t.test('a page begins where the one before ended: no count before it is read', async (t) => {
    const read: unknown[] = []
    const themes = {
      population: record.themes.population,
      countsAfter(...asked: Parameters<typeof record.themes.countsAfter>) {
        const rows = record.themes.countsAfter(...asked)
        read.push(...rows)
        return rows
      },
    } as typeof record.themes
    const looks = countCollection(THEME, themes, register).looks({}, { after: keys[120] })
    const { items } = stepped(itemPageOf(looks, { limit: 10, skip: 0 })).result
    t.same(
      items.map(({ id }) => id),
      keys.slice(121, 131),
    )
    t.ok(read.length <= 100, `${read.length} rows`)
  })

  t.test('a filter, the total, and one item', async (t) => {
    const filter = { equals: { subject: 'Dại', period: '2025' } }
    const { items } = stepped(itemPageOf(collection.looks(filter, {}), { limit: 1000, skip: 0 })).result
    t.same(
      items.map(({ id }) => id),
      communes.map((commune) => `${commune}@2025@Dại`),
    )
    t.equal(stepped(collection.total()).result.count, keys.length)
    t.same(collection.item(items[3]!.id), items[3])
    for (const id of ['', '@', communes[0]!, `${communes[0]}@2025@Ho gà`, '99999@2025'])
      t.equal(collection.item(id), undefined, id)
  })
})

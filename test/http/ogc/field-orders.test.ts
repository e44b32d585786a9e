import t from 'tap'
import { FieldOrders } from '../../../src/http/ogc/collections/field-orders.ts'
import { itemPageOf } from '../../../src/http/ogc/collections/item-walk.ts'
import { themeCollection } from '../../../src/http/ogc/collections/theme-collections.ts'
import { PlaceOrder } from '../../../src/store/record/features/place-order.ts'
import type { ThemeFeatureRow, ThemeRow, ThemeTables } from '../../../src/store/record/themes.ts'
import { stepped } from '../../support/stepped.ts'
import { emptyRecord, seeded } from '../../support/tile-record.ts'

const THEME: ThemeRow = {
  id: 'wells',
  kind: 'features',
  title_vi: 'Giếng',
  title_en: 'Wells',
  owner: null,
  licence: null,
  fields: '{"depth":"Number","kind":"String"}',
  threshold: null,
  updated_at: null,
  style_by: null,
  field_texts: '{}',
}
const SIZE = 1_700

t.test('the features of a layer in the order of a field', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const random = seeded(4)
  const values = (i: number) => ({
    ...(i % 5 === 0 ? {} : { depth: i % 97 === 0 ? `n${i}` : Math.floor(random() * 40) }),
    kind: ['giếng khoan', 'giếng đào', '', 'x'.repeat(300)][i % 4],
  })
  record.write(() => {
    for (let i = 0; i < SIZE; i++)
      record.themes.insert({
        theme: THEME.id,
        uid: `w${i}`,
        address_uid: null,
        properties: JSON.stringify(values(i)),
        geom: null,
      })
  })
  const newOrder = () => new PlaceOrder()
  const fieldOrders = new FieldOrders({ themes: record.themes, changes: record.changes, newOrder })
  const parts = { themes: record.themes, totals: record.totals, fieldOrders }
  const collection = themeCollection(THEME, parts)
  const walked = (property: string, descending: boolean, limit: number) => {
    const ids: string[] = []
    const shown: unknown[] = []
    for (let after: string | undefined, more = true; more; ) {
      const looks = collection.looks({}, { after, order: { property, descending } })
      const { items, next } = stepped(itemPageOf(looks, { limit, skip: 0 })).result
      ids.push(...items.map(({ id }) => id))
      shown.push(...items.map(({ properties }) => properties[property] ?? null))
      if (next) t.ok(collection.isCursor(next.after, { property, descending }))
      more = next !== undefined
      after = next?.after
    }
    return { ids, shown }
  }
  t.same(collection.sorted, ['depth', 'kind'])
  for (const property of collection.sorted)
    for (const descending of [false, true]) {
      const { ids, shown } = walked(property, descending, 130)
      t.equal(new Set(ids).size, SIZE, `${property}: all, none twice`)
      const some = shown.filter((value) => value !== null)
      t.same(shown.slice(some.length), Array(SIZE - some.length).fill(null), 'those without a value last')
      const key = (value: unknown) => [typeof value === 'string' ? 1 : 0, value] as [number, string | number]
      const inOrder = [...some].sort((a, b) => {
        const [[x, one], [y, other]] = [key(a), key(b)]
        return x - y || (one < other ? -1 : one > other ? 1 : 0)
      })
      t.same(some, descending ? inOrder.reverse() : inOrder, `${property}, ${descending}`)
    }

  const order = { property: 'depth', descending: false }
  t.ok(stepped(fieldOrders.places(THEME.id, order)).steps === 0, 'an order is kept')
  record.write(() =>
    record.db.prepare("UPDATE theme_feature SET properties = '{\"depth\":-7}' WHERE uid = 'w50'").run(),
  )
  const { steps } = stepped(fieldOrders.places(THEME.id, order))
  t.ok(steps > SIZE / 200, 'and made anew after an edit, in slices')
  t.equal(walked('depth', false, 500).ids[0], 'w50')
  record.db.exec("INSERT INTO place(uid, name, category) VALUES ('a', 'Chợ', 'market')")
  t.equal(stepped(fieldOrders.places(THEME.id, order)).steps, 0, 'an edit elsewhere leaves it')

  record.write(() => record.db.prepare("DELETE FROM theme_feature WHERE uid = 'w50'").run())
  const askers = [1, 2, 3].map(() => fieldOrders.places(THEME.id, order))
  let together = 0
  for (const one of askers) if (!one.next().done) together++
  t.equal(together, 3)
  askers[0]?.return(undefined as never)
  const found = askers.slice(1).map((one) => stepped(one))
  t.equal(
    found[0]?.result,
    found[1]?.result,
    'who asks at once leads one order on, also when somebody goes away',
  )
  t.equal(found[0]?.result.size, SIZE - 1)
})

t.test('a layer of too many features is refused', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  let made = 0
  const rows = Array.from(
    { length: 200 },
    (_, i) => ({ uid: String(i), properties: '{}' }) as ThemeFeatureRow,
  )
  const themes = {
    featuresAfter: (_theme: string, _after: unknown, limit: number) => {
      made += limit
      return rows
    },
  } as unknown as ThemeTables
  const counted = {
    size: 0,
    add(places: readonly unknown[]) {
      this.size += places.length
    },
  }
  const newOrder = () => counted as unknown as PlaceOrder
  const orders = new FieldOrders({ themes, changes: record.changes, newOrder })
  const order = { property: 'depth', descending: false }
  t.throws(() => stepped(orders.places('wells', order)), /more than 5 000 000 features/)
  t.ok(made <= 5_001_000)
})

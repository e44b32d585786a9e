import t from 'tap'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { addressRow, searchRecord } from '../support/search-record.ts'

t.test('Names that addresses have beside their own', async (t) => {
  const { record, engine, register, follow, close } = await searchRecord()
  t.teardown(close)
  /** A market with these names, as the registry writes them, which changes the row with them. */
  const write = (uid: string, objectClass: number, names: readonly string[]) =>
    record.write(() => {
      record.addresses.insert(
        addressRow({ uid, class: objectClass, name: 'Chợ Xuân Quýnh', house_number: '7' }),
      )
      const insert = record.db.prepare(
        "INSERT INTO zz_name(uid, address, since, name, kind, language) VALUES (?, ?, 1, ?, 'former', 'vi')",
      )
      for (const [i, name] of names.entries()) insert.run(`${uid}-${i}`, uid, name)
    })
  write('market', 3, ['Nhà lồng Quỳnh Dao', 'Old Quynh Market'])
  write('home', 1, ['Nhà Quỳnh Hoa Vàng'])
  const edit = () => record.db.prepare("UPDATE address SET house_number = '8' WHERE uid = 'market'").run()
  const followed = () => {
    follow()
    return engine
  }
  const anew = () => SearchEngine.build(record, { units: () => register, elsewhere: readElsewhere() })

  /** text, an address, whether it is found */
  const CASES: readonly [text: string, uid: string, isFound: boolean][] = [
    ['Nhà lồng Quỳnh Dao', 'market', true],
    ['nha long quynh dao, phuong long an', 'market', true],
    ['old quynh market', 'market', true],
    ['Nhà Quỳnh Hoa Vàng', 'home', false],
  ]
  for (const [when, built] of [
    ['followed edit by edit', followed],
    ['followed again', () => edit() && followed()],
    ['built at a start', anew],
  ] as const)
    t.test(`are found by an index that was ${when}`, async (t) => {
      const searched = built()
      for (const [text, uid, isFound] of CASES) {
        const { hits } = searched.search({ text, unfinished: false, limit: 8 })
        t.equal(hits.filter(({ id }) => id === uid).length, isFound ? 1 : 0, text)
      }
    })

  t.test('go with the row', async (t) => {
    record.db.prepare("DELETE FROM address WHERE uid = 'market'").run()
    follow()
    t.notOk(
      engine
        .search({ text: 'old quynh market', unfinished: false, limit: 8 })
        .hits.some(({ id }) => id === 'market'),
    )
  })
})

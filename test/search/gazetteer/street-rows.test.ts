import t from 'tap'
import { StreetRows } from '../../../src/search/gazetteer/street-rows.ts'
import { searchRecord } from '../../support/search-record.ts'

/** Streets known by a commune of today (27694 Phường Long An, 27715 Phường Khánh Hậu) or by their former district (794 Tân An). */
t.test('the street of several rows is the first of them, whatever is edited in which order', async (t) => {
  const { engine, record, register, follow, close } = await searchRecord()
  t.teardown(close)
  const insert = record.db.prepare(
    'INSERT INTO street(fid, uid, name, commune_code, district_code) VALUES (?, ?, ?, ?, ?)',
  )
  const rename = record.db.prepare('UPDATE street SET name = ? WHERE fid = ?')
  const remove = record.db.prepare('DELETE FROM street WHERE fid = ?')
  const found = (text: string) =>
    engine
      .search({ text, unfinished: false, limit: 8 })
      .hits.flatMap(({ kind, id, name, within }) =>
        kind === 'street' && name === text ? [`${id} ${within?.fullName}`] : [],
      )
      .sort()
  t.ok(register.get('27694', '2026-01-01'))
  const steps: ReadonlyArray<readonly [what: string, edit: () => unknown, ...streets: string[]]> = [
    ['one row', () => insert.run(9002, 'two', 'Zơ Một', '27694', null), 'two Phường Long An'],
    ['one before it', () => insert.run(9001, 'one', 'Zơ Một', '27694', null), 'one Phường Long An'],
    ['the first renamed', () => rename.run('Zơ Hai', 9001), 'two Phường Long An'],
    ['and back', () => rename.run('Zơ Một', 9001), 'one Phường Long An'],
    ['a row of its district', () => insert.run(9003, 'three', 'Zơ Một', null, '794'), 'one Phường Long An'],
    ['the first removed', () => remove.run(9001), 'two Phường Long An'],
    ['the last of the commune removed', () => remove.run(9002), 'three Thành phố Tân An'],
    [
      'the commune known again',
      () => insert.run(9004, 'four', 'Zơ Một', '27715', null),
      'four Phường Khánh Hậu',
    ],
    ['renamed', () => rename.run('Zơ Hai', 9004), 'three Thành phố Tân An'],
    ['all gone', () => remove.run(9003)],
  ]
  for (const [what, edit, ...streets] of steps) {
    edit()
    follow()
    t.same(found('Zơ Một'), streets, what)
  }
})

t.test('a street may have more rows than a call may have arguments', async (t) => {
  const rows = new StreetRows()
  const key = { name: 1, area: 2 }
  const count = 200_000
  for (let fid = count; fid > 0; fid--) rows.add(fid, key, false)
  t.equal(rows.first(key), 1)
  t.same(rows.remove(1), key)
  t.equal(rows.first(key), 2)
  t.same(rows.remove(count), key)
  t.equal(rows.first(key), 2)
  t.equal(rows.remove(count), undefined)
})

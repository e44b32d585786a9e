import t from 'tap'
import { searchRecord } from '../support/search-record.ts'

t.test('landmarks and descriptions of places', async (t) => {
  const search = await searchRecord()
  t.teardown(() => search.close())
  const insert = search.record.db.prepare(
    'INSERT INTO place(name, alt_names, description, category, commune_code) VALUES (?, ?, ?, ?, ?)',
  )
  insert.run('Chợ Bến Lức', null, null, 'market', '28003')
  insert.run('Bệnh viện Đa khoa Cần Giuộc', 'Bệnh viện huyện', null, 'health', '28159')
  insert.run('Cơ sở Hai Tỷ', null, 'Làng nghề trống truyền thống Bình An', 'culture', '28087')
  search.follow()
  const first = (text: string) => search.engine.search({ text, unfinished: false, limit: 5 }).hits[0]

  t.test('"opposite" and "near" lead to the landmark itself, unsafe and with a warning', async (t) => {
    for (const [text, name] of [
      ['đối diện chợ Bến Lức', 'Chợ Bến Lức'],
      ['doi dien cho ben luc', 'Chợ Bến Lức'],
      ['gần bệnh viện Cần Giuộc', 'Bệnh viện Đa khoa Cần Giuộc'],
      ['phia sau bv da khoa can giuoc', 'Bệnh viện Đa khoa Cần Giuộc'],
      ['12, bên cạnh chợ Bến Lức', 'Chợ Bến Lức'],
    ] as const) {
      t.match(first(text), { name, kind: 'place', grade: 'C' }, text)
      t.ok(first(text)?.warnings.includes('near-landmark'), `${text} warns`)
    }
    for (const text of ['Chợ Bến Lức', 'Nguyễn Huệ', 'Mỹ Yên'])
      t.notOk(first(text)?.warnings.includes('near-landmark'), `${text} does not`)
  })

  t.test('other names and the words of a description find a place, until they are gone', async (t) => {
    t.equal(first('benh vien huyen, can giuoc')?.name, 'Bệnh viện Đa khoa Cần Giuộc')
    t.equal(first('lang nghe trong truyen thong')?.name, 'Cơ sở Hai Tỷ')
    search.record.db.prepare("UPDATE place SET description = 'Nghỉ' WHERE name = 'Cơ sở Hai Tỷ'").run()
    search.follow()
    t.not(first('lang nghe trong truyen thong')?.name, 'Cơ sở Hai Tỷ')
    search.record.db.prepare("DELETE FROM place WHERE name = 'Chợ Bến Lức'").run()
    search.follow()
    t.not(first('đối diện chợ Bến Lức')?.name, 'Chợ Bến Lức')
  })
})

import t from 'tap'
import { openZip } from '../../../src/importing/formats/zip-entries.ts'
import { workFolder } from '../../support/import-support.ts'
import { type Member, zipFile } from '../../support/zip-file.ts'

const files = workFolder()
t.teardown(files.close)

const LONG = 'Trạm y tế xã Nhựt Chánh\n'.repeat(5000)
const MAX = 1_000_000

t.test('The files of an archive are read, packed or not', async (t) => {
  const members = [
    { name: 'thư mục/trạm.dbf', content: LONG },
    { name: 'stored.prj', content: 'GEOGCS', method: 0 },
    { name: 'empty.cpg', content: '' },
  ]
  const archive = await openZip(files.write('good.zip', zipFile(members)))
  t.teardown(archive.close)
  t.same(
    archive.entries.map(({ name }) => name),
    members.map(({ name }) => name),
  )
  for (const [i, { name, content }] of members.entries())
    t.equal((await archive.entries[i]!.read(MAX)).toString(), content, name)
})

t.test('A file that is not as the archive declares it, or too large, is refused', async (t) => {
  const cases: [name: string, member: Partial<Member>, max: number, message: RegExp][] = [
    ['more than is allowed', {}, 1000, /at most 1000/],
    ['more than it declares', { size: 100 }, MAX, /too many bytes/],
    ['less than it declares', { size: 500_000 }, MAX, /not enough bytes/],
    ['encrypted', { flags: 1 }, MAX, /encrypted/],
    ['packed otherwise', { method: 12 }, MAX, /compression method/],
  ]
  for (const [name, member, max, message] of cases) {
    const file = files.write('bad.zip', zipFile([{ name: 'a.shp', content: LONG, ...member }]))
    const archive = await openZip(file)
    await t.rejects(archive.entries[0]!.read(max), { message }, name)
    archive.close()
  }
})

t.test('What is no archive, or one of too many files, is refused', async (t) => {
  const whole = zipFile([{ name: 'a.shp', content: 'x' }])
  for (const [name, bytes] of [
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['cut off', whole.subarray(0, whole.length - 10)],
    ['more files than there are', zipFile([{ name: 'a.shp', content: 'x' }], 9)],
    ['too many files', zipFile([{ name: 'a.shp', content: 'x' }], 10_001)],
  ] as const)
    await t.rejects(openZip(files.write('no.zip', bytes)), { message: /./ }, name)
})

import { deflateRawSync } from 'node:zlib'
import t from 'tap'
import { openZip } from '../../../src/importing/formats/zip-entries.ts'
import { workFolder } from '../../support/import-support.ts'

const files = workFolder()
t.teardown(files.close)

interface Member {
  name: string
  content: string
  /** What the archive says of it, where that is not so. */
  size?: number
  flags?: number
  method?: number
}

/** A ZIP archive (APPNOTE 6.3 §4.3) with one directory entry for each member, `count` of them by its own word. */
function zip(members: readonly Member[], count = members.length): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, size = Buffer.byteLength(content), flags = 0, method = 8 } of members) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(size, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name))
    bodies.push(body)
    offset += body.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, listed, end])
}

const LONG = 'Trạm y tế xã Nhựt Chánh\n'.repeat(5000)
const MAX = 1_000_000

t.test('The files of an archive are read, packed or not', async (t) => {
  const members = [
    { name: 'thư mục/trạm.dbf', content: LONG },
    { name: 'stored.prj', content: 'GEOGCS', method: 0 },
    { name: 'empty.cpg', content: '' },
  ]
  const archive = await openZip(files.write('good.zip', zip(members)))
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
    const file = files.write('bad.zip', zip([{ name: 'a.shp', content: LONG, ...member }]))
    const archive = await openZip(file)
    await t.rejects(archive.entries[0]!.read(max), { message }, name)
    archive.close()
  }
})

t.test('What is no archive, or one of too many files, is refused', async (t) => {
  const whole = zip([{ name: 'a.shp', content: 'x' }])
  for (const [name, bytes] of [
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['cut off', whole.subarray(0, whole.length - 10)],
    ['more files than there are', zip([{ name: 'a.shp', content: 'x' }], 9)],
    ['too many files', zip([{ name: 'a.shp', content: 'x' }], 10_001)],
  ] as const)
    await t.rejects(openZip(files.write('no.zip', bytes)), { message: /./ }, name)
})

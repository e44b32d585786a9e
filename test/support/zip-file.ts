import { deflateRawSync } from 'node:zlib'

/** A file of an archive. */
export interface Member {
  name: string
  content: string
  /** What the archive says of it, where that is not so. */
  size?: number
  flags?: number
  method?: number
}

/** A ZIP archive (APPNOTE 6.3 §4.3) with one directory entry for each member, `count` of them by its own word. */
export function zipFile(members: readonly Member[], count = members.length): Buffer {
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

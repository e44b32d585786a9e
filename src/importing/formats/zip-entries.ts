import { inflateRawSync } from 'node:zlib'

/** End of central directory, central directory header (APPNOTE 6.3 §4.3). */
const END = 0x06054b50
const HEADER = 0x02014b50
const LOCAL = 0x04034b50
/** A comment after the end of the directory is at most this long. */
const MOST_COMMENT = 65_557
const MOST_ENTRIES = 10_000

/** A file in a ZIP archive. */
export interface ZipEntry {
  name: string
  /** Bytes when unpacked, as the archive says. */
  size: number
  /** Unpacks it; throws RangeError when it is damaged, encrypted, packed otherwise or larger than `most` bytes. */
  read(most: number): Buffer
}

/** The files of a ZIP archive without ZIP64; throws RangeError when it is none. */
export function zipEntries(zip: Buffer): ZipEntry[] {
  const end = endOf(zip)
  const count = zip.readUInt16LE(end + 10)
  if (count > MOST_ENTRIES) throw new RangeError(`${count} files`)
  const entries: ZipEntry[] = []
  for (let i = 0, at = zip.readUInt32LE(end + 16); i < count; i++) {
    if (zip.readUInt32LE(at) !== HEADER) throw new RangeError('the directory is damaged')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    ) as [number, number, number]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const entry = { flags: zip.readUInt16LE(at + 8), method: zip.readUInt16LE(at + 10) }
    const [packed, size, local] = [20, 24, 42].map((offset) => zip.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ]
    entries.push({ name, size, read: (most) => unpack(zip, { ...entry, packed, size, local }, most) })
    at += 46 + nameLength + extraLength + commentLength
  }
  return entries
}

function endOf(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - MOST_COMMENT); at--)
    if (zip.readUInt32LE(at) === END) return at
  throw new RangeError('no ZIP directory')
}

function unpack(
  zip: Buffer,
  {
    flags,
    method,
    packed,
    size,
    local,
  }: { flags: number; method: number; packed: number; size: number; local: number },
  most: number,
): Buffer {
  if (flags & 1) throw new RangeError('it is encrypted')
  if (size > most) throw new RangeError(`${size} bytes; at most ${most}`)
  if (zip.readUInt32LE(local) !== LOCAL) throw new RangeError('a file header is damaged')
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const bytes = zip.subarray(start, start + packed)
  if (bytes.length < packed) throw new RangeError('the archive is cut off')
  if (method === 0) return bytes
  if (method === 8) return inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) })
  throw new RangeError(`packing method ${method}`)
}

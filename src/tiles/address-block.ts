import { BLOCK_UNITS, EDGE_UNITS } from './address-grid.ts'
import { ByteWriter } from './byte-writer.ts'

/** Statuses that maps show; reserved and retired addresses are not on the map. The place in this list is stored. */
export const SHOWN_STATUSES = ['official', 'proposed', 'alternative'] as const
/** Object classes of the report are 1..5; any other number is shown without class and counted as 0. */
export const LAST_CLASS = 5

/** One address as blocks keep it: `dx`, `dy` in block units, `values` as ready MVT value fields. */
export interface BlockEntry {
  readonly fid: number
  readonly dx: number
  readonly dy: number
  /** 0 (other) or 1..5. */
  readonly objectClass: number
  /** Index in {@link SHOWN_STATUSES}. */
  readonly status: number
  readonly uid: string
  readonly code: string | null
  readonly houseNumber: string | null
}

/** Longest text kept in a tile, in UTF-8 bytes: a value field's lengths then fit one byte each. */
const LONGEST_TEXT = 120
const HAS_CODE = 0x10
const HAS_HOUSE = 0x20
/** MVT layer field 4 (values) and value field 1 (string_value). */
const VALUES_FIELD = 0x22
const STRING_VALUE = 0x0a

const decoder = new TextDecoder()

/** Appends the bytes of one address to a block. */
export function writeEntry(entry: BlockEntry, out: ByteWriter): void {
  for (const offset of [entry.dx, entry.dy]) {
    out.byte(offset & 0xff)
    out.byte((offset >>> 8) & 0xff)
    out.byte(offset >>> 16)
  }
  out.byte(entry.objectClass)
  out.byte(entry.status | (entry.code === null ? 0 : HAS_CODE) | (entry.houseNumber === null ? 0 : HAS_HOUSE))
  out.varint(entry.fid)
  // the length of the values stands before them, always as two bytes of a varint
  const lengthAt = out.length
  out.byte(0)
  out.byte(0)
  for (const text of [entry.uid, entry.code, entry.houseNumber]) if (text !== null) textValue(text, out)
  const length = out.length - lengthAt - 2
  out.bytes[lengthAt] = (length & 127) | 128
  out.bytes[lengthAt + 1] = length >>> 7
}

function textValue(text: string, out: ByteWriter): void {
  const lengthAt = out.length + 1
  out.byte(VALUES_FIELD)
  out.byte(0)
  out.byte(STRING_VALUE)
  out.byte(0)
  const length = out.text(text, LONGEST_TEXT)
  out.bytes[lengthAt] = length + 2
  out.bytes[lengthAt + 2] = length
}

/** Walks the addresses of a block in stored order (by `fid`) without making an object for each. */
export class BlockCursor {
  dx = 0
  dy = 0
  objectClass = 0
  status = 0
  fid = 0
  hasCode = false
  hasHouse = false
  /** `bytes[valuesAt, end)` are the value fields: uid, then code, then house number. */
  valuesAt = 0
  end = 0
  /** Where this address begins. */
  start = 0

  constructor(readonly bytes: Uint8Array) {}

  /** Steps to the next address; false after the last. */
  next(): boolean {
    const bytes = this.bytes
    let at = this.end
    if (at >= bytes.length) return false
    this.start = at
    this.dx = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
    this.dy = bytes[at + 3]! | (bytes[at + 4]! << 8) | (bytes[at + 5]! << 16)
    this.objectClass = bytes[at + 6]!
    const flags = bytes[at + 7]!
    this.status = flags & 0x0f
    this.hasCode = (flags & HAS_CODE) !== 0
    this.hasHouse = (flags & HAS_HOUSE) !== 0
    at += 8
    let fid = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!
      fid += (byte & 127) * scale
      if (byte < 128) break
    }
    this.fid = fid
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!
      length |= (byte & 127) << shift
      if (byte < 128) break
    }
    this.valuesAt = at
    this.end = at + length
    return true
  }

  /** The address as an object, for tests and for what is not on the fast path. */
  entry(): BlockEntry {
    const texts: string[] = []
    for (let at = this.valuesAt; at < this.end; at += 4 + this.bytes[at + 3]!)
      texts.push(decoder.decode(this.bytes.subarray(at + 4, at + 4 + this.bytes[at + 3]!)))
    return {
      fid: this.fid,
      dx: this.dx,
      dy: this.dy,
      objectClass: this.objectClass,
      status: this.status,
      uid: texts.shift() as string,
      code: this.hasCode ? (texts.shift() as string) : null,
      houseNumber: this.hasHouse ? (texts.shift() as string) : null,
    }
  }
}

/** The block without some addresses; what was taken out is passed to `removed`. Unknown ids are passed over. */
export function removeFromBlock(
  block: Uint8Array,
  fids: ReadonlySet<number>,
  removed: (cursor: BlockCursor) => void,
): Uint8Array {
  const out = new ByteWriter(block.length)
  const cursor = new BlockCursor(block)
  while (cursor.next())
    if (fids.has(cursor.fid)) removed(cursor)
    else out.copy(block, cursor.start, cursor.end)
  return out.view()
}

/** The block with addresses added, none of which it holds yet; both sides in order of `fid`. */
export function addToBlock(block: Uint8Array, entries: readonly BlockEntry[]): Uint8Array {
  const out = new ByteWriter(block.length + entries.length * 96)
  const cursor = new BlockCursor(block)
  const queue = [...entries].sort((a, b) => a.fid - b.fid)
  let next = 0
  while (cursor.next()) {
    while (next < queue.length && queue[next]!.fid < cursor.fid) writeEntry(queue[next++]!, out)
    out.copy(block, cursor.start, cursor.end)
  }
  while (next < queue.length) writeEntry(queue[next++]!, out)
  return out.view()
}

/** Bit 1: an address so near the east edge that it may belong to the next tile; bit 2: the south edge. */
export function edgesOf(block: Uint8Array): number {
  const cursor = new BlockCursor(block)
  let edges = 0
  while (cursor.next()) {
    if (cursor.dx >= BLOCK_UNITS - EDGE_UNITS) edges |= 1
    if (cursor.dy >= BLOCK_UNITS - EDGE_UNITS) edges |= 2
  }
  return edges
}

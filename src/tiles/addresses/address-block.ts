import { OWN_COLUMNS, SHARED_COLUMNS } from './address-attributes.ts'
import { BLOCK_UNITS, EDGE_UNITS } from './address-grid.ts'

/** One address as blocks store it: `dx`, `dy` in block units. */
export interface BlockEntry {
  readonly fid: number
  readonly dx: number
  readonly dy: number
  /** 0 (other) or 1..5. */
  readonly objectClass: number
  /** Index in `PUBLIC_STATUSES`. */
  readonly status: number
  readonly uid: string
  /** Texts of {@link OWN_COLUMNS}. */
  readonly own: readonly (string | null)[]
  /** Texts of {@link SHARED_COLUMNS}. */
  readonly shared: readonly (string | null)[]
}

/** Words before the columns: how many addresses and how many different shared texts. */
export const HEAD_WORDS = 2
/** Words of an address: low and high word of `fid`, `dx`, `dy`, its shared texts, the begin of its values. */
export const ADDRESS_WORDS = 5 + SHARED_COLUMNS.length
/** Above the 24 bits of an offset: the class in `dx`; in `dy` 4 bits of the status, then a bit for each own text. */
const OFFSET = 0xff_ffff
const FLAGS_SHIFT = 24
const OWN_SHIFT = 28
const STATUS = 0xf

/** The words of an address's offsets with its class, its status and which own texts it has. */
export function packedOffsets({ dx, dy, objectClass, status, own }: BlockEntry): [x: number, y: number] {
  const present = own.reduce((bits, text, i) => (text === null ? bits : bits | (1 << i)), 0)
  return [
    (dx | (objectClass << FLAGS_SHIFT)) >>> 0,
    (dy | (status << FLAGS_SHIFT) | (present << OWN_SHIFT)) >>> 0,
  ]
}

/**
 * A block of addresses read in place, in order of `fid`. By column: low and high word of `fid`, offsets with flags, the
 * places of the shared texts, where the values begin; then hashes and begins of the shared texts, the values (uid and own texts
 * as ready MVT value fields, address by address), the shared texts as such fields, and the values once more, deflated for
 * tiles that hold all of them.
 */
export class AddressBlock {
  readonly bytes: Uint8Array
  /** All columns of words, little-endian; `xAt` and so on are their first words. */
  readonly words: Uint32Array
  readonly count: number
  /** How many different shared texts there are. */
  readonly texts: number
  readonly xAt: number
  readonly yAt: number
  /** The columns of the shared texts one after the other: 0 for none, else 1 + the place in the list of texts. */
  readonly sharedAt: number
  readonly startsAt: number
  readonly hashesAt: number
  readonly textStartsAt: number
  /** First byte of the values; begins in `startsAt` count from here. */
  readonly valuesAt: number
  /** First byte of the shared texts. */
  readonly textBytesAt: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
    this.words = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length >>> 2)
    const empty = bytes.length === 0
    const count = empty ? 0 : this.words[0]!
    this.count = count
    this.texts = empty ? 0 : this.words[1]!
    this.xAt = HEAD_WORDS + 2 * count
    this.yAt = this.xAt + count
    this.sharedAt = this.yAt + count
    this.startsAt = this.sharedAt + SHARED_COLUMNS.length * count
    this.hashesAt = this.startsAt + count + 1
    this.textStartsAt = this.hashesAt + this.texts
    this.valuesAt = 4 * (this.textStartsAt + this.texts + 1)
    this.textBytesAt = this.valuesAt + (empty ? 0 : this.words[this.startsAt + count]!)
  }

  fid(i: number): number {
    const low = this.words[HEAD_WORDS + i]!
    const high = this.words[HEAD_WORDS + this.count + i]!
    return high === 0 ? low : low + high * 2 ** 32
  }

  dx(i: number): number {
    return this.words[this.xAt + i]! & OFFSET
  }

  dy(i: number): number {
    return this.words[this.yAt + i]! & OFFSET
  }

  objectClass(i: number): number {
    return this.words[this.xAt + i]! >>> FLAGS_SHIFT
  }

  status(i: number): number {
    return (this.words[this.yAt + i]! >>> FLAGS_SHIFT) & STATUS
  }

  /** Bit k: address `i` has the text of `OWN_COLUMNS[k]`. */
  ownTexts(i: number): number {
    return this.words[this.yAt + i]! >>> OWN_SHIFT
  }

  /** The text of `SHARED_COLUMNS[column]` of address `i`: 0 for none, else 1 + its place in the list of texts. */
  sharedText(i: number, column: number): number {
    return this.words[this.sharedAt + column * this.count + i]!
  }

  /** First byte of the value fields of address `i`; those of address `count` would begin at the end of all. */
  valuesOf(i: number): number {
    return this.valuesAt + this.words[this.startsAt + i]!
  }

  /** How many value fields addresses from `first` to before `end` have. */
  valueCount(first: number, end: number): number {
    const { words, yAt } = this
    let values = end - first
    for (let i = first; i < end; i++)
      for (let bits = words[yAt + i]! >>> OWN_SHIFT; bits !== 0; bits &= bits - 1) values++
    return values
  }

  /** First byte of a shared text's field; that of number `texts` would begin at the end of all. */
  textField(text: number): number {
    return this.textBytesAt + this.words[this.textStartsAt + text]!
  }

  /** Where the values deflated begin: what a tile may take of the block stands before. */
  deflatedAt(): number {
    return this.textField(this.texts)
  }

  /** The values deflated, see `deflatePart`; empty where they are few. */
  deflatedValues(): Uint8Array {
    return this.bytes.subarray(this.deflatedAt())
  }

  /** Bit 1: an address so near the east edge that it may belong to the next tile; bit 2: the south edge. */
  edges(): number {
    let edges = 0
    for (let i = 0; i < this.count; i++) {
      if (this.dx(i) >= BLOCK_UNITS - EDGE_UNITS) edges |= 1
      if (this.dy(i) >= BLOCK_UNITS - EDGE_UNITS) edges |= 2
    }
    return edges
  }
}

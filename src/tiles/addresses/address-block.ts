import { BLOCK_UNITS, EDGE_UNITS } from './address-grid.ts'

/** Statuses that maps show; reserved and retired addresses are not on the map. The place in this list is stored. */
export const SHOWN_STATUSES = ['official', 'proposed', 'alternative'] as const
/** Object classes of the report are 1..5; any other number is shown without class and counted as 0. */
export const LAST_CLASS = 5

/** One address as blocks keep it: `dx`, `dy` in block units. */
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

/** Words before the columns: how many addresses and how many different house numbers. */
export const HEAD_WORDS = 2
/** Columns of one word an address; `starts` has one word more. */
export const ADDRESS_COLUMNS = 6
/** Above the 24 bits of an offset: the class in `dx`; status and whether there is a code in `dy`. */
const OFFSET = 0xff_ffff
const HAS_CODE = 0x10

/** The upper 8 bits that go with an address's offsets in its block. */
export function flagsOf(objectClass: number, status: number, hasCode: boolean): [x: number, y: number] {
  return [objectClass << 24, (status | (hasCode ? HAS_CODE : 0)) << 24]
}

/**
 * A block of addresses read in place, in order of `fid`. By column: low and high word of `fid`, offsets with flags, the
 * place in the list of house numbers, where the values begin; then hashes and begins of the house numbers, the values
 * (uid and code as ready MVT value fields, address by address), the house numbers as such fields, and the values once more,
 * deflated for tiles that hold all of them.
 */
export class AddressBlock {
  readonly bytes: Uint8Array
  /** All columns of words, little-endian; `xAt` and so on are their first words. */
  readonly words: Uint32Array
  readonly count: number
  readonly houses: number
  readonly xAt: number
  readonly yAt: number
  /** 0 for none, else 1 + the place in the list of house numbers. */
  readonly houseAt: number
  readonly startsAt: number
  readonly hashesAt: number
  readonly houseStartsAt: number
  /** First byte of the values; begins in `startsAt` count from here. */
  readonly valuesAt: number
  /** First byte of the house numbers. */
  readonly houseBytesAt: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
    this.words = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length >>> 2)
    const empty = bytes.length === 0
    const count = empty ? 0 : this.words[0]!
    this.count = count
    this.houses = empty ? 0 : this.words[1]!
    this.xAt = HEAD_WORDS + 2 * count
    this.yAt = this.xAt + count
    this.houseAt = this.yAt + count
    this.startsAt = this.houseAt + count
    this.hashesAt = this.startsAt + count + 1
    this.houseStartsAt = this.hashesAt + this.houses
    this.valuesAt = 4 * (this.houseStartsAt + this.houses + 1)
    this.houseBytesAt = this.valuesAt + (empty ? 0 : this.words[this.startsAt + count]!)
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
    return this.words[this.xAt + i]! >>> 24
  }

  status(i: number): number {
    return (this.words[this.yAt + i]! >>> 24) & (HAS_CODE - 1)
  }

  hasCode(i: number): boolean {
    return ((this.words[this.yAt + i]! >>> 24) & HAS_CODE) !== 0
  }

  /** First byte of the value fields of address `i`; those of address `count` would begin at the end of all. */
  valuesOf(i: number): number {
    return this.valuesAt + this.words[this.startsAt + i]!
  }

  /** How many value fields addresses from `first` to before `end` have. */
  valueCount(first: number, end: number): number {
    let values = end - first
    for (let i = first; i < end; i++) if (this.hasCode(i)) values++
    return values
  }

  /** First byte of a house number's field; that of number `houses` would begin at the end of all. */
  houseField(house: number): number {
    return this.houseBytesAt + this.words[this.houseStartsAt + house]!
  }

  /** Where the values deflated begin: what a tile may take of the block stands before. */
  deflatedAt(): number {
    return this.houseField(this.houses)
  }

  /** The values deflated, see `deflatedPart`; empty where they are few. */
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

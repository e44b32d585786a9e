import { cellDecoder, encodingOf, type TableEncoding } from '../../../tables/decoded-text.ts'

/** dBase III to 7, of which Shapefiles use the first: a header, a description of 32 bytes a field, rows of one width. */
const FIELD = 32
const END_OF_FIELDS = 0x0d
const DELETED = 0x2a
/** Bytes of cells by which the encoding is recognised. */
const SAMPLE = 262_144
/** A field of another type holds a number of a block in another file, or bytes. */
const READ_TYPES = 'CNFDL'
const KNOWN_TYPES = `${READ_TYPES}MBGOI@+TYVW`

interface Field {
  name: Buffer
  type: string
  at: number
  length: number
}

/** A value of a cell; a whole number beyond 2^53 is its digits, a day is YYYY-MM-DD, a blank is null. */
export type DbaseValue = string | number | boolean | null

/** The attribute table of a Shapefile, read row by row from its bytes. */
export class DbaseTable {
  /** Names of the fields that are read, in the order of the file. */
  readonly columns: readonly string[]
  /** Names of those that are not: memos, pictures. */
  readonly unread: readonly string[]
  readonly encoding: TableEncoding
  /** Rows that the header announces. */
  readonly size: number
  readonly #bytes: Buffer
  readonly #fields: readonly Field[]
  readonly #start: number
  readonly #width: number
  readonly #text: (bytes: Uint8Array) => string

  /**
   * Throws RangeError when the bytes are no such table.
   *
   * @param encoding of the texts; recognised by what they hold when none is given
   */
  constructor(bytes: Buffer, encoding?: TableEncoding) {
    if (bytes.length < FIELD + 1) throw new RangeError('.dbf: no header')
    this.#bytes = bytes
    this.size = bytes.readUInt32LE(4)
    this.#start = bytes.readUInt16LE(8)
    this.#width = bytes.readUInt16LE(10)
    const fields = fieldsOf(bytes, this.#start)
    const width = fields.reduce((sum, { length }) => sum + length, 1)
    if (
      fields.length === 0 ||
      this.#width < width ||
      fields.some(({ type, length }) => !KNOWN_TYPES.includes(type) || length === 0)
    )
      throw new RangeError(`.dbf: rows of ${this.#width} bytes, fields of ${width}`)
    this.#fields = fields.filter(({ type }) => READ_TYPES.includes(type))
    this.encoding = encoding ?? encodingOf(this.#sample())
    this.#text = cellDecoder(this.encoding)
    this.columns = this.#fields.map(({ name }) => this.#text(name))
    this.unread = fields.filter(({ type }) => !READ_TYPES.includes(type)).map(({ name }) => this.#text(name))
  }

  /** The values of a row, from 0; 'deleted' for one that is marked so, undefined where the file ends before it. */
  row(index: number): DbaseValue[] | 'deleted' | undefined {
    const at = this.#start + index * this.#width
    if (index >= this.size || at + this.#width > this.#bytes.length + 1) return undefined
    if (this.#bytes[at] === DELETED) return 'deleted'
    return this.#fields.map((field) => this.#value(field, at + field.at))
  }

  #value({ type, length }: Field, at: number): DbaseValue {
    const bytes = this.#bytes.subarray(at, at + length)
    if (type === 'C') return this.#text(bytes).replaceAll('\0', '').trim() || null
    const text = bytes.toString('latin1').replaceAll('\0', '').trim()
    if (text === '') return null
    if (type === 'L') return /^[TtYy]/.test(text) ? true : /^[FfNn]/.test(text) ? false : null
    if (type === 'D')
      return /^(?!0000)\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : null
    const number = Number(text)
    if (!Number.isFinite(number)) return null
    return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text) ? text : number
  }

  /** Texts of the first rows, one a line. */
  #sample(): Buffer {
    const cells: Buffer[] = []
    const texts = this.#fields.filter(({ type }) => type === 'C')
    let size = 0
    for (let i = 0; i < this.size && size < SAMPLE; i++) {
      const at = this.#start + i * this.#width
      for (const field of texts) {
        const cell = this.#bytes.subarray(at + field.at, at + field.at + field.length)
        if (!cell.some((byte) => byte > 0x7f)) continue
        cells.push(cell, NEW_LINE)
        size += cell.length
      }
    }
    return Buffer.concat(cells)
  }
}

const NEW_LINE = Buffer.from('\n')

function fieldsOf(bytes: Buffer, end: number): Field[] {
  const fields: Field[] = []
  let at = 1
  for (let from = FIELD; from + FIELD <= Math.min(end, bytes.length); from += FIELD) {
    if (bytes[from] === END_OF_FIELDS) break
    const type = String.fromCharCode(bytes[from + 11]!).toUpperCase()
    // long texts carry into the byte of the decimals
    const length = bytes[from + 16]! + (type === 'C' ? bytes[from + 17]! << 8 : 0)
    fields.push({ name: nameAt(bytes, from), type, at, length })
    at += length
  }
  return fields
}

function nameAt(bytes: Buffer, from: number): Buffer {
  const name = bytes.subarray(from, from + 11)
  const end = name.indexOf(0)
  return end < 0 ? name : name.subarray(0, end)
}

import { byteHash } from '../gzip/byte-hash.ts'
import { ByteWriter } from '../gzip/byte-writer.ts'
import { deflatePart } from '../gzip/deflated-parts.ts'
import { ADDRESS_COLUMNS, type AddressBlock, type BlockEntry, flagsOf, HEAD_WORDS } from './address-block.ts'

/** Longest text kept in a tile, in UTF-8 bytes: a value field's lengths then fit one byte each. */
const MAX_TEXT_BYTES = 120
/** MVT layer field 4 (values) and value field 1 (string_value). */
const VALUES_FIELD = 0x22
const STRING_VALUE = 0x0a
/** Values of fewer bytes are deflated with the rest of a tile: on their own they would be hardly smaller. */
const MIN_DEFLATED_BYTES = 512
const NONE = new Uint8Array(0)

/** Puts addresses into a block, in order of `fid`; one builder makes many blocks, one after the other. */
export class BlockBuilder {
  readonly #fids: number[] = []
  readonly #x: number[] = []
  readonly #y: number[] = []
  readonly #house: number[] = []
  readonly #starts: number[] = []
  readonly #values = new ByteWriter(1 << 14)
  /** House numbers in the order of their first address, by text. */
  readonly #houses = new Map<string, number>()
  readonly #houseStarts: number[] = []
  readonly #houseFields = new ByteWriter(1 << 12)

  get count(): number {
    return this.#fids.length
  }

  /** Adds an address. */
  add(entry: BlockEntry): void {
    const [x, y] = flagsOf(entry.objectClass, entry.status, entry.code !== null)
    this.#begin(entry.fid, (entry.dx | x) >>> 0, (entry.dy | y) >>> 0)
    textField(entry.uid, this.#values)
    if (entry.code !== null) textField(entry.code, this.#values)
    if (entry.houseNumber === null) {
      this.#house.push(0)
      return
    }
    const field = new ByteWriter(MAX_TEXT_BYTES + 4)
    textField(entry.houseNumber, field)
    this.#house.push(this.#houseOf(field.bytes, 0, field.length))
  }

  /** Adds address `i` of another block as it is. */
  copy(from: AddressBlock, i: number): void {
    const { words, bytes } = from
    this.#begin(from.fid(i), words[from.xAt + i]!, words[from.yAt + i]!)
    this.#values.copy(bytes, from.valuesOf(i), from.valuesOf(i + 1))
    const house = words[from.houseAt + i]!
    this.#house.push(
      house === 0 ? 0 : this.#houseOf(bytes, from.houseField(house - 1), from.houseField(house)),
    )
  }

  #begin(fid: number, x: number, y: number): void {
    this.#fids.push(fid)
    this.#x.push(x)
    this.#y.push(y)
    this.#starts.push(this.#values.length)
  }

  #houseOf(bytes: Uint8Array, start: number, end: number): number {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
    const known = this.#houses.get(text)
    if (known !== undefined) return known
    this.#houseStarts.push(this.#houseFields.length)
    this.#houseFields.copy(bytes, start, end)
    this.#houses.set(text, this.#houses.size + 1)
    return this.#houses.size
  }

  /** The block in memory of its own, and an empty builder; no bytes when nothing was added. */
  finish(): Uint8Array {
    const count = this.count
    if (count === 0) return new Uint8Array(0)
    const houses = this.#houses.size
    const wordCount = HEAD_WORDS + ADDRESS_COLUMNS * count + 1 + 2 * houses + 1
    const values = this.#values.view()
    const deflated = values.length < MIN_DEFLATED_BYTES ? NONE : deflatePart(values)
    const fieldsAt = 4 * wordCount + values.length
    const deflatedAt = fieldsAt + this.#houseFields.length
    const out = new Uint8Array(deflatedAt + deflated.length)
    const words = new Uint32Array(out.buffer, 0, wordCount)
    words[0] = count
    words[1] = houses
    const fields = this.#houseFields.view()
    const houseStarts = [...this.#houseStarts, fields.length]
    let at = HEAD_WORDS
    for (const column of [
      this.#fids.map((fid) => fid % 2 ** 32),
      this.#fids.map((fid) => Math.floor(fid / 2 ** 32)),
      this.#x,
      this.#y,
      this.#house,
      [...this.#starts, this.#values.length],
      this.#houseStarts.map((start, i) => byteHash(fields, start, houseStarts[i + 1]!)),
      houseStarts,
    ]) {
      words.set(column, at)
      at += column.length
    }
    out.set(values, 4 * wordCount)
    out.set(fields, fieldsAt)
    out.set(deflated, deflatedAt)
    this.#reset()
    return out
  }

  #reset(): void {
    for (const column of [this.#fids, this.#x, this.#y, this.#house, this.#starts, this.#houseStarts])
      column.length = 0
    this.#values.reset()
    this.#houseFields.reset()
    this.#houses.clear()
  }
}

function textField(text: string, out: ByteWriter): void {
  const lengthAt = out.length + 1
  out.byte(VALUES_FIELD)
  out.byte(0)
  out.byte(STRING_VALUE)
  out.byte(0)
  const length = out.text(text, MAX_TEXT_BYTES)
  out.bytes[lengthAt] = length + 2
  out.bytes[lengthAt + 2] = length
}

/**
 * The block without some addresses and with others, of which it holds none; what was taken out is passed to
 * `removed`. Unknown ids are passed over.
 */
export function changedBlock(
  block: AddressBlock,
  fids: ReadonlySet<number>,
  entries: readonly BlockEntry[],
  removed: (block: AddressBlock, i: number) => void,
): Uint8Array {
  const builder = new BlockBuilder()
  const queue = [...entries].sort((a, b) => a.fid - b.fid)
  let next = 0
  for (let i = 0; i < block.count; i++) {
    const fid = block.fid(i)
    while (next < queue.length && queue[next]!.fid < fid) builder.add(queue[next++]!)
    if (fids.has(fid)) removed(block, i)
    else builder.copy(block, i)
  }
  while (next < queue.length) builder.add(queue[next++]!)
  return builder.finish()
}

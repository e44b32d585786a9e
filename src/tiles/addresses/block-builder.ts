import { byteHash } from '../gzip/byte-hash.ts'
import { ByteWriter } from '../gzip/byte-writer.ts'
import { deflatePart } from '../gzip/deflated-parts.ts'
import { SHARED_COLUMNS } from './address-attributes.ts'
import {
  ADDRESS_WORDS,
  type AddressBlock,
  type BlockEntry,
  HEAD_WORDS,
  packedOffsets,
} from './address-block.ts'

/** Longest text kept in a tile, in UTF-8 bytes: a value field's lengths then fit one byte each. */
const MAX_TEXT_BYTES = 120
/** MVT layer field 4 (values) and value field 1 (string_value). */
const VALUES_FIELD = 0x22
const STRING_VALUE = 0x0a
/** Fewer bytes of values are deflated with the rest of a tile: alone they would hardly get smaller. */
const MIN_DEFLATED_BYTES = 512
const NONE = new Uint8Array(0)

/** Puts addresses into a block, in order of `fid`; one builder makes many blocks, one after the other. */
export class BlockBuilder {
  readonly #fids: number[] = []
  readonly #x: number[] = []
  readonly #y: number[] = []
  readonly #shared: readonly number[][] = SHARED_COLUMNS.map(() => [])
  readonly #starts: number[] = []
  readonly #values = new ByteWriter(1 << 14)
  /** Shared texts in the order of their first address: 1 + the place, by the bytes of their field. */
  readonly #texts = new Map<string, number>()
  readonly #textStarts: number[] = []
  readonly #textFields = new ByteWriter(1 << 12)

  get count(): number {
    return this.#fids.length
  }

  /** Adds an address. */
  add(entry: BlockEntry): void {
    this.#begin(entry.fid, ...packedOffsets(entry))
    textField(entry.uid, this.#values)
    for (const text of entry.own) if (text !== null) textField(text, this.#values)
    for (const [column, text] of entry.shared.entries())
      this.#shared[column]!.push(text === null ? 0 : this.#newText(text))
  }

  /** Adds address `i` of another block as it is. */
  copy(from: AddressBlock, i: number): void {
    const { words, bytes } = from
    this.#begin(from.fid(i), words[from.xAt + i]!, words[from.yAt + i]!)
    this.#values.copy(bytes, from.valuesOf(i), from.valuesOf(i + 1))
    for (const [column, places] of this.#shared.entries()) {
      const text = from.sharedText(i, column)
      places.push(text === 0 ? 0 : this.#placeOf(bytes, from.textField(text - 1), from.textField(text)))
    }
  }

  #begin(fid: number, x: number, y: number): void {
    this.#fids.push(fid)
    this.#x.push(x)
    this.#y.push(y)
    this.#starts.push(this.#values.length)
  }

  #newText(text: string): number {
    const field = new ByteWriter(MAX_TEXT_BYTES + 4)
    textField(text, field)
    return this.#placeOf(field.bytes, 0, field.length)
  }

  /** 1 + the place of a shared text, whose field is `bytes[start, end)`. */
  #placeOf(bytes: Uint8Array, start: number, end: number): number {
    const key = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
    const found = this.#texts.get(key)
    if (found !== undefined) return found
    this.#textStarts.push(this.#textFields.length)
    this.#textFields.copy(bytes, start, end)
    this.#texts.set(key, this.#texts.size + 1)
    return this.#texts.size
  }

  /** The block in memory of its own, and an empty builder; no bytes when nothing was added. */
  finish(): Uint8Array {
    const count = this.count
    if (count === 0) return new Uint8Array(0)
    const texts = this.#texts.size
    const wordCount = HEAD_WORDS + ADDRESS_WORDS * count + 1 + 2 * texts + 1
    const values = this.#values.view()
    const deflated = values.length < MIN_DEFLATED_BYTES ? NONE : deflatePart(values)
    const fieldsAt = 4 * wordCount + values.length
    const deflatedAt = fieldsAt + this.#textFields.length
    const out = new Uint8Array(deflatedAt + deflated.length)
    const words = new Uint32Array(out.buffer, 0, wordCount)
    words[0] = count
    words[1] = texts
    const fields = this.#textFields.view()
    const textStarts = [...this.#textStarts, fields.length]
    let at = HEAD_WORDS
    for (const column of [
      this.#fids.map((fid) => fid % 2 ** 32),
      this.#fids.map((fid) => Math.floor(fid / 2 ** 32)),
      this.#x,
      this.#y,
      ...this.#shared,
      [...this.#starts, this.#values.length],
      this.#textStarts.map((start, i) => byteHash(fields, start, textStarts[i + 1]!)),
      textStarts,
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
    for (const column of [this.#fids, this.#x, this.#y, ...this.#shared, this.#starts, this.#textStarts])
      column.length = 0
    this.#values.reset()
    this.#textFields.reset()
    this.#texts.clear()
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
 * The block without the addresses `fids` and with `entries`, none of which it holds. `removed` is called for each address taken out;
 * unknown ids are ignored.
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

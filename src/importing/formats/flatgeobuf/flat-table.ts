import { ByteBuffer } from 'flatbuffers'

/** A table of a FlatBuffer whose fields are asked by their place in the schema. Reading beyond the bytes throws RangeError. */
export class FlatTable {
  readonly #bytes: ByteBuffer
  readonly #at: number

  private constructor(bytes: ByteBuffer, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  /** The root table of a buffer without a size in front. */
  static root(bytes: Uint8Array): FlatTable {
    const buffer = new ByteBuffer(bytes)
    return new FlatTable(buffer, within(buffer, buffer.readInt32(0)))
  }

  text(field: number): string | undefined {
    const at = this.#field(field)
    return at === undefined ? undefined : (this.#bytes.__string(at) as string)
  }

  byte(field: number, otherwise: number): number {
    const at = this.#field(field)
    return at === undefined ? otherwise : this.#bytes.readUint8(at)
  }

  short(field: number, otherwise: number): number {
    const at = this.#field(field)
    return at === undefined ? otherwise : this.#bytes.readUint16(at)
  }

  int(field: number, otherwise: number): number {
    const at = this.#field(field)
    return at === undefined ? otherwise : this.#bytes.readInt32(at)
  }

  long(field: number): bigint {
    const at = this.#field(field)
    return at === undefined ? 0n : this.#bytes.readUint64(at)
  }

  table(field: number): FlatTable | undefined {
    const at = this.#field(field)
    return at === undefined
      ? undefined
      : new FlatTable(this.#bytes, within(this.#bytes, this.#bytes.__indirect(at)))
  }

  tables(field: number): FlatTable[] {
    return this.#vector(
      field,
      4,
      (at) => new FlatTable(this.#bytes, within(this.#bytes, this.#bytes.__indirect(at))),
    )
  }

  doubles(field: number): number[] {
    return this.#vector(field, 8, (at) => this.#bytes.readFloat64(at))
  }

  uints(field: number): number[] {
    return this.#vector(field, 4, (at) => this.#bytes.readUint32(at))
  }

  bytes(field: number): Buffer {
    const [start, length] = this.#span(field, 1)
    const all = this.#bytes.bytes()
    return Buffer.from(all.buffer, all.byteOffset + start, length)
  }

  #vector<T>(field: number, width: number, read: (at: number) => T): T[] {
    const [start, length] = this.#span(field, width)
    return Array.from({ length }, (_, i) => read(start + i * width))
  }

  #span(field: number, width: number): [start: number, length: number] {
    const at = this.#field(field)
    if (at === undefined) return [0, 0]
    const length = this.#bytes.__vector_len(at)
    const start = this.#bytes.__vector(at)
    if (start + length * width > this.#bytes.capacity()) throw new RangeError('a list beyond the end')
    return [start, length]
  }

  /** Where a field stands; undefined when it was left out. */
  #field(field: number): number | undefined {
    const offset = this.#bytes.__offset(this.#at, 4 + 2 * field)
    return offset === 0 ? undefined : within(this.#bytes, this.#at + offset)
  }
}

function within(bytes: ByteBuffer, at: number): number {
  if (at < 0 || at >= bytes.capacity()) throw new RangeError('a place beyond the end')
  return at
}

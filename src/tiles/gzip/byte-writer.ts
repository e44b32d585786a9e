const encoder = new TextEncoder()

/** A growing run of bytes with the few protobuf primitives a tile needs. */
export class ByteWriter {
  bytes: Uint8Array
  length = 0

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
  }

  /** Forgets what was written and keeps the memory. */
  reset(): void {
    this.length = 0
  }

  /** Makes room for `extra` more bytes. */
  reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + extra))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  /** An unsigned varint; `value` is a whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    this.reserve(8)
    this.length = putVarint(this.bytes, this.length, value)
  }

  /** A signed varint in zigzag form; `value` fits 31 bits. */
  zigzag(value: number): void {
    this.varint(((value << 1) ^ (value >> 31)) >>> 0)
  }

  /** Copies `source[start, end)`. */
  copy(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start)
    if (end - start > 48) this.bytes.set(source.subarray(start, end), this.length)
    else for (let i = start, at = this.length; i < end; i++, at++) this.bytes[at] = source[i] as number
    this.length += end - start
  }

  /** A length-delimited UTF-8 string; a lone surrogate becomes U+FFFD. */
  string(text: string): void {
    const bytes = encoder.encode(text)
    this.varint(bytes.length)
    this.copy(bytes)
  }

  /** UTF-8 of a text without its length, cut between characters at `max` bytes; returns how many. */
  text(text: string, max: number): number {
    this.reserve(max)
    const { written } = encoder.encodeInto(text, this.bytes.subarray(this.length, this.length + max))
    this.length += written
    return written
  }

  /** What was written, as a view that the next write may change. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

/** Writes an unsigned varint, a whole number from 0 to 2^53 - 1, where there is room for 8 bytes; returns its end. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value
  let end = at
  while (rest > 0x7fffffff) {
    bytes[end++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  while (rest > 127) {
    bytes[end++] = (rest & 127) | 128
    rest >>>= 7
  }
  bytes[end++] = rest
  return end
}

/** Bytes a varint takes. */
export function varintLength(value: number): number {
  let length = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++
  return length
}

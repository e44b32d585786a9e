import type { FlatTable } from './flat-table.ts'

/** Fields of the table Column (header.fbs). */
const COLUMN = { name: 0, type: 1 } as const

/** How a value of each type stands in the bytes: how many it takes, and what it is. The order is the schema's. */
const TYPES: readonly ((bytes: Buffer, at: number) => [size: number, value: unknown])[] = [
  (bytes, at) => [1, bytes.readInt8(at)],
  (bytes, at) => [1, bytes.readUInt8(at)],
  (bytes, at) => [1, bytes.readUInt8(at) !== 0],
  (bytes, at) => [2, bytes.readInt16LE(at)],
  (bytes, at) => [2, bytes.readUInt16LE(at)],
  (bytes, at) => [4, bytes.readInt32LE(at)],
  (bytes, at) => [4, bytes.readUInt32LE(at)],
  (bytes, at) => [8, whole(bytes.readBigInt64LE(at))],
  (bytes, at) => [8, whole(bytes.readBigUInt64LE(at))],
  (bytes, at) => [4, bytes.readFloatLE(at)],
  (bytes, at) => [8, bytes.readDoubleLE(at)],
  text,
  text,
  text,
  (bytes, at) => [4 + bytes.readUInt32LE(at), null],
]

/** Reads the values of features by the columns that the header describes; bytes that do not fit them throw RangeError. */
export function propertyReader(described: readonly FlatTable[]): {
  columns: readonly string[]
  read(bytes: Buffer): unknown[]
} {
  const columns = described.map((column) => ({
    name: column.text(COLUMN.name) ?? '',
    type: TYPES[column.byte(COLUMN.type, 0)],
  }))
  return {
    columns: columns.map(({ name }) => name),
    read(bytes) {
      const values: unknown[] = columns.map(() => null)
      for (let at = 0; at < bytes.length; ) {
        const place = bytes.readUInt16LE(at)
        const type = columns[place]?.type
        if (!type) throw new RangeError(`a value of column ${place}`)
        const [size, value] = type(bytes, at + 2)
        values[place] = value
        at += 2 + size
      }
      return values
    },
  }
}

/** A whole number as it is: beyond 2^53 its digits. */
function whole(number: bigint): number | string {
  return Number.isSafeInteger(Number(number)) ? Number(number) : String(number)
}

function text(bytes: Buffer, at: number): [size: number, value: string] {
  const length = bytes.readUInt32LE(at)
  if (at + 4 + length > bytes.length) throw new RangeError('a text beyond the end')
  return [4 + length, bytes.toString('utf8', at + 4, at + 4 + length)]
}

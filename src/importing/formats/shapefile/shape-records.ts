import { parseShp } from 'shpjs'

/** Bytes of the file's header, and of a record's (ESRI Shapefile Technical Description, 1998). */
const HEADER = 100
const RECORD = 8
const FILE_CODE = 9994
const MULTIPATCH = 31

/** A shape, null for a record without one; or what is wrong with its record. */
export type Shape = { geometry: unknown; wrong?: undefined } | { wrong: string }

/**
 * The shapes of a `.shp`, each read by itself, so that a damaged record costs only its own. The last one says so when the file is
 * cut off. Throws RangeError when it is no such file.
 */
export function* shapeRecords(bytes: Buffer): Generator<Shape> {
  if (bytes.length < HEADER || bytes.readInt32BE(0) !== FILE_CODE) throw new RangeError('.shp: no header')
  const head = bytes.subarray(0, HEADER)
  const type = bytes.readInt32LE(32)
  if (type === MULTIPATCH) throw new RangeError('MultiPatch')
  for (let at = HEADER; at < bytes.length; ) {
    const end = at + RECORD + (at + RECORD <= bytes.length ? bytes.readInt32BE(at + 4) * 2 : 0)
    if (end > bytes.length || end < at + RECORD + 4) {
      yield { wrong: 'cut-off' }
      return
    }
    yield shapeOf(Buffer.concat([head, bytes.subarray(at, end)]), type)
    at = end
  }
}

function shapeOf(record: Buffer, type: number): Shape {
  const own = record.readInt32LE(HEADER + RECORD)
  if (own !== 0 && own !== type) return { wrong: `type ${own} ≠ ${type}` }
  try {
    const view = new DataView(record.buffer, record.byteOffset, record.length)
    return { geometry: parseShp(view, false)[0] ?? null }
  } catch (error) {
    return { wrong: (error as Error).message }
  }
}

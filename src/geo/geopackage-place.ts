/** Bytes before the WKB by the flags of a GeoPackage header (1.3 §2.1.3): no envelope, XY, XYZ, XYM, XYZM. */
const HEADER_BYTES = [8, 40, 56, 56, 72] as const
const EMPTY = 0x10
const POINT = 1
const LINE = 2
const FIRST_COLLECTION = 4
const LAST_TYPE = 6
/** Longest blob: a million positions of two coordinates. */
const MAX_BYTES = 16_100_000

/**
 * Whether a GeoPackage blob is a place: whole, of a known type (no GeometryCollection), with at least one position, each
 * within the world in degrees. It is walked through without being taken apart.
 */
export function isPlace(blob: Buffer): boolean {
  if (blob.length < 21 || blob.length > MAX_BYTES || blob.readUInt16BE(0) !== 0x4750) return false
  const flags = blob[3] as number
  const start = HEADER_BYTES[(flags >> 1) & 0x07]
  if (flags & EMPTY || start === undefined) return false
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length)
  try {
    return endOf(view, start) > 0
  } catch {
    // Reading past the end: the blob is cut off.
    return false
  }
}

/** Where a WKB geometry ends; -1 when it is no place, or not of the type wanted. Throws RangeError at the end of the bytes. */
function endOf(view: DataView, start: number, wanted?: number): number {
  const little = view.getUint8(start) === 1
  const code = view.getUint32(start + 1, little)
  const type = (code & 0x0fffffff) % 1000
  const further = [0, 1, 1, 2][Math.floor((code & 0x0fffffff) / 1000)]
  if (further === undefined || type < POINT || type > LAST_TYPE || type !== (wanted ?? type)) return -1
  // PostGIS marks Z and M by the two highest bits.
  const stride = 8 * (2 + further + (code >>> 31) + ((code >>> 30) & 1))
  if (type === POINT) return positionsEnd(view, start + 5, 1, stride, little)
  const count = view.getUint32(start + 5, little)
  let at = start + 9
  if (count === 0) return -1
  if (type === LINE) return positionsEnd(view, at, count, stride, little)
  for (let i = 0; i < count && at > 0; i++)
    at =
      type >= FIRST_COLLECTION
        ? endOf(view, at, type - FIRST_COLLECTION + POINT)
        : positionsEnd(view, at + 4, view.getUint32(at, little), stride, little)
  return at
}

function positionsEnd(view: DataView, start: number, count: number, stride: number, little: boolean): number {
  if (count === 0) return -1
  let at = start
  for (let i = 0; i < count; i++, at += stride) {
    const [lon, lat] = [view.getFloat64(at, little), view.getFloat64(at + 8, little)]
    // Written so that NaN fails.
    if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90)) return -1
  }
  return at
}

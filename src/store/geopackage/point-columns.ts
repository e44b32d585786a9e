/** Bytes of a point as this record writes it: GeoPackage header without envelope, then WKB in little endian. */
const BYTES = 29
const BYTE_ORDER = 8
const LON = 13
const LAT = 21

/**
 * SQL: the geometries of a group's rows as one blob, {@link BYTES} each, zeros for what is no point of our own: other
 * programs may write other blobs. A blob of many rows leaves SQLite several times quicker than row by row.
 */
export const POINTS = `CAST(group_concat(
  CASE WHEN length(geom) = ${BYTES} THEN geom ELSE zeroblob(${BYTES}) END, '') AS BLOB)`

/** lon, lat in degrees of each of `count` rows in turn, from their {@link POINTS}; NaN where there is none. */
export function pointColumn(blob: Buffer, count: number): Float64Array<ArrayBuffer> {
  const positions = new Float64Array(count * 2).fill(Number.NaN)
  // A text in the place of a geometry has more bytes than letters.
  if (blob.length !== count * BYTES) return positions
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length)
  for (let i = 0, at = 0; i < count; i++, at += BYTES) {
    if (view.getUint8(at + BYTE_ORDER) !== 1) continue
    positions[i * 2] = view.getFloat64(at + LON, true)
    positions[i * 2 + 1] = view.getFloat64(at + LAT, true)
  }
  return positions
}

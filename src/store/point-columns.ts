/** What stands for the position of a row whose geometry is none of our own points: not a number, twice. */
const NO_POSITION = 'FF'.repeat(16)

/** SQL: longitude and latitude of our own points as hexadecimal bytes; other programs may write other blobs. */
export const POINT_HEX = `CASE WHEN length(geom) = 29 AND substr(geom, 9, 1) = x'01'
  THEN hex(substr(geom, 14, 16)) ELSE '${NO_POSITION}' END`

/** lon, lat in degrees of each of `count` rows in turn, from their {@link POINT_HEX} without separators; NaN where there is none. */
export function pointColumn(hex: string, count: number): Float64Array {
  const positions = new Float64Array(count * 2)
  Buffer.from(positions.buffer).write(hex, 'hex')
  return positions
}

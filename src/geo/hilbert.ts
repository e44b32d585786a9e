/** Tiles of all zooms above `z`: where its numbers begin. */
function firstOf(z: number): number {
  return (4 ** z - 1) / 3
}

/** Number of tile z/x/y along the Hilbert curves of all zooms from 0 on (PMTiles version 3); `z` 0..26. */
export function tileId(z: number, x: number, y: number): number {
  let [tx, ty] = [x, y]
  let id = firstOf(z)
  for (let s = 2 ** z / 2; s >= 1; s /= 2) {
    const rx = (tx & s) > 0 ? 1 : 0
    const ry = (ty & s) > 0 ? 1 : 0
    id += s * s * ((3 * rx) ^ ry)
    ;[tx, ty] = turned(s, tx, ty, rx, ry)
  }
  return id
}

/** The tile with a number; inverse of {@link tileId}. */
export function tileOfId(id: number): [z: number, x: number, y: number] {
  let z = 0
  while (firstOf(z + 1) <= id) z++
  let rest = id - firstOf(z)
  let [x, y] = [0, 0]
  for (let s = 1; s < 2 ** z; s *= 2) {
    const rx = 1 & Math.floor(rest / 2)
    const ry = 1 & (rest ^ rx)
    ;[x, y] = turned(s, x, y, rx, ry)
    x += s * rx
    y += s * ry
    rest = Math.floor(rest / 4)
  }
  return [z, x, y]
}

/** A square of the curve turned into its place. */
function turned(s: number, x: number, y: number, rx: number, ry: number): [number, number] {
  if (ry !== 0) return [x, y]
  return rx === 1 ? [s - 1 - y, s - 1 - x] : [y, x]
}

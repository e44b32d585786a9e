import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../../geo/distance.ts'

export type Place = readonly [lon: number, lat: number]

/** A stretch between two positions, and how far beside it something of it reaches, in metres. */
export interface Segment {
  readonly from: Place
  readonly to: Place
  readonly reach: number
}

/** Degrees, about 440 m. */
const CELL = 0.004
/** More rows of cells than there are. */
const ROWS = 1_000_000

/** Stretches of lines by where they are, to find the nearest to a position. */
export class SegmentIndex {
  readonly #cells = new Map<number, Segment[]>()

  /** @param reach metres, below 200 */
  addLine(line: readonly Place[], reach = 0): void {
    for (let i = 1; i < line.length; i++) {
      const segment = { from: line[i - 1]!, to: line[i]!, reach }
      const [x1, y1, x2, y2] = [...cellOf(segment.from), ...cellOf(segment.to)]
      for (let x = Math.min(x1, x2); x <= Math.max(x1, x2); x++)
        for (let y = Math.min(y1, y2); y <= Math.max(y1, y2); y++) {
          const key = x * ROWS + y
          const there = this.#cells.get(key)
          if (there) there.push(segment)
          else this.#cells.set(key, [segment])
        }
    }
  }

  /** The stretch whose edge is nearest to a position, and how far it is in metres (negative within its reach); looks 440 m far. */
  nearest([lon, lat]: Place): { segment: Segment; metres: number } | undefined {
    const [x, y] = cellOf([lon, lat])
    let best: { segment: Segment; metres: number } | undefined
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const segment of this.#cells.get((x + dx) * ROWS + y + dy) ?? []) {
          const metres = distanceTo(segment, lon, lat) - segment.reach
          if (!best || metres < best.metres) best = { segment, metres }
        }
    return best
  }
}

function cellOf([lon, lat]: Place): [x: number, y: number] {
  return [Math.floor(lon / CELL), Math.floor(lat / CELL)]
}

function distanceTo({ from, to }: Segment, lon: number, lat: number): number {
  const scale = metresPerDegreeLon(lat)
  const [x1, y1] = [(from[0] - lon) * scale, (from[1] - lat) * METRES_PER_DEGREE]
  const [dx, dy] = [(to[0] - from[0]) * scale, (to[1] - from[1]) * METRES_PER_DEGREE]
  const length = dx * dx + dy * dy
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, -(x1 * dx + y1 * dy) / length))
  return Math.hypot(x1 + share * dx, y1 + share * dy)
}

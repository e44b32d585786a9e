import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../geo/distance.ts'
import { SegmentIndex } from './basemap/segment-index.ts'
import { type DemoCommune, settled, settledPoint, shifted } from './demo-communes.ts'
import type { SeededRandom } from './seeded-random.ts'

type Position = [lon: number, lat: number]

/** Metres: how streets and alleys are drawn. */
const BLOCK = { min: 70, max: 140 }
const FRONTAGE = { min: 9, max: 17 }
const SETBACK = { min: 6, max: 13 }
const ALLEY_STEP = 11
const BLOCKS = { min: 3, max: 34 }
/** Metres of a street that a house takes, on its two sides together, so that houses stand along all of it. */
const METRES_A_HOUSE = 6.6
/** Nearer to another street, in metres, a street ends at it. */
const JUNCTION = 45

/**
 * Lines of a commune's streets: first along its roads to other communes, as far as it is settled, then beside streets that are there,
 * each from a corner that no other begins at; so all hang together. They end at water, at the next commune, or after some blocks.
 */
export class StreetLines {
  readonly #commune: DemoCommune
  readonly #roads: Position[][]
  /** Streets that are there. */
  readonly #drawn = new SegmentIndex()
  /** Corners at which a street can begin, with the heading of the street that they are of. */
  readonly #corners: { at: Position; heading: number }[] = []

  constructor(commune: DemoCommune) {
    this.#commune = commune
    this.#roads = commune.roads.flatMap((road) => {
      const line = settledPart(commune, road)
      return line.length > 2 ? [line] : []
    })
  }

  /** The next street, long enough for so many houses where there is room; at least two positions. */
  next(random: SeededRandom, houses: number): Position[] {
    const length = houses * METRES_A_HOUSE
    const blocks = Math.min(BLOCKS.max, Math.max(BLOCKS.min, Math.ceil(length / BLOCK.max)))
    const road = this.#roads.shift()
    if (road) return this.#took(road)
    for (let attempt = 0; attempt < 12 && this.#corners.length > 0; attempt++) {
      const [corner] = this.#corners.splice(random.integer(0, this.#corners.length - 1), 1)
      const { at, heading } = corner!
      const line = this.#walk(at, heading + (random.chance(0.5) ? 1 : -1) * (Math.PI / 2), blocks, random)
      if (line.length > 2) return this.#took(line)
    }
    const start = settledPoint(this.#commune, random)
    const line = this.#walk(start, random.next() * 2 * Math.PI, blocks, random)
    return this.#took(line.length > 1 ? line : [start, shifted(start, 25, 25)])
  }

  #walk(start: Position, first: number, blocks: number, random: SeededRandom): Position[] {
    const line = [start]
    let heading = first
    for (let i = 0; i < blocks; i++) {
      const length = random.integer(BLOCK.min, BLOCK.max)
      const next = shifted(line.at(-1) as Position, Math.sin(heading) * length, Math.cos(heading) * length)
      if (!settled(this.#commune, next)) break
      const met = this.#drawn.nearest(next)
      if (met && met.metres < JUNCTION) {
        // the last block leads to the other street's corner, so that the two meet
        if (i > 0) line.push([...met.segment.to])
        break
      }
      line.push(next)
      heading += random.normal() * 0.08
    }
    return line
  }

  #took(line: Position[]): Position[] {
    this.#drawn.addLine(line)
    for (let i = 1; i < line.length; i++) {
      const [from, at] = [line[i - 1] as Position, line[i] as Position]
      const east = (at[0] - from[0]) * metresPerDegreeLon(at[1])
      const north = (at[1] - from[1]) * METRES_PER_DEGREE
      this.#corners.push({ at, heading: Math.atan2(east, north) })
    }
    return line
  }
}

/** The first part of a road, to where its commune is settled no more. */
function settledPart(commune: DemoCommune, road: DemoCommune['roads'][number]): Position[] {
  const end = road.findIndex((place, i) => i > 0 && !settled(commune, place))
  return road.slice(0, end < 0 ? undefined : end).map(([lon, lat]): Position => [lon, lat])
}

export interface StreetHouse {
  houseNumber: string
  position: Position
}

/**
 * Houses along a line as they are numbered here: odd on the left, even on the right, "12A", "45 bis",
 * and alleys whose houses are "12/4B" or, one alley deeper, "51/9/3".
 */
export function* housesAlong(line: readonly Position[], random: SeededRandom): Generator<StreetHouse> {
  let number = 1
  for (const { at, east, north } of stations(line, random)) {
    for (const side of [-1, 1] as const) {
      const here = side < 0 ? number : number + 1
      // The left of the way (east, north) is (-north, east).
      const offset = (metres: number): Position => shifted(at, side * metres * north, -side * metres * east)
      const setback = random.integer(SETBACK.min, SETBACK.max)
      if (random.chance(0.05)) yield* alley(String(here), offset, setback, random, 1)
      else if (random.chance(0.88))
        yield { houseNumber: `${here}${suffix(random)}`, position: offset(setback) }
    }
    number += 2
  }
}

function* alley(
  path: string,
  offset: (metres: number) => Position,
  start: number,
  random: SeededRandom,
  depth: number,
): Generator<StreetHouse> {
  const houses = random.integer(3, 12)
  for (let i = 1; i <= houses; i++) {
    const along = start + i * ALLEY_STEP
    if (depth < 2 && random.chance(0.08))
      yield* alley(
        `${path}/${i}`,
        (metres) => shifted(offset(along), metres, metres / 2),
        4,
        random,
        depth + 1,
      )
    else {
      const letter = random.chance(0.12) ? random.pick(['A', 'B', 'C']) : ''
      yield { houseNumber: `${path}/${i}${letter}`, position: offset(along) }
    }
  }
}

function suffix(random: SeededRandom): string {
  if (random.chance(0.05)) return random.pick(['A', 'B', 'C'])
  return random.chance(0.01) ? ' bis' : ''
}

interface Station {
  at: Position
  /** Unit vector of the way. */
  east: number
  north: number
}

/** Points along a line, one frontage apart. */
function* stations(line: readonly Position[], random: SeededRandom): Generator<Station> {
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [line[i - 1] as Position, line[i] as Position]
    const x = (to[0] - from[0]) * metresPerDegreeLon(from[1])
    const y = (to[1] - from[1]) * METRES_PER_DEGREE
    const length = Math.hypot(x, y)
    for (let d = 0; d < length; d += random.integer(FRONTAGE.min, FRONTAGE.max))
      yield { at: shifted(from, (x * d) / length, (y * d) / length), east: x / length, north: y / length }
  }
}

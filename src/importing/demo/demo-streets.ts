import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../geo/distance.ts'
import { type DemoCommune, settled, settledPoint, shifted } from './demo-communes.ts'
import type { SeededRandom } from './seeded-random.ts'

type Position = [lon: number, lat: number]

/** Metres: how streets and alleys are drawn. */
const BLOCK = { min: 70, max: 140 }
const FRONTAGE = { min: 9, max: 17 }
const SETBACK = { min: 6, max: 13 }
const ALLEY_STEP = 11
const MAX_BLOCKS = { ward: 16, town: 22, rural: 34 }

/** A street's line inside the commune, wandering from a random point; at least two positions. */
export function streetLine(commune: DemoCommune, random: SeededRandom): Position[] {
  const line = [settledPoint(commune, random)]
  let heading = random.next() * 2 * Math.PI
  const blocks = random.integer(4, MAX_BLOCKS[commune.density])
  for (let i = 0; i < blocks; i++) {
    const length = random.integer(BLOCK.min, BLOCK.max)
    const next = shifted(line.at(-1) as Position, Math.sin(heading) * length, Math.cos(heading) * length)
    if (!settled(commune, next)) break
    line.push(next)
    heading += random.normal() * 0.12
  }
  return line.length > 1 ? line : [line[0] as Position, shifted(line[0] as Position, 25, 25)]
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

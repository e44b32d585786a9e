import { distance } from '../../../geo/distance.ts'
import { SeededRandom } from '../seeded-random.ts'
import type { DemoWater } from './demo-water.ts'
import type { Place } from './segment-index.ts'

export interface DemoRoad {
  /** Numbers of the two centres that it joins. */
  readonly ends: readonly [number, number]
  readonly line: readonly Place[]
  readonly class: 'primary' | 'secondary' | 'tertiary'
}

/** Metres between two positions of a road. */
const STEP = 160
/** How far a road wanders from the straight way, as a part of its length. */
const WANDER = 0.06
const LONGEST = { km: 26 }
const SEED = 20250701

/**
 * Roads between the communes' centres, the same every time: two centres are joined when no third lies within the circle over them
 * (Gabriel & Sokal 1969), so that all hang together and none crosses another. They do not lead through the sea or across the border.
 */
export function demoRoads(
  centres: readonly Place[],
  isMain: (centre: number) => boolean,
  water: DemoWater,
): DemoRoad[] {
  const roads: DemoRoad[] = []
  for (let a = 0; a < centres.length; a++)
    for (let b = a + 1; b < centres.length; b++) {
      const [from, to] = [centres[a]!, centres[b]!]
      const length = distance(...from, ...to)
      if (length > LONGEST.km * 1000 || !nobodyBetween(centres, a, b)) continue
      const line = wandering(from, to, length, new SeededRandom(SEED ^ Math.imul(a * 1000 + b, 0x9e3779b1)))
      const wet = line.filter((place) => water.isOpenWater(place)).length
      if (wet > line.length / 4) continue
      const main = Number(isMain(a)) + Number(isMain(b))
      roads.push({
        ends: [a, b],
        line,
        class: main === 2 ? 'primary' : main === 1 ? 'secondary' : 'tertiary',
      })
    }
  return roads
}

function nobodyBetween(centres: readonly Place[], a: number, b: number): boolean {
  const [from, to] = [centres[a]!, centres[b]!]
  const middle: Place = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
  const radius = distance(...middle, ...from) * 0.999
  return centres.every((other, i) => i === a || i === b || distance(...middle, ...other) > radius)
}

/** The way between two places with two gentle bends. */
function wandering(from: Place, to: Place, length: number, random: SeededRandom): Place[] {
  const count = Math.max(2, Math.round(length / STEP))
  const [wide, narrow] = [random.normal() * WANDER, random.normal() * WANDER * 0.4]
  return Array.from({ length: count + 1 }, (_, i): Place => {
    const share = i / count
    const aside = wide * Math.sin(Math.PI * share) + narrow * Math.sin(3 * Math.PI * share)
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
    return [round(from[0] + share * dx - aside * dy), round(from[1] + share * dy + aside * dx)]
  })
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7
}

import { encodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { StreetRow } from '../../store/record/rows.ts'
import { type DemoCommune, settled, shifted } from './demo-communes.ts'
import { type DemoHamlet, nearest } from './demo-hamlets.ts'
import type { DemoNames } from './demo-names.ts'
import { housesAlong, StreetLines } from './demo-streets.ts'
import type { SeededRandom } from './seeded-random.ts'

export interface DemoHouse {
  houseNumber: string | undefined
  street: string | undefined
  hamlet: DemoHamlet
  position: [lon: number, lat: number]
}

/** How far, in metres, a rural house stands from its hamlet's middle (standard deviation). */
const SPREAD = 260

/** Streets with real names of the commune's former districts, then "Đường số n", until `count` houses stand. */
export function streetHouses(
  commune: DemoCommune,
  hamlets: readonly DemoHamlet[],
  names: DemoNames,
  count: number,
  random: SeededRandom,
): { streets: Omit<StreetRow, 'fid'>[]; houses: DemoHouse[] } {
  const districts = new Set(commune.former.map((former) => former.districtCode))
  const real = random.shuffled(names.streets.filter((s) => s.districts.some((code) => districts.has(code))))
  const perStreet = Math.max(20, Math.ceil(count / Math.max(6, real.length)))
  const lines = new StreetLines(commune)
  const streets: Omit<StreetRow, 'fid'>[] = []
  const houses: DemoHouse[] = []
  for (let i = 0; houses.length < count; i++) {
    const name = real[i]?.name ?? `Đường số ${i - real.length + 1}`
    const line = lines.next(random, perStreet)
    streets.push({
      uid: random.uuid(),
      name,
      class: real[i]?.class ?? 'đường',
      commune_code: commune.code,
      district_code: null,
      accuracy: 'street',
      source: 'demo',
      geom: encodeGeometry({ type: 'MultiLineString', coordinates: [line] }),
    })
    const limit = Math.min(count, houses.length + perStreet)
    for (const { houseNumber, position } of housesAlong(line, random)) {
      if (houses.length >= limit) break
      if (commune.isWet(position)) continue
      houses.push({ houseNumber, street: name, hamlet: nearest(hamlets, position), position })
    }
  }
  return { streets, houses }
}

/** Houses known by their hamlet alone, most with a number, some without, a few with the hamlet's letters. */
export function* ruralHouses(
  commune: DemoCommune,
  hamlets: readonly DemoHamlet[],
  count: number,
  random: SeededRandom,
): Generator<DemoHouse> {
  const numbers = new Map<DemoHamlet, number>()
  for (let i = 0; i < count; i++) {
    const hamlet = random.pick(hamlets)
    const number = (numbers.get(hamlet) ?? 0) + 1
    numbers.set(hamlet, number)
    yield {
      houseNumber: ruralNumber(number, hamlet, random),
      street: undefined,
      hamlet,
      position: around(hamlet, commune, random),
    }
  }
}

/** A settled point about the hamlet, drawn nearer at each attempt: a hamlet may lie on the commune's edge. */
function around(hamlet: DemoHamlet, commune: DemoCommune, random: SeededRandom): [lon: number, lat: number] {
  for (let spread = SPREAD; spread > 1; spread /= 2) {
    const point = shifted(hamlet.position, random.normal() * spread, random.normal() * spread)
    if (settled(commune, point)) return point
  }
  return [...hamlet.position]
}

function ruralNumber(number: number, hamlet: DemoHamlet, random: SeededRandom): string | undefined {
  const roll = random.next()
  if (roll < 0.15) return undefined
  if (roll < 0.18) return `${number}/${initials(hamlet.name)}`
  if (roll < 0.22) return `${number}/${random.integer(1, 9)}`
  if (roll < 0.26) return `${number}${random.pick(['A', 'B'])}`
  return String(number)
}

/** "Ấp Phước Thới" → PT, "Ấp 3" → A3: as hamlets number their houses. */
function initials(hamlet: string): string {
  const words = hamlet.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('Đ', 'D').split(' ')
  return (words.length > 2 ? words.slice(1) : words).map((word) => word.charAt(0).toUpperCase()).join('')
}

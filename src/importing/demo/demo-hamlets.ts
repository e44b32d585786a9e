import { distance } from '../../geo/distance.ts'
import { encodePoint } from '../../geo/geopackage-geometry.ts'
import type { HamletRow } from '../../store/record/rows.ts'
import { type DemoCommune, type FormerCommune, settled, settledPoint } from './demo-communes.ts'
import type { DemoNames } from './demo-names.ts'
import type { SeededRandom } from './seeded-random.ts'

/** A hamlet that demonstration houses stand in. */
export interface DemoHamlet {
  uid: string
  name: string
  kind: 'ấp' | 'khu phố'
  former: FormerCommune
  position: [lon: number, lat: number]
}

/** Hamlets of a commune: real names where they are known, else "Ấp n" and "Khu phố n" of each former commune. */
export function demoHamlets(commune: DemoCommune, names: DemoNames, random: SeededRandom): DemoHamlet[] {
  const seats = commune.former.map((former) => ({ former, position: settledPoint(commune, random) }))
  const nearestSeat = (position: [number, number]) => nearest(seats, position).former
  const hamlets: DemoHamlet[] = []
  const add = (name: string, former: FormerCommune, position: [number, number]) =>
    hamlets.push({
      uid: random.uuid(),
      name,
      kind: name.startsWith('Khu phố') ? 'khu phố' : 'ấp',
      former,
      position,
    })
  for (const { name, communeCode, position } of names.hamlets) {
    const at = communeCode === commune.code ? settledPoint(commune, random) : position
    if (at && settled(commune, at)) add(name, nearestSeat(at), at)
  }
  const taken = new Set(hamlets.map((hamlet) => `${hamlet.former.code} ${hamlet.name}`))
  for (const former of commune.former) {
    const word = former.type === 'xã' ? 'Ấp' : 'Khu phố'
    const wanted = random.integer(3, 6)
    for (let n = 1; n <= wanted; n++) {
      const name = `${word} ${n}`
      if (taken.has(`${former.code} ${name}`)) continue
      add(name, former, placeNear(seats.find((seat) => seat.former === former)!.position, commune, random))
    }
  }
  return hamlets
}

/** The hamlet nearest to a position, as the row of a list. */
export function nearest<T extends { position: readonly [number, number] }>(
  list: readonly T[],
  [lon, lat]: readonly [number, number],
): T {
  let best = list[0] as T
  let shortest = Infinity
  for (const item of list) {
    const metres = distance(lon, lat, ...item.position)
    if (metres < shortest) {
      shortest = metres
      best = item
    }
  }
  return best
}

/** A hamlet as a row of the record. */
export function hamletRow(hamlet: DemoHamlet, commune: DemoCommune): Omit<HamletRow, 'fid'> {
  return {
    uid: hamlet.uid,
    name: hamlet.name,
    kind: hamlet.kind,
    commune_code: commune.code,
    former_commune_code: hamlet.former.code,
    accuracy: 'hamlet',
    source: 'demo',
    geom: encodePoint(...hamlet.position),
  }
}

/** Halfway between a settled point and the former commune's seat, so that its hamlets lie together. */
function placeNear(seat: [number, number], commune: DemoCommune, random: SeededRandom): [number, number] {
  const point = settledPoint(commune, random)
  const between: [number, number] = [(seat[0] * 2 + point[0]) / 3, (seat[1] * 2 + point[1]) / 3]
  return settled(commune, between) ? between : point
}

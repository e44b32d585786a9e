import type { MultiPolygon, Polygon } from 'geojson'
import { distance, METRES_PER_DEGREE, metresPerDegreeLon } from '../../geo/distance.ts'
import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import { pointInPolygon } from '../../geo/point-in-polygon.ts'
import type { UnitChangeRow, UnitRow } from '../../store/record/rows.ts'
import { type DemoRoad, demoRoads } from './basemap/demo-roads.ts'
import { demoWater } from './basemap/demo-water.ts'
import type { SeededRandom } from './seeded-random.ts'

export interface FormerCommune {
  code: string
  name: string
  /** phường, xã, thị trấn */
  type: string
  districtCode: string
}

/** A commune of today that demonstration addresses are made in. */
export interface DemoCommune {
  code: string
  name: string
  fullName: string
  /** ward: a phường; town: a xã that took in a thị trấn; rural: any other xã. */
  density: 'ward' | 'town' | 'rural'
  centre: readonly [lon: number, lat: number]
  /** Metres around the centre that are settled. */
  radius: number
  area: Polygon | MultiPolygon | undefined
  former: FormerCommune[]
  /** Roads to other communes, each from the centre outwards. */
  roads: readonly (readonly (readonly [lon: number, lat: number])[])[]
  /** Whether nothing can be built at a place, as it is water. */
  isWet: (place: readonly [lon: number, lat: number]) => boolean
}

const LONG_AN = '80'
const LAST_DAY = '2025-06-30'
/** Settled radius in metres: so much of the way to the next commune's centre, within these limits. */
const RADIUS = { share: 0.75, min: 1200, max: 6500 }

/** The communes in force whose land was Long An until 30 June 2025, with the communes they were made of. */
export function demoCommunes(units: readonly UnitRow[], changes: readonly UnitChangeRow[]): DemoCommune[] {
  const districts = new Set(
    units.filter((u) => u.level === 'district' && u.parent_code === LONG_AN).map((u) => u.code),
  )
  const former = new Map<string, FormerCommune>()
  for (const u of units)
    if (u.level === 'commune' && u.valid_to === LAST_DAY && districts.has(u.parent_code ?? ''))
      former.set(u.code, { code: u.code, name: u.name, type: u.type, districtCode: u.parent_code as string })
  const today = communesOfToday(units)
  const roads = roadsOf(today)
  return today.flatMap((unit, at) => {
    const parts = changes
      .filter((c) => c.level === 'commune' && c.date > LAST_DAY && c.to_code === unit.code)
      .flatMap((c) => former.get(c.from_code) ?? [])
    return parts.length === 0 ? [] : [demoCommune(unit, today, parts, outwards(roads, at))]
  })
}

/** The communes of today with a known centre, in the order in which roads number them. */
export function communesOfToday(units: readonly UnitRow[]): UnitRow[] {
  return units.filter((u) => u.level === 'commune' && u.valid_to === null && u.centre_lon !== null)
}

/** Roads between the centres of these communes. */
export function roadsOf(communes: readonly UnitRow[]): DemoRoad[] {
  const centres = communes.map((unit) => [unit.centre_lon as number, unit.centre_lat as number] as const)
  return demoRoads(centres, (centre) => communes[centre]!.type === 'phường', demoWater())
}

/** The roads of a centre, each beginning there. */
function outwards(roads: readonly DemoRoad[], centre: number): DemoCommune['roads'] {
  return roads.flatMap(({ ends: [from, to], line }) => {
    if (from === centre) return [line]
    return to === centre ? [[...line].reverse()] : []
  })
}

function demoCommune(
  unit: UnitRow,
  all: readonly UnitRow[],
  former: FormerCommune[],
  roads: DemoCommune['roads'],
): DemoCommune {
  const centre = [unit.centre_lon as number, unit.centre_lat as number] as const
  const nearest = Math.min(
    ...all
      .filter((other) => other !== unit)
      .map((other) => distance(...centre, other.centre_lon as number, other.centre_lat as number)),
  )
  const area = unit.geom ? decodeGeometry(unit.geom) : undefined
  return {
    code: unit.code,
    name: unit.name,
    fullName: unit.full_name,
    density: unit.type === 'phường' ? 'ward' : former.some((f) => f.type === 'thị trấn') ? 'town' : 'rural',
    centre,
    radius: Math.min(RADIUS.max, Math.max(RADIUS.min, nearest * RADIUS.share)),
    area: area?.type === 'Polygon' || area?.type === 'MultiPolygon' ? area : undefined,
    former,
    roads,
    isWet: (place) => demoWater().isWet(place),
  }
}

/** A position `east` and `north` metres away. */
export function shifted(
  [lon, lat]: readonly [number, number],
  east: number,
  north: number,
): [lon: number, lat: number] {
  return [lon + east / metresPerDegreeLon(lat), lat + north / METRES_PER_DEGREE]
}

/** Whether a position lies in the commune, near enough to its centre to be settled, and on dry land. */
export function settled(commune: DemoCommune, [lon, lat]: readonly [number, number]): boolean {
  if (distance(...commune.centre, lon, lat) > commune.radius || commune.isWet([lon, lat])) return false
  return commune.area === undefined || pointInPolygon(lon, lat, commune.area)
}

/** A settled position, evenly spread; the centre when the area leaves no room. */
export function settledPoint(commune: DemoCommune, random: SeededRandom): [lon: number, lat: number] {
  for (let attempt = 0; attempt < 40; attempt++) {
    const angle = random.next() * 2 * Math.PI
    const r = Math.sqrt(random.next()) * commune.radius
    const point = shifted(commune.centre, Math.cos(angle) * r, Math.sin(angle) * r)
    if (settled(commune, point)) return point
  }
  return [...commune.centre]
}

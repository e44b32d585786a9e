import type { MultiPolygon, Polygon, Position } from 'geojson'
import { merge } from 'topojson-client'
import { topology } from 'topojson-server'
import { areaKm2 } from '../geo/area.ts'
import type { Unit } from './unit.ts'
import type { UnitRegister } from './unit-register.ts'

/** Units with their areas, and what became of them. */
export type UnitAreas = Pick<UnitRegister, 'geometry' | 'successorsOfArea' | 'today'>

/** Holes up to this size, in km², are where two communes draw one boundary differently: the largest in real ones has 131 m². */
const SLIVER = 0.01
/** Steps of coordinates across the area, some centimetres each: vertices of two communes are then the same. */
const GRID = 1e7

type Areas = Parameters<typeof merge>[1]

/** What is known of the area of a unit that is no more. */
export interface DissolvedArea {
  readonly geometry: MultiPolygon
  /** The communes of today that it is made of, ordered by code. */
  readonly parts: readonly Unit[]
}

/**
 * Areas of former units, put together from the areas of communes of today: of those alone whose land went whole into communes that
 * hold no other land. Where two communes draw a boundary by other vertices, they stay parts that touch.
 */
export class DissolvedAreas {
  readonly #units: UnitAreas
  readonly #known = new WeakMap<Unit, { today: string; area: DissolvedArea | undefined }>()

  constructor(units: UnitAreas) {
    this.#units = units
  }

  /** The area of a unit; `undefined` where it has one of its own, or where it is not known. */
  of(unit: Unit): DissolvedArea | undefined {
    const { today } = this.#units
    const known = this.#known.get(unit)
    if (known?.today === today) return known.area
    const parts = this.#parts(unit)
    const area = parts && dissolved(parts, this.#units)
    this.#known.set(unit, { today, area })
    return area
  }

  #parts(unit: Unit): Unit[] | undefined {
    if (unit.validTo === undefined || this.#units.geometry(unit)) return undefined
    const paths = this.#units.successorsOfArea(unit)
    const isWhole = paths.every(({ extent }) => extent === 'whole')
    return paths.length > 0 && isWhole ? paths.map((path) => path.unit) : undefined
  }
}

/** The geometry is made when it is first asked for: of a province that takes a tenth of a second. */
function dissolved(parts: readonly Unit[], units: Pick<UnitRegister, 'geometry'>): DissolvedArea | undefined {
  if (parts.some((part) => part.bbox === undefined)) return undefined
  let made: MultiPolygon | undefined
  return {
    parts,
    get geometry() {
      made ??= merged(parts.flatMap((part) => units.geometry(part) ?? []))
      return made
    },
  }
}

function merged(areas: readonly (MultiPolygon | Polygon)[]): MultiPolygon {
  const shared = topology(Object.fromEntries(areas.map((area, i) => [i, area])), GRID)
  const { type, coordinates } = merge(shared, Object.values(shared.objects) as Areas)
  return { type, coordinates: coordinates.map(withoutSlivers) }
}

function withoutSlivers([outer, ...holes]: Position[][]): Position[][] {
  const isHole = (hole: Position[]) => areaKm2({ type: 'Polygon', coordinates: [hole] }) > SLIVER
  return [outer as Position[], ...holes.filter(isHole)]
}

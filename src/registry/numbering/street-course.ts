import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../geo/distance.ts'
import { mainAxis, type PlanePoint } from '../findings/order/main-axis.ts'
import { STRETCHED } from '../findings/order/street-line.ts'

/** Longitude and latitude. */
export type Position = readonly [lon: number, lat: number]

/** Where a house stands beside the course of a street. */
export interface BesideCourse {
  /** Metres from where the course begins. */
  readonly along: number
  /** Metres from it, to the left of whoever walks along it; negative to the right. */
  readonly left: number
}

/** The course of a street from where its numbers begin, in metres around one of its points. */
export class StreetCourse {
  readonly #points: readonly PlanePoint[]
  readonly #project: (position: Position) => PlanePoint

  private constructor(points: readonly PlanePoint[], project: (position: Position) => PlanePoint) {
    this.#points = points
    this.#project = project
  }

  /**
   * Joins the parts of a street's line, however they were drawn: from the end that lies nearest to `from`, always on with the
   * end that is next. Undefined for a line without length.
   *
   * @param from where numbers begin; without it at the northernmost end
   */
  static ofLine(
    parts: readonly (readonly Position[])[],
    from: Position | undefined,
  ): StreetCourse | undefined {
    const drawn = parts.filter((part) => part.length > 1)
    const origin = drawn[0]?.[0]
    if (origin === undefined) return undefined
    const project = plane(origin)
    const left = drawn.map((part) => part.map(project))
    const course: PlanePoint[] = []
    let at = from && project(from)
    while (left.length > 0) {
      let best = { part: 0, reversed: false, distance: Number.POSITIVE_INFINITY }
      for (const [part, points] of left.entries())
        for (const reversed of [false, true]) {
          const end = points[reversed ? points.length - 1 : 0] as PlanePoint
          const distance = at === undefined ? -end.y : Math.hypot(end.x - at.x, end.y - at.y)
          if (distance < best.distance) best = { part, reversed, distance }
        }
      const [points = []] = left.splice(best.part, 1)
      course.push(...(best.reversed ? points.toReversed() : points))
      at = course.at(-1)
    }
    const moves = course.some((point, i) => i > 0 && length(course[i - 1] as PlanePoint, point) > 0)
    return moves ? new StreetCourse(course, project) : undefined
  }

  /** The straight line along which houses stand; undefined where they stand along none. */
  static ofHouses(houses: readonly Position[], from: Position | undefined): StreetCourse | undefined {
    const [origin] = houses
    if (origin === undefined) return undefined
    const project = plane(origin)
    const points = houses.map(project)
    const axis = mainAxis(points, STRETCHED)
    if (axis === undefined) return undefined
    const { x, y, cos, sin } = axis
    const along = points.map((point) => (point.x - x) * cos + (point.y - y) * sin)
    const [first, last] = [Math.min(...along), Math.max(...along)]
    const ends = [first, last].map((metres) => ({ x: x + metres * cos, y: y + metres * sin }))
    const near = from && project(from)
    const away = (end: PlanePoint) => (near === undefined ? -end.y : length(end, near))
    ends.sort((a, b) => away(a) - away(b))
    return new StreetCourse(ends, project)
  }

  /** Where a position lies beside the nearest stretch of the course. */
  beside(position: Position): BesideCourse {
    const point = this.#project(position)
    let nearest = Number.POSITIVE_INFINITY
    let found: BesideCourse = { along: 0, left: 0 }
    let before = 0
    for (let i = 1; i < this.#points.length; i++) {
      const [a, b] = [this.#points[i - 1] as PlanePoint, this.#points[i] as PlanePoint]
      const metres = length(a, b)
      if (metres === 0) continue
      const [cos, sin] = [(b.x - a.x) / metres, (b.y - a.y) / metres]
      const [x, y] = [point.x - a.x, point.y - a.y]
      const along = Math.min(metres, Math.max(0, x * cos + y * sin))
      const away = Math.hypot(x - along * cos, y - along * sin)
      if (away < nearest) {
        nearest = away
        const left = y * cos - x * sin
        found = { along: before + along, left: left < 0 ? -away : away }
      }
      before += metres
    }
    return found
  }
}

function plane([lon, lat]: Position): (position: Position) => PlanePoint {
  const metresX = metresPerDegreeLon(lat)
  return ([x, y]) => ({ x: (x - lon) * metresX, y: (y - lat) * METRES_PER_DEGREE })
}

function length(a: PlanePoint, b: PlanePoint): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}

import type { Geometry, Position } from 'geojson'
import { straightened } from './curves.ts'

/** A geometry as the record keeps it. */
export type StoredGeometry = Exclude<Geometry, { type: 'GeometryCollection' }>

/** Types of well-known binary by their code (ISO 13249-3, OGC 06-103r4 §8.2). */
export const WKB_NAMES: Readonly<Record<number, string>> = {
  1: 'Point',
  2: 'LineString',
  3: 'Polygon',
  4: 'MultiPoint',
  5: 'MultiLineString',
  6: 'MultiPolygon',
  7: 'GeometryCollection',
  8: 'CircularString',
  9: 'CompoundCurve',
  10: 'CurvePolygon',
  11: 'MultiCurve',
  12: 'MultiSurface',
  13: 'Curve',
  14: 'Surface',
  15: 'PolyhedralSurface',
  16: 'TIN',
  17: 'Triangle',
}

/** Members that lie deeper are no geometry of a map. */
const DEEPEST = 8

/** A geometry whose type is not read; its name is the message. */
export class UnreadType extends RangeError {}

/** Reads well-known binary, ISO's and PostGIS' codes: Z and M are dropped, arcs become straight pieces. */
export class WkbReader {
  #little = true
  readonly #blob: Buffer
  #at: number
  #depth = 0

  constructor(blob: Buffer, at: number) {
    this.#blob = blob
    this.#at = at
  }

  /** Throws {@link UnreadType} for a type without a plain form, RangeError for bytes that are none. */
  geometry(): StoredGeometry {
    if (++this.#depth > DEEPEST) throw new RangeError('too deep')
    const geometry = this.#anyGeometry()
    this.#depth--
    return geometry
  }

  #anyGeometry(): StoredGeometry {
    this.#little = this.#blob.readUInt8(this.#at) === 1
    this.#at += 1
    const code = this.#uint()
    const bits = code & 0x0fffffff
    const name = WKB_NAMES[bits % 1000]
    const flags = (code & 0x80000000 ? 1 : 0) + (code & 0x40000000 ? 1 : 0)
    const dimensions = 2 + ([0, 1, 1, 2][Math.floor(bits / 1000)] ?? 0) + flags
    switch (name) {
      case 'Point':
        return { type: 'Point', coordinates: this.#position(dimensions) }
      case 'LineString':
        return { type: 'LineString', coordinates: this.#ring(dimensions) }
      case 'CircularString':
        return { type: 'LineString', coordinates: straightened(this.#ring(dimensions)) }
      case 'Polygon':
      case 'Triangle':
        return { type: 'Polygon', coordinates: this.#list(() => this.#ring(dimensions)) }
      case 'MultiPoint':
      case 'MultiLineString':
      case 'MultiPolygon':
        return { type: name, coordinates: this.#list(() => this.geometry().coordinates) } as StoredGeometry
      case 'CompoundCurve':
        return { type: 'LineString', coordinates: this.#joined() }
      case 'CurvePolygon':
        return { type: 'Polygon', coordinates: this.#members('LineString') as Position[][] }
      case 'MultiCurve':
        return { type: 'MultiLineString', coordinates: this.#members('LineString') as Position[][] }
      case 'MultiSurface':
        return { type: 'MultiPolygon', coordinates: this.#members('Polygon') as Position[][][] }
      case 'GeometryCollection':
        return this.#collection()
      default:
        throw new UnreadType(name ?? `WKB ${code}`)
    }
  }

  /** The pieces of a compound curve in a row; each begins where the one before ends. */
  #joined(): Position[] {
    const [first = [], ...others] = this.#members('LineString') as Position[][]
    return [...first, ...others.flatMap((piece) => piece.slice(1))]
  }

  #members(type: 'LineString' | 'Polygon'): unknown[] {
    return this.#list(() => {
      const member = this.geometry()
      if (member.type !== type) throw new UnreadType(member.type)
      return member.coordinates
    })
  }

  /** A collection of points alone, lines alone or areas alone is a multi-geometry. */
  #collection(): StoredGeometry {
    const members = this.#list(() => this.geometry())
    const plain = new Set(members.map(({ type }) => type.replace('Multi', '')))
    const [type] = plain
    if (plain.size !== 1) throw new UnreadType(`GeometryCollection (${[...plain].join(', ')})`)
    const coordinates = members.flatMap(({ type, coordinates }): unknown[] =>
      type.startsWith('Multi') ? coordinates : [coordinates],
    )
    return { type: `Multi${type}`, coordinates } as StoredGeometry
  }

  #uint(): number {
    const value = this.#little ? this.#blob.readUInt32LE(this.#at) : this.#blob.readUInt32BE(this.#at)
    this.#at += 4
    return value
  }

  #double(): number {
    const value = this.#little ? this.#blob.readDoubleLE(this.#at) : this.#blob.readDoubleBE(this.#at)
    this.#at += 8
    return value
  }

  #position(dimensions: number): Position {
    const position = [this.#double(), this.#double()]
    this.#at += (dimensions - 2) * 8
    return position
  }

  #ring(dimensions: number): Position[] {
    return this.#list(() => this.#position(dimensions))
  }

  #list<T>(read: () => T): T[] {
    const length = this.#uint()
    if (length > this.#blob.length) throw new RangeError(`WKB count ${length} exceeds the blob`)
    return Array.from({ length }, read)
  }
}

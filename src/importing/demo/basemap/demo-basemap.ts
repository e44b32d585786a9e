import type { MultiPolygon, Position } from 'geojson'
import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../../geo/distance.ts'
import { decodeGeometry, decodePoint } from '../../../geo/geopackage-geometry.ts'
import { BasemapWriter } from '../../../store/basemap/basemap-writer.ts'
import type { RecordStore } from '../../../store/record-store.ts'
import { communesOfToday, roadsOf } from '../demo-communes.ts'
import { demoWater, type Waterway } from './demo-water.ts'
import { type Place, SegmentIndex } from './segment-index.ts'

/** What maps say of it. */
export const DEMO_ATTRIBUTION = 'Bản đồ nền minh hoạ · made-up base map; GSHHG'

/** Zoom from which each class of roads is shown. */
const ROAD_ZOOMS = { primary: 7, secondary: 9, tertiary: 10, residential: 12 } as const
const STREET_CLASSES: Readonly<Record<string, keyof typeof ROAD_ZOOMS>> = {
  'quốc lộ': 'primary',
  'đường tỉnh': 'secondary',
}
/** Metres: half of a house's width and depth, how far from the middle of the road it begins, how far a road may be. */
const HOUSE = { half: [3.5, 8], depth: [4, 9], fromRoad: 6, nearRoad: 60 } as const
/** Stretches of a river that one area holds. */
const RIVER_PIECE = 10
const CORNERS = 10

/**
 * Writes the base map of the demonstration beside its record: real rivers, sea and border, and made-up canals, roads between communes,
 * bridges and houses that agree with the record's streets and addresses.
 */
export function writeDemoBasemap(record: RecordStore, dataDir: string): void {
  const writer = BasemapWriter.create(dataDir, {
    source: 'demo',
    attribution: DEMO_ATTRIBUTION,
    dataTime: '',
  })
  try {
    const roads = new SegmentIndex()
    writeWater(writer)
    writeRoads(writer, record, roads)
    writeHouses(writer, record, roads)
    writer.finish()
  } catch (error) {
    writer.abandon()
    throw error
  }
}

function writeWater(writer: BasemapWriter): void {
  const water = demoWater()
  const source = 'demo'
  for (const area of water.areas) writer.add('water', area, [source, 4, 'water', null])
  for (const way of water.ways) {
    const minzoom = way.kind === 'river' ? 6 : 10
    const coordinates = way.line.map((place) => [...place])
    writer.add('water', { type: 'LineString', coordinates }, [source, minzoom, way.kind, way.name])
    for (const piece of banks(way)) writer.add('water', piece, [source, 11, way.kind, null])
  }
  writer.add('landuse', water.abroad, [source, 4, 'abroad', null])
  writer.add('boundary', { type: 'LineString', coordinates: [...water.border] }, [source, 4, 'country', null])
}

/** A waterway's surface in pieces: around each stretch a rectangle, around each position a disc. */
function* banks({ line, width }: Waterway): Generator<MultiPolygon> {
  for (let from = 0; from < line.length - 1; from += RIVER_PIECE) {
    const part = line.slice(from, from + RIVER_PIECE + 1)
    const rings = part.slice(1).map((to, i) => rectangle(part[i]!, to, width / 2))
    const discs = part.map((place) => disc(place, width / 2))
    yield { type: 'MultiPolygon', coordinates: [...rings, ...discs].map((ring) => [ring]) }
  }
}

/** Roads between communes and the record's streets; where they cross water they are bridges. */
function writeRoads(writer: BasemapWriter, record: RecordStore, roads: SegmentIndex): void {
  const nodes = new NodeNumbers()
  const add = (line: readonly Place[], kind: keyof typeof ROAD_ZOOMS, name: string | null) => {
    roads.addLine(line)
    for (const { part, bridge } of bridged(line)) {
      const numbers = JSON.stringify(part.map((place) => nodes.of(place)))
      writer.add('road', { type: 'LineString', coordinates: part.map((place) => [...place]) }, [
        ...[
          'demo',
          ROAD_ZOOMS[kind],
          kind,
          name,
          null,
          0,
          bridge,
          false,
          bridge ? 1 : 0,
          null,
          null,
          numbers,
        ],
      ])
    }
  }
  for (const { line, class: kind } of roadsOf(communesOfToday(record.units.all()))) add(line, kind, null)
  for (const street of record.gazetteer.streets()) {
    const shape = street.geom ? decodeGeometry(street.geom) : undefined
    if (shape?.type !== 'MultiLineString') continue
    for (const line of shape.coordinates as unknown as Place[][]) {
      add(line, STREET_CLASSES[street.class ?? ''] ?? 'residential', street.name)
    }
  }
}

/** Parts of a road, of which those over water are bridges that reach to dry land. */
function bridged(line: readonly Place[]): { part: Place[]; bridge: boolean }[] {
  const water = demoWater()
  const isOver = line.map((place, i) => {
    const next = line[i + 1]
    const middle: Place | undefined = next && [(place[0] + next[0]) / 2, (place[1] + next[1]) / 2]
    return next !== undefined && [place, middle!, next].some((each) => water.isWet(each))
  })
  const parts: { part: Place[]; bridge: boolean }[] = []
  for (let i = 0; i < line.length - 1; i++) {
    const last = parts.at(-1)
    if (last && last.bridge === isOver[i]) last.part.push(line[i + 1]!)
    else parts.push({ part: [line[i]!, line[i + 1]!], bridge: isOver[i]! })
  }
  return parts
}

/** A house at each address, turned to its road, and never in water. */
function writeHouses(writer: BasemapWriter, record: RecordStore, roads: SegmentIndex): void {
  const water = demoWater()
  let turn = 0
  for (const { geom } of record.addresses.all()) {
    const at = geom ? decodePoint(geom) : undefined
    if (!at) continue
    turn = (turn * 31 + 7) % 101
    const near = roads.nearest(at)
    const ring = house(at, near && near.metres < HOUSE.nearRoad ? near.segment : undefined, turn / 101)
    if (!ring.some((place) => water.isWet(place as unknown as Place)))
      writer.add('building', { type: 'Polygon', coordinates: [ring] }, ['demo', 14, 'house', null])
  }
}

function house(at: Place, road: { from: Place; to: Place } | undefined, size: number): Position[] {
  const scale = metresPerDegreeLon(at[1])
  const [east, north] = road
    ? [(road.to[0] - road.from[0]) * scale, (road.to[1] - road.from[1]) * METRES_PER_DEGREE]
    : [Math.cos(size * 6), Math.sin(size * 6)]
  const length = Math.hypot(east, north) || 1
  const [ux, uy] = [east / length, north / length]
  const half = HOUSE.half[0] + size * (HOUSE.half[1] - HOUSE.half[0])
  const depth = HOUSE.depth[0] + size * (HOUSE.depth[1] - HOUSE.depth[0])
  const [px, py] = road ? awayFrom(road, at, scale, [ux, uy], depth) : [0, 0]
  const corners = [
    [-half, -depth],
    [half, -depth],
    [half, depth],
    [-half, depth],
    [-half, -depth],
  ] as const
  return corners.map(([along, across]) => [
    at[0] + (px + along * ux - across * uy) / scale,
    at[1] + (py + along * uy + across * ux) / METRES_PER_DEGREE,
  ])
}

/** How far a house is moved, in metres, so that it stands beside the road and not on it. */
function awayFrom(
  { from }: { from: Place },
  at: Place,
  scale: number,
  [ux, uy]: readonly [number, number],
  depth: number,
): [x: number, y: number] {
  const [dx, dy] = [(at[0] - from[0]) * scale, (at[1] - from[1]) * METRES_PER_DEGREE]
  const across = -dx * uy + dy * ux
  const wanted = (across < 0 ? -1 : 1) * Math.max(Math.abs(across), HOUSE.fromRoad + depth)
  return [-(wanted - across) * uy, (wanted - across) * ux]
}

/** Nodes of roads are numbered by their place, so that roads that meet share one. */
class NodeNumbers {
  readonly #numbers = new Map<string, number>()

  of([lon, lat]: Place): number {
    const key = `${lon.toFixed(6)} ${lat.toFixed(6)}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#numbers.size + 1)
    return this.#numbers.size
  }
}

function rectangle(from: Place, to: Place, half: number): Position[] {
  const scale = metresPerDegreeLon(from[1])
  const [east, north] = [(to[0] - from[0]) * scale, (to[1] - from[1]) * METRES_PER_DEGREE]
  const length = Math.hypot(east, north) || 1
  const [x, y] = [(-north / length) * (half / scale), (east / length) * (half / METRES_PER_DEGREE)]
  return [
    [from[0] + x, from[1] + y],
    [from[0] - x, from[1] - y],
    [to[0] - x, to[1] - y],
    [to[0] + x, to[1] + y],
    [from[0] + x, from[1] + y],
  ]
}

function disc([lon, lat]: Place, radius: number): Position[] {
  const scale = metresPerDegreeLon(lat)
  return Array.from({ length: CORNERS + 1 }, (_, i) => {
    const angle = ((i % CORNERS) / CORNERS) * 2 * Math.PI
    return [lon + (Math.cos(angle) * radius) / scale, lat + (Math.sin(angle) * radius) / METRES_PER_DEGREE]
  })
}

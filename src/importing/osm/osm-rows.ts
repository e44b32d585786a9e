import type { MultiPolygon, Position } from 'geojson'
import { type Box, boxOf } from '../../geo/box.ts'
import { pointInPolygon } from '../../geo/point-in-polygon.ts'
import type { BasemapWriter } from '../../store/basemap/basemap-writer.ts'
import { keyOf, type OsmSelection } from './osm-selection.ts'
import type { Tags } from './pbf/primitive-block.ts'
import { cutAreas, cutLine } from './shapes/cut-to-box.ts'
import { assembleRings, type RingPart } from './shapes/rings.ts'
import { areaRow } from './tags/kinds-of-areas.ts'
import { borderRow, railRow, roadRow, waterLineRow } from './tags/kinds-of-lines.ts'
import { pointRows } from './tags/kinds-of-points.ts'

type Way = Omit<RingPart, 'inner'>

/** Writes what was selected of a file as rows of the base map. */
export class OsmRows {
  /** Objects whose areas do not close. */
  readonly broken: string[] = []
  /** Ways with nodes that the file does not have. */
  incomplete = 0
  readonly #selection: OsmSelection
  readonly #writer: BasemapWriter
  /** Lines and areas are cut to it. */
  readonly #box: Box
  /** Ways that relations are made of. */
  readonly #members = new Map<number, Way>()

  constructor(selection: OsmSelection, writer: BasemapWriter, box: Box) {
    this.#selection = selection
    this.#writer = writer
    this.#box = box
  }

  write(): void {
    const { relations, turns, memberWays } = this.#selection
    this.#selection.each('node', {
      node: (id, lon, lat, tags) => {
        if (tags && this.#selection.places.has(id)) this.#points(`n${id}`, tags, [lon / 1e7, lat / 1e7])
      },
    })
    this.#selection.each('way', {
      way: (id, refs, tags) => {
        const isMember = memberWays.has(id)
        if (isMember) this.#keepMember(id, refs)
        if (tags && this.#selection.touches(refs)) this.#way(`w${id}`, refs, tags)
      },
    })
    for (const { id, tags, ways } of relations) {
      const parts = ways.flatMap(({ id, inner }) => {
        const way = this.#members.get(id)
        return way ? [{ ...way, inner }] : []
      })
      const { geometry, broken } = assembleRings(parts)
      if (broken || parts.length < ways.length) this.broken.push(keyOf({ type: 'relation', id }))
      if (geometry) this.#area(keyOf({ type: 'relation', id }), tags, geometry)
    }
    for (const { id, tags, from, via, to } of turns) {
      const kind = tags.restriction ?? null
      this.#writer.add('turn', undefined, [`r${id}`, 17, kind, from, via, to, JSON.stringify(tags)])
    }
  }

  #keepMember(id: number, refs: readonly number[]): void {
    const places = refs.map((ref) => this.#selection.place(ref))
    if (places.every((place) => place !== undefined)) this.#members.set(id, { refs, places })
  }

  #way(source: string, refs: readonly number[], tags: Tags): void {
    const line = waterLineRow(source, tags) ?? railRow(source, tags) ?? borderRow(source, tags)
    const isRoad = roadRow(source, tags, []) !== undefined
    const isArea = !isRoad && !line && refs.length > 3 && refs[0] === refs.at(-1) && tags.area !== 'no'
    const areaTags = isArea && areaRow(source, tags) !== undefined
    if (!isRoad && !line && !areaTags && pointRows(source, tags).length === 0) return
    const runs = this.#runs(refs)
    const isWhole = runs.length === 1 && runs[0]!.refs.length === refs.length
    if (!isWhole) this.incomplete++
    if (isRoad) for (const run of runs) this.#road(source, tags, run)
    if (line)
      for (const { places } of runs)
        for (const part of cutLine(places, this.#box))
          this.#writer.add(line.table, { type: 'LineString', coordinates: part }, line.values)
    if (!isArea) {
      const [first] = runs
      if (!isRoad && !line && first) this.#points(source, tags, first.places[0]!)
    } else if (isWhole)
      this.#area(source, tags, { type: 'MultiPolygon', coordinates: [[[...runs[0]!.places]]] })
    else if (areaTags) this.broken.push(source)
  }

  #road(source: string, tags: Tags, { refs, places }: Way): void {
    const { table, values } = roadRow(source, tags, refs)!
    this.#writer.add(table, { type: 'LineString', coordinates: [...places] }, values)
  }

  #area(source: string, tags: Tags, whole: MultiPolygon): void {
    const row = areaRow(source, tags)
    const area = cutAreas(whole, this.#box)
    if (!area) return
    if (row) this.#writer.add(row.table, area, row.values)
    this.#points(source, tags, middleOf(area))
  }

  #points(source: string, tags: Tags, coordinates: Position): void {
    for (const { table, values } of pointRows(source, tags))
      this.#writer.add(table, { type: 'Point', coordinates }, values)
  }

  /** The stretches of a way between nodes that the file does not have. */
  #runs(refs: readonly number[]): Way[] {
    const runs: { refs: number[]; places: Position[] }[] = [{ refs: [], places: [] }]
    for (const ref of refs) {
      const place = this.#selection.place(ref)
      if (place) {
        runs.at(-1)!.refs.push(ref)
        runs.at(-1)!.places.push(place)
      } else runs.push({ refs: [], places: [] })
    }
    return runs.filter(({ refs }) => refs.length > 1)
  }
}

/** A place in an area: the middle of its first ring's box where it lies inside, else the ring's first. */
function middleOf(area: MultiPolygon): Position {
  const ring = area.coordinates[0]![0]!
  const [west, south, east, north] = boxOf(ring)!
  const middle = [(west + east) / 2, (south + north) / 2] as const
  return pointInPolygon(...middle, area) ? [...middle] : ring[0]!
}

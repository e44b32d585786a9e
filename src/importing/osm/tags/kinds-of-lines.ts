import type { BasemapValue } from '../../../store/basemap/basemap-writer.ts'
import type { Tags } from '../pbf/primitive-block.ts'

/** A row of the base map without its place, in the order of the table's columns. */
export interface Row<Table extends string> {
  readonly table: Table
  readonly values: readonly BasemapValue[]
}

/** Classes of roads and the zoom from which each is shown. */
const ROAD_ZOOMS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    motorway: 6,
    trunk: 6,
    primary: 7,
    secondary: 9,
    tertiary: 10,
    unclassified: 12,
    residential: 12,
    living_street: 13,
    road: 13,
    service: 14,
    pedestrian: 14,
    track: 14,
    path: 15,
    footway: 15,
    cycleway: 15,
    bridleway: 15,
    steps: 16,
  }),
)
const FERRY_ZOOM = 10
/** Roads that are one-way unless they say otherwise. */
const ONE_WAY_CLASSES: ReadonlySet<string> = new Set(['motorway', 'motorway_link'])
const WATERWAY_ZOOMS: ReadonlyMap<string, number> = new Map(
  Object.entries({ river: 6, canal: 10, stream: 12, ditch: 14, drain: 14, tidal_channel: 12 }),
)
const RAIL_ZOOMS: ReadonlyMap<string, number> = new Map(
  Object.entries({ rail: 8, subway: 11, light_rail: 11, tram: 12, narrow_gauge: 9 }),
)
const BORDERS: Readonly<Record<string, string>> = { 2: 'country', 4: 'province' }
/** Numbers of nodes of a road. */
export type Nodes = readonly number[]

/** A road or ferry; undefined where the tags describe none. Its nodes are filled in where its line is known. */
export function roadRow(source: string, tags: Tags, nodes: Nodes): Row<'road'> | undefined {
  const found = roadClass(tags)
  if (!found) return undefined
  const [name, minzoom] = found
  return {
    table: 'road',
    values: [
      source,
      minzoom,
      name,
      nameOf(tags),
      tags.ref ?? null,
      oneWay(tags),
      isYes(tags.bridge),
      isYes(tags.tunnel),
      levelOf(tags.layer),
      tags.access ?? null,
      tags.maxspeed ?? null,
      JSON.stringify(nodes),
    ],
  }
}

/** Rivers, canals, coast; undefined for none. */
export function waterLineRow(source: string, tags: Tags): Row<'water'> | undefined {
  if (tags.natural === 'coastline') return { table: 'water', values: [source, 6, 'coastline', null] }
  const minzoom = WATERWAY_ZOOMS.get(tags.waterway ?? '')
  if (minzoom === undefined || isYes(tags.tunnel)) return undefined
  return { table: 'water', values: [source, minzoom, tags.waterway!, nameOf(tags)] }
}

/** Railways in use; undefined for none. */
export function railRow(source: string, tags: Tags): Row<'rail'> | undefined {
  const minzoom = RAIL_ZOOMS.get(tags.railway ?? '')
  if (minzoom === undefined) return undefined
  const zoom = tags.service === undefined ? minzoom : 13
  return { table: 'rail', values: [source, zoom, tags.railway!, nameOf(tags), isYes(tags.bridge)] }
}

/** Borders of countries and provinces, as the ways that they are made of say; undefined for none. */
export function borderRow(source: string, tags: Tags): Row<'boundary'> | undefined {
  const kind = tags.boundary === 'administrative' ? BORDERS[tags.admin_level ?? ''] : undefined
  return kind ? { table: 'boundary', values: [source, 4, kind, null] } : undefined
}

/** 1 along the line, -1 against it, 0 both ways. */
export function oneWay(tags: Tags): -1 | 0 | 1 {
  const { oneway = '' } = tags
  if (oneway === '-1' || oneway === 'reverse') return -1
  if (oneway === 'yes' || oneway === 'true' || oneway === '1') return 1
  if (oneway === 'no' || oneway === 'false' || oneway === '0') return 0
  return tags.junction === 'roundabout' || ONE_WAY_CLASSES.has(tags.highway ?? '') ? 1 : 0
}

/** The name as it is written here: the Vietnamese one first. */
export function nameOf(tags: Tags): string | null {
  const name = (tags['name:vi'] ?? tags.name ?? '')
    .normalize('NFC')
    .replace(/\p{C}/gu, '')
    .trim()
    .slice(0, 200)
  return name === '' ? null : name
}

function roadClass(tags: Tags): [name: string, minzoom: number] | undefined {
  if (tags.route === 'ferry' && tags.highway === undefined) return ['ferry', FERRY_ZOOM]
  const { highway } = tags
  if (highway === undefined || tags.area === 'yes') return undefined
  const name = highway.endsWith('_link') ? highway.slice(0, -'_link'.length) : highway
  const minzoom = ROAD_ZOOMS.get(name)
  if (minzoom === undefined) return undefined
  return [name, name === highway ? minzoom : Math.max(minzoom, 11)]
}

function isYes(value: string | undefined): boolean {
  return value !== undefined && value !== 'no' && value !== 'false' && value !== '0'
}

function levelOf(value: string | undefined): number {
  const level = Number(value ?? 0)
  return Number.isInteger(level) && Math.abs(level) <= 10 ? level : 0
}

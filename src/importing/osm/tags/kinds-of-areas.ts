import type { Tags } from '../pbf/primitive-block.ts'
import { nameOf, type Row } from './kinds-of-lines.ts'

export type AreaTable = 'water' | 'landuse' | 'building' | 'boundary'

const LANDUSE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'landuse=residential': 'residential',
    'landuse=commercial': 'commercial',
    'landuse=retail': 'commercial',
    'landuse=industrial': 'industrial',
    'landuse=quarry': 'industrial',
    'landuse=farmland': 'farmland',
    'landuse=farmyard': 'farmland',
    'landuse=orchard': 'orchard',
    'landuse=plantation': 'orchard',
    'landuse=forest': 'forest',
    'landuse=meadow': 'grass',
    'landuse=grass': 'grass',
    'landuse=village_green': 'grass',
    'landuse=recreation_ground': 'park',
    'landuse=cemetery': 'cemetery',
    'landuse=military': 'military',
    'landuse=religious': 'religious',
    'landuse=education': 'school',
    'landuse=aquaculture': 'aquaculture',
    'landuse=salt_pond': 'aquaculture',
    'natural=wood': 'forest',
    'natural=scrub': 'scrub',
    'natural=grassland': 'grass',
    'natural=wetland': 'wetland',
    'natural=sand': 'sand',
    'natural=beach': 'sand',
    'leisure=park': 'park',
    'leisure=garden': 'park',
    'leisure=pitch': 'pitch',
    'leisure=golf_course': 'park',
    'leisure=nature_reserve': 'nature',
    'amenity=school': 'school',
    'amenity=university': 'school',
    'amenity=college': 'school',
    'amenity=hospital': 'hospital',
    'amenity=grave_yard': 'cemetery',
    'amenity=parking': 'parking',
    'aeroway=aerodrome': 'airport',
    'highway=pedestrian': 'square',
  }),
)
const LANDUSE_KEYS = ['landuse', 'natural', 'leisure', 'amenity', 'aeroway', 'highway'] as const
const WATER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'natural=water': 'water',
    'natural=bay': 'sea',
    'waterway=riverbank': 'river',
    'waterway=dock': 'water',
    'landuse=reservoir': 'reservoir',
    'landuse=basin': 'water',
  }),
)
/** Levels at which communes are mapped: since 1/7/2025, and before. */
const COMMUNE_LEVELS: ReadonlySet<string> = new Set(['6', '7', '8'])
const FIRST_ZOOM = { water: 6, landuse: 9, building: 13, boundary: 8 } as const

/** What an area is; undefined where its tags describe none that a map shows. */
export function areaRow(source: string, tags: Tags): Row<AreaTable> | undefined {
  const row = (table: AreaTable, kind: string): Row<AreaTable> => ({
    table,
    values: [source, FIRST_ZOOM[table], kind, nameOf(tags)],
  })
  if (tags.boundary === 'administrative')
    return COMMUNE_LEVELS.has(tags.admin_level ?? '') ? row('boundary', 'commune') : undefined
  const building = tags.building ?? tags['building:part']
  if (building !== undefined && building !== 'no')
    return row('building', building === 'yes' ? 'building' : building)
  for (const key of ['natural', 'waterway', 'landuse'] as const) {
    const kind = WATER.get(`${key}=${tags[key]}`)
    if (kind)
      return row('water', kind === 'water' && tags.water !== undefined ? tags.water.slice(0, 40) : kind)
  }
  for (const key of LANDUSE_KEYS) {
    // a road that returns to its beginning is a line
    if (key === 'highway' && tags.area !== 'yes') continue
    const kind = LANDUSE.get(`${key}=${tags[key]}`)
    if (kind) return row('landuse', kind)
  }
  return undefined
}

/** How a layer of tiles is drawn: an area filled, a line with its edge, points as dots. Colours as in `styles/base-light.json`. */
export interface Paint {
  readonly layer: string
  /** Of areas alone; undefined for those that are not shown. */
  readonly fill?: string | ((attributes: Attributes) => string | undefined)
  readonly stroke?: string
  /** Pixels of a line at zoom 16, which is half as wide two zooms before; an attribute may choose a wider one. */
  readonly width?: (attributes: Attributes) => number
  /** Undefined for what is not shown. */
  readonly colour?: (attributes: Attributes) => string | undefined
  readonly dash?: string
  /** Radius of a dot. */
  readonly dot?: number
  /** Zooms below do not show it. */
  readonly from?: number
}

export type Attributes = Readonly<Record<string, string | number | boolean>>

export const GROUND = '#eef0ee'
const EDGE = '#d9d4c8'
const MAIN_ROADS: Readonly<Record<string, { colour: string; width: number }>> = {
  'quốc lộ': { colour: '#f2c879', width: 9 },
  'đường tỉnh': { colour: '#f7e0ac', width: 7.5 },
}
const STREET = { colour: '#ffffff', width: 5 }
const road = ({ class: kind }: Attributes) => MAIN_ROADS[String(kind)] ?? STREET

/** Colours of the base map's land, by kind. */
const LAND: Readonly<Record<string, string>> = {
  residential: '#f1ece2',
  ...Object.fromEntries(['forest', 'nature', 'scrub'].map((kind) => [kind, '#d3e6c8'])),
  ...Object.fromEntries(['farmland', 'orchard'].map((kind) => [kind, '#f2f3df'])),
  ...Object.fromEntries(['grass', 'park', 'pitch', 'religious'].map((kind) => [kind, '#cfe6c3'])),
  industrial: '#e7e4ea',
  commercial: '#f4e8e0',
  school: '#f1ead0',
  hospital: '#f7e2e2',
  cemetery: '#dce4d4',
}
/** Roads of the base map by class, as OpenStreetMap's; lesser ones are thin. */
const LARGE = { edge: '#d9a94f', colour: '#f6cf7f', width: 8 }
const BASE_ROADS: Readonly<Record<string, { edge: string; colour: string; width: number }>> = {
  ...Object.fromEntries(['motorway', 'trunk', 'primary'].map((kind) => [kind, LARGE])),
  secondary: { edge: '#dcc686', colour: '#fbe8ae', width: 7 },
  ...Object.fromEntries(
    ['tertiary', 'unclassified', 'residential', 'living_street', 'road', 'pedestrian', 'service'].map(
      (kind) => [kind, { edge: '#d3cdbf', colour: '#ffffff', width: kind === 'service' ? 3 : 5 }],
    ),
  ),
}
const baseRoad = ({ class: kind }: Attributes) => BASE_ROADS[String(kind)]
const isPath = ({ class: kind }: Attributes) =>
  kind !== 'ferry' && baseRoad({ class: kind ?? '' }) === undefined

/** From the ground up. */
export const PAINTS: readonly Paint[] = [
  { layer: 'commune', fill: '#f8f7f3' },
  { layer: 'landuse', fill: ({ kind }) => (kind === 'abroad' ? '#e2e5e3' : undefined) },
  { layer: 'landuse', fill: ({ kind }) => LAND[String(kind)], from: 9 },
  { layer: 'water', fill: '#a9d0e6' },
  {
    layer: 'water',
    colour: ({ kind }) => (kind === 'coastline' ? undefined : '#a9d0e6'),
    width: ({ kind }) => (kind === 'river' ? 4.5 : 3),
  },
  { layer: 'building', fill: '#e3dccf', from: 14 },
  { layer: 'commune', stroke: '#9a8fb0', width: () => 1.4, dash: '6 4' },
  {
    layer: 'road',
    colour: (attributes) => (isPath(attributes) ? '#c4b294' : undefined),
    width: () => 1.4,
    from: 14,
  },
  {
    layer: 'road',
    colour: (attributes) => baseRoad(attributes)?.edge,
    width: (attributes) => (baseRoad(attributes)?.width ?? 0) + 2,
    from: 10,
  },
  {
    layer: 'road',
    colour: (attributes) => baseRoad(attributes)?.colour,
    width: (attributes) => baseRoad(attributes)?.width ?? 0,
    from: 9,
  },
  { layer: 'rail', stroke: '#8f8a84', width: () => 2.6, from: 9 },
  { layer: 'street', stroke: EDGE, width: (attributes) => road(attributes).width + 2, from: 10 },
  {
    layer: 'street',
    colour: (attributes) => road(attributes).colour,
    width: (attributes) => road(attributes).width,
  },
  { layer: 'address', fill: '#5d8ba3', dot: 2.4, from: 15 },
]

/** Names, those that matter most first. */
export interface NamePaint {
  readonly layer: string
  readonly field: string
  readonly size: number
  readonly colour: string
  readonly bold?: boolean
  readonly along?: boolean
  readonly from: number
  readonly to: number
}

export const NAMES: readonly NamePaint[] = [
  { layer: 'commune_label', field: 'full_name', size: 15, colour: '#3b3550', bold: true, from: 10, to: 15 },
  { layer: 'commune_label', field: 'name', size: 13, colour: '#3b3550', bold: true, from: 7, to: 10 },
  { layer: 'street', field: 'name', size: 13, colour: '#4c5058', along: true, from: 12, to: 23 },
  { layer: 'water', field: 'name', size: 12, colour: '#2f6484', along: true, from: 10, to: 23 },
  { layer: 'road', field: 'name', size: 12, colour: '#474b53', along: true, from: 14, to: 23 },
  { layer: 'place', field: 'name', size: 12, colour: '#6b7078', from: 13, to: 23 },
]

/** How a layer of tiles is drawn: an area filled, a line with its edge, points as dots. Colours as in `styles/base-light.json`. */
export interface Paint {
  readonly layer: string
  readonly fill?: string
  readonly stroke?: string
  /** Pixels of a line at zoom 16, which is half as wide two zooms before; an attribute may choose a wider one. */
  readonly width?: (attributes: Attributes) => number
  readonly colour?: (attributes: Attributes) => string
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

/** From the ground up. */
export const PAINTS: readonly Paint[] = [
  { layer: 'commune', fill: '#f8f7f3' },
  { layer: 'commune', stroke: '#9a8fb0', width: () => 1.4, dash: '6 4' },
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
  { layer: 'place', field: 'name', size: 12, colour: '#6b7078', from: 13, to: 23 },
]

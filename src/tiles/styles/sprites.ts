import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Icons of the maps by the name that styles use, and the Maki drawing (CC0) of each. */
const ICONS: Readonly<Record<string, string>> = {
  government: 'town-hall',
  health: 'hospital',
  school: 'school',
  market: 'shop',
  transport: 'bus',
  border: 'gate',
  monument: 'monument',
  tourism: 'attraction',
  industry: 'industry',
  pagoda: 'religious-buddhist',
  church: 'religious-christian',
  clinic: 'doctor',
  pharmacy: 'pharmacy',
  fuel: 'fuel',
  shop: 'grocery',
  restaurant: 'restaurant',
  cafe: 'cafe',
  hotel: 'lodging',
  office: 'town-hall',
  mosque: 'religious-muslim',
  bus: 'bus',
  ferry: 'ferry',
  rail: 'rail',
  airport: 'airport',
  parking: 'parking',
  toilet: 'toilet',
  sport: 'pitch',
  cemetery: 'cemetery',
  'fire-station': 'fire-station',
  culture: 'library',
  park: 'park',
  bridge: 'bridge',
  post: 'post',
  police: 'police',
  bank: 'bank',
  farm: 'farm',
  caution: 'caution',
  marker: 'marker',
  dot: 'circle',
}
/** Colour of the icons in each colour scheme. */
export const SPRITES: Readonly<Record<string, string>> = { light: '#5b6270', dark: '#b9c0cc' }
/** Edge of a Maki drawing, and of the square it gets in the sheet, in CSS pixels. */
const ICON = 15
const CELL = 20
const SCALE = 1.2
const COLUMNS = 6

/** Name of the hatching of areas without data, whose edges continue one another. */
export const HATCH = 'no-data'
const HATCH_LINES = `M-1 11 11 -1 M-1 ${CELL + 1} ${CELL + 1} -1 M9 ${CELL + 1} ${CELL + 1} 9`

/** One sheet of icons and where each lies in it (MapLibre sprite). */
export interface Sprite {
  readonly png: Buffer
  readonly json: Record<string, { x: number; y: number; width: number; height: number; pixelRatio: number }>
}

/** Sheets of map icons, drawn once when first asked for. */
export class Sprites {
  readonly #made = new Map<string, Promise<Sprite>>()

  /** The sheet of a colour scheme of {@link SPRITES} at 1 or 2 device pixels to a CSS pixel. */
  sheet(scheme: string, pixelRatio: 1 | 2): Promise<Sprite> {
    const key = `${scheme}@${pixelRatio}`
    const made = this.#made.get(key) ?? draw(SPRITES[scheme] as string, pixelRatio)
    this.#made.set(key, made)
    return made
  }
}

async function draw(colour: string, pixelRatio: number): Promise<Sprite> {
  const require = createRequire(import.meta.url)
  const folder = join(dirname(require.resolve('@mapbox/maki')), 'icons')
  const names = Object.keys(ICONS)
  const size = CELL * pixelRatio
  const json: Sprite['json'] = {}
  const drawings = await Promise.all(
    names.map(async (name, i) => {
      const x = (i % COLUMNS) * size
      const y = Math.floor(i / COLUMNS) * size
      json[name] = { x, y, width: size, height: size, pixelRatio }
      const svg = await readFile(join(folder, `${ICONS[name]}.svg`), 'utf8')
      const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '')
      const inset = (size - ICON * SCALE * pixelRatio) / 2
      return `<g transform="translate(${x + inset} ${y + inset}) scale(${SCALE * pixelRatio})">${body}</g>`
    }),
  )
  const [x, y] = [(names.length % COLUMNS) * size, Math.floor(names.length / COLUMNS) * size]
  json[HATCH] = { x, y, width: size, height: size, pixelRatio }
  drawings.push(
    `<svg x="${x}" y="${y}" width="${size}" height="${size}" viewBox="0 0 ${CELL} ${CELL}"><path d="${HATCH_LINES}" fill="none" stroke="${colour}" stroke-width="1.4" stroke-opacity="0.55"/></svg>`,
  )
  const width = COLUMNS * size
  const height = Math.ceil((names.length + 1) / COLUMNS) * size
  const sheet = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="${colour}">${drawings.join('')}</svg>`
  // a native library: loaded when it is needed, not at every start
  const { renderAsync } = await import('@resvg/resvg-js')
  const image = await renderAsync(sheet, { font: { loadSystemFonts: false } })
  return { png: image.asPng(), json }
}

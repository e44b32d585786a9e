import { createRequire } from 'node:module'
import type { DrawnMap } from './drawn-map.ts'

/** A map with a pin in its middle and, below, what it shows. */
export interface Picture {
  readonly map: DrawnMap
  /** Whether a pin marks the middle; an area has none. */
  readonly pinned: boolean
  /** Lines below the map; without any the map is all of it. */
  readonly caption?: { readonly title: string; readonly lines: readonly string[]; readonly site: string }
  /** Pixels of the picture to one of the drawing; 1 where it is not given. */
  readonly scale?: number
  /** What is written across: *MINH HOẠ* on demonstration data. */
  readonly stamp?: string
}

/** Height of a caption, its margin, and the sizes of its texts, in pixels. */
const CAPTION = { height: 190, margin: 40, title: 44, line: 27 }
const FAMILY = 'Be Vietnam Pro'
const FONTS = ['400Regular/BeVietnamPro_400Regular.ttf', '600SemiBold/BeVietnamPro_600SemiBold.ttf']

/** Height in pixels that is left to the map of a picture with a caption. */
export function mapHeight(height: number): number {
  return height - CAPTION.height
}

/** The picture as PNG. */
export async function picturePng(picture: Picture): Promise<Buffer> {
  // a native library: loaded when it is needed, not at every start
  const { Resvg } = await import('@resvg/resvg-js')
  const require = createRequire(import.meta.url)
  const fontFiles = FONTS.map((name) => require.resolve(`@expo-google-fonts/be-vietnam-pro/${name}`))
  const image = new Resvg(pictureSvg(picture), {
    fitTo: { mode: 'zoom', value: picture.scale ?? 1 },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: FAMILY },
  })
  return image.render().asPng()
}

function pictureSvg({ map, pinned, caption, stamp }: Picture): string {
  const { width } = map
  const height = map.height + (caption ? CAPTION.height : 0)
  const [x, y] = [width / 2, map.height / 2]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FAMILY}">
<defs>${map.tiles.map(({ square: [left, top, across, down] }, i) => `<clipPath id="t${i}"><rect x="${left}" y="${top}" width="${across}" height="${down}"/></clipPath>`).join('')}</defs>
<rect width="${width}" height="${height}" fill="${map.ground}"/>
${map.tiles.map(({ paths }, i) => `<g clip-path="url(#t${i})" fill="none" stroke-linejoin="round" stroke-linecap="round">${paths.map(pathSvg).join('')}</g>`).join('')}
${map.names.map(nameSvg).join('')}
${stamp === undefined ? '' : `<text x="${x}" y="${y}" transform="rotate(-18 ${x} ${y})" text-anchor="middle" font-size="${width / 9}" font-weight="600" fill="#b3261e" fill-opacity="0.16">${escaped(stamp)}</text>`}
${map.credit === undefined ? '' : creditSvg(map.credit, width, map.height)}
${pinned ? `<g transform="translate(${x} ${y})"><ellipse cy="2" rx="11" ry="4" fill="#000" fill-opacity="0.25"/><path d="M0 0C-7-14-19-20-19-34a19 19 0 0 1 38 0C19-20 7-14 0 0z" fill="#c62f21" stroke="#fff" stroke-width="2.5"/><circle cy="-34" r="7" fill="#fff"/></g>` : ''}
${caption ? captionSvg(caption, width, map.height) : ''}
</svg>`
}

/** Whose the base map is, in the lower right corner. */
function creditSvg(text: string, right: number, bottom: number): string {
  const place = `x="${right - 8}" y="${bottom - 8}" text-anchor="end" font-size="13"`
  const letters = escaped(text)
  return `<text ${place} stroke="#fff" stroke-opacity="0.85" stroke-width="3" fill="none">${letters}</text><text ${place} fill="#3f4a47">${letters}</text>`
}

function pathSvg({ path, fill, stroke, width, dash }: DrawnMap['tiles'][number]['paths'][number]): string {
  const look = [
    fill && `fill="${fill}" fill-rule="evenodd"`,
    stroke && `stroke="${stroke}" stroke-width="${width}"`,
    dash && `stroke-dasharray="${dash}"`,
  ]
  return `<path ${look.filter(Boolean).join(' ')} d="${path}"/>`
}

function nameSvg({ text, x, y, angle, size, colour, bold }: DrawnMap['names'][number]): string {
  const look = `font-size="${size}" font-weight="${bold ? 600 : 400}" text-anchor="middle" dy="0.34em"`
  const place = `transform="translate(${x} ${y}) rotate(${angle})"`
  const letters = escaped(text)
  // resvg knows no paint-order: the halo is a text of its own
  return `<text ${place} ${look} stroke="#fff" stroke-opacity="0.85" stroke-width="3" stroke-linejoin="round" fill="none">${letters}</text><text ${place} ${look} fill="${colour}">${letters}</text>`
}

function captionSvg(
  { title, lines, site }: NonNullable<Picture['caption']>,
  width: number,
  top: number,
): string {
  const { height, margin, title: large, line } = CAPTION
  const most = width - 2 * margin
  const rows = lines.map(
    (text, i) =>
      `<text x="${margin}" y="${top + 106 + i * (line + 10)}" font-size="${line}" fill="#4b5a56">${escaped(cut(text, most, line))}</text>`,
  )
  return `<rect y="${top}" width="${width}" height="${height}" fill="#fff"/><rect y="${top}" width="${width}" height="5" fill="#0b5f56"/>
<text x="${margin}" y="${top + 60}" font-size="${large}" font-weight="600" fill="#16211f">${escaped(cut(title, most - 240, large))}</text>
<text x="${width - margin}" y="${top + 58}" font-size="${line}" font-weight="600" text-anchor="end" fill="#0b5f56">${escaped(site)}</text>${rows.join('')}`
}

/** As much of a text as fits a width. */
function cut(text: string, width: number, size: number): string {
  const most = Math.floor(width / (size * 0.56))
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

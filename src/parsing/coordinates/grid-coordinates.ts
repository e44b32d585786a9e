import { type CoordinateSystem, mgrsPosition, namedSystem } from '../../geo/coordinate-systems.ts'
import { fold } from '../../text/syllable.ts'
import { isVietnamese, type Position } from './position.ts'

/** Coordinates in metres as a position; `nowhere` for metres that are no place in Vietnam, and squares that do not exist. */
export type GridReading =
  | { readonly position: Position; readonly system: string; readonly assumed: boolean }
  | { readonly nowhere: true }

/** The zone of Long An's survey, taken where none is named; that of the former Tây Ninh lies 27 km beside it. */
const ASSUMED = 'EPSG:9210'
/** Metres north in Vietnam have seven digits and metres east six. */
const METRES = /(?<![\d.])[1-9]\d{5,6}(?:[.,]\d{1,3})?(?!\d)/g
const NORTH = [850_000, 2_700_000] as const
const EAST = [100_000, 900_000] as const
/** Words that may stand beside metres, folded: the axes, the unit, the datum and the zone. */
const BESIDE: ReadonlySet<string> = new Set(
  `x y n e b m vn vn2000 2000 wgs wgs84 84 utm tm toa do kinh tuyen truc ktt mui chieu zone he bac dong north northing east
  easting epsg 3 6 48 49 48n 49n 48p 49p`.split(/\s+/),
)
const ZONE = /^(?:10[2-9](?:[.,]\d{1,2})?|\d\d|9\d{3})$/
const BETWEEN_WORDS = /[\s;:=()/°'"-]+|,(?!\d)/
const SQUARE = /^(4[7-9]|50)\s?([C-HJ-NP-X])\s?([A-HJ-NP-Z])\s?([A-HJ-NP-V])\s?(\d[\d\s]{0,10})$/i

/**
 * Reads metres of VN-2000 or UTM in either order ("X=1165213 Y=572180": X is north on Vietnamese plans), the zone from what
 * stands beside them, and squares of the military grid ("48P XS 54427 65023"). Undefined for a text that is neither.
 */
export function readGrid(clean: string): GridReading | undefined {
  return readSquare(clean) ?? readMetres(clean)
}

function readSquare(clean: string): GridReading | undefined {
  const square = SQUARE.exec(clean)
  if (!square) return undefined
  const digits = square[5]!.replace(/\s/g, '')
  const name = `${square[1]}${square[2]}${square[3]}${square[4]}${digits}`.toUpperCase()
  const position = digits.length % 2 === 0 ? mgrsPosition(name) : undefined
  return position ? { position, system: 'MGRS', assumed: false } : { nowhere: true }
}

function readMetres(clean: string): GridReading | undefined {
  if (clean.length > 120) return undefined
  const numbers = clean.match(METRES)
  if (numbers?.length !== 2) return undefined
  const beside = fold(clean.replace(METRES, ' ')).trim()
  const words = beside.split(BETWEEN_WORDS)
  if (!words.every((word) => !word || BESIDE.has(word) || ZONE.test(word))) return undefined
  const [a, b] = numbers.map((text) => Number(text.replace(',', '.'))) as [number, number]
  const [north, east] = a > b ? [a, b] : [b, a]
  if (!within(north, NORTH) || !within(east, EAST)) return undefined
  const named = systemBeside(beside)
  const system = named ?? namedSystem(ASSUMED)!
  const [lon, lat] = system.toDegrees(east, north)
  if (!isVietnamese({ lon, lat })) return { nowhere: true }
  return { position: { lon, lat }, system: system.name, assumed: named === undefined }
}

/** The system that the words beside metres name; "VN-2000" alone names no zone. */
function systemBeside(beside: string): CoordinateSystem | undefined {
  const code = /\bepsg\D{0,3}(\d{4})\b/.exec(beside)
  if (code) return namedSystem(`EPSG:${code[1]}`)
  const utm = /\b(4[89])\s?[np]?\b/.exec(beside)
  if (utm) return namedSystem(`${/vn/.test(beside) ? 'VN-2000 ' : ''}UTM ${utm[1]}N`)
  const zone = /\b(10[2-9])(?:[.,](\d{1,2})|\s?[°-]\s?(\d\d))?/.exec(beside.replace(/vn ?-? ?2000/, ''))
  return zone
    ? namedSystem(`VN-2000 TM ${zone[1]}${zone[3] ? `-${zone[3]}` : `.${zone[2] ?? 0}`}`)
    : undefined
}

function within(metres: number, [min, max]: readonly [number, number]): boolean {
  return metres >= min && metres <= max
}

import { isDigit } from '../../text/digits.ts'
import { cleanText } from '../../text/normalize.ts'
import { type Degrees, readDegrees } from './degrees.ts'
import { readGrid } from './grid-coordinates.ts'
import { readMapLink } from './map-links.ts'
import { readMarkedUp } from './marked-up.ts'
import { type Axis, isVietnamese, type Position } from './position.ts'

/** A text that is a coordinate as a whole. */
export type WrittenCoordinates =
  | {
      readonly kind: 'point'
      readonly position: Position
      /** The coordinate system, where it is not WGS 84 in degrees. */
      readonly system?: string
      /** The text does not say its zone: that of `system` was taken. */
      readonly assumed?: boolean
    }
  /** One number of two. */
  | { readonly kind: 'incomplete'; readonly missing: Axis }
  /** Written as a coordinate or link of a map, but no place can be read from it. */
  | { readonly kind: 'not-understood' }
  /** A link with a text in it that says the place. */
  | { readonly kind: 'link'; readonly text: string }

/** The longest text that is looked at, a link. */
const MAX_LENGTH = 2048
const MAX_WITHOUT_LINK = 160
const FEWEST_DIGITS = 5
const DEGREE_SIGN = 0xb0
const LABELLED = /^(\d{1,3}\.\d{3,17}[,;\s]\s?\d{1,3}\.\d{3,17})[,;]? \(?\p{L}/u
/** View and zoom behind a pair, as links have them: "10.536,106.4113,17z". */
const VIEW_BEHIND = /,\s?\d{1,6}(?:\.\d{1,3})?[azm](?:,.*|\/.*)?$/i

/**
 * A pasted coordinate: degrees in any notation and order, with words or signs; a link of a map site, a `geo:` URI, WKT,
 * GeoJSON, ISO 6709; metres of VN-2000 or UTM; the military grid. `undefined` for any other text.
 */
export function readCoordinates(text: string): WrittenCoordinates | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const clean = cleanText(text)
  if (!mayBeOne(clean)) return undefined
  const marked = readMarkedUp(clean)
  if (marked) return 'position' in marked ? { kind: 'point', ...marked } : NOT_UNDERSTOOD
  const link = readMapLink(clean)
  if (link) {
    if ('position' in link) return { kind: 'point', ...link }
    return 'text' in link ? { kind: 'link', text: link.text } : NOT_UNDERSTOOD
  }
  if (clean.length > MAX_WITHOUT_LINK) return undefined
  const grid = readGrid(clean)
  if (grid) return 'position' in grid ? { kind: 'point', ...grid } : NOT_UNDERSTOOD
  const degrees = readDegrees(clean.replace(VIEW_BEHIND, '')) ?? labelled(clean)
  if (!degrees) return undefined
  if ('position' in degrees) return { kind: 'point', ...degrees }
  return 'missing' in degrees ? { kind: 'incomplete', missing: degrees.missing } : NOT_UNDERSTOOD
}

/** A pair before the units that it lies in, as answers are labelled: "10.536, 106.4113, Phường Long An". */
function labelled(clean: string): Degrees | undefined {
  const pair = LABELLED.exec(clean)?.[1]
  const degrees = pair === undefined ? undefined : readDegrees(pair)
  return degrees && 'position' in degrees && isVietnamese(degrees.position) ? degrees : undefined
}

const NOT_UNDERSTOOD = { kind: 'not-understood' } as const

/** A link, or a text with as many digits as half a coordinate has, or a sign of degrees: no search waits for more than this. */
function mayBeOne(clean: string): boolean {
  let digits = 0
  for (let i = 0; i < clean.length; i++) {
    const unit = clean.charCodeAt(i)
    if (isDigit(unit) && ++digits === FEWEST_DIGITS) return true
    if (unit === DEGREE_SIGN) return digits > 0
  }
  return clean.includes('/') && /^(?:https?:|www\.)/i.test(clean)
}

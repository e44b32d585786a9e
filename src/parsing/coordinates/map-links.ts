import { type Position, positionOf } from './position.ts'

/** What a link says where: a position, or a text that says it; `nothing` when there is neither. */
export type LinkReading =
  | { readonly position: Position }
  | { readonly text: string }
  | { readonly nothing: true }

const LINK = /^(?:https?:\/\/|www\.|(?:[a-z\d-]{1,40}\.){1,4}(?:com|vn|org|net|gl|me|io|codes|ru|app)\/)/i
/** A path of a map site that was cut from its link. */
const PATH = /^(?:…|\.\.\.)?\/?(?:maps\/|maps\?|#map=|\?mlat=|\?ll=|\?q=|directions\?|@)|^…/i
const NUMBER = String.raw`([+-]?\d{1,3}(?:\.\d{1,17})?)`
const PIN = new RegExp(`!3d${NUMBER}!4d${NUMBER}`, 'g')
const PAIR = new RegExp(String.raw`^${NUMBER}[,~ _]{1,2}${NUMBER}(?![\d.])`)
const VIEW = new RegExp(String.raw`/?@${NUMBER},\s?${NUMBER}(?![\d.])`)
const HASH = new RegExp(
  String.raw`#(?:map=|\d{1,2}(?=/)|[^#]{0,200}?map=)?(?:\d{1,2}(?:\.\d{1,3})?)?/${NUMBER}/${NUMBER}`,
)
const PLUS_CODE =
  /(?:^|[/=])([2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,7}(?:[ ,][^/?&#]{0,80})?)(?=$|[/?&#])/i
/** A step of the path that is written in degrees: "/place/10°32'09.6\"N 106°24'40.7\"E/". */
const DEGREES = /\/([^/?#]{0,80}°[^/?#]{0,80})/
const SEGMENT = new RegExp(String.raw`/${NUMBER},\s?${NUMBER}(?=$|[/?#])`, 'g')
/** Parameters with a position or a text for it: what is pinned before where one goes, and both before the view. */
const PARAMETERS = [
  'q',
  'query',
  'destination',
  'daddr',
  'to',
  'pt',
  'point',
  'marker',
  'll',
  'cp',
  'center',
  'from',
]
/** Parameters in which the longitude comes first. */
const LON_FIRST: ReadonlySet<string> = new Set(['pt'])
const AXES: readonly (readonly [lat: string, lon: string])[] = [
  ['mlat', 'mlon'],
  ['lat', 'lon'],
  ['lat', 'lng'],
  ['latitude', 'longitude'],
]

/**
 * Reads a link of a map site, or its path: the pin before the place that is asked for, before the view. Undefined for a text
 * that is no link.
 */
export function readMapLink(clean: string): LinkReading | undefined {
  const link = LINK.test(clean)
  if (!link && !PATH.test(clean)) return undefined
  const text = decoded(clean)
  const pin = [...text.matchAll(PIN)].at(-1)
  if (pin) return answer(pin[1]!, pin[2]!)
  const parameters = new URLSearchParams(/\?([^#]*)/.exec(clean)?.[1] ?? '')
  for (const [lat, lon] of AXES) {
    const [y, x] = [parameters.get(lat), parameters.get(lon)]
    if (y && x && Number.isFinite(Number(y)) && Number.isFinite(Number(x))) return answer(y, x)
  }
  for (const name of PARAMETERS) {
    const value = parameters
      .get(name)
      ?.replace(/^(?:loc|geo|point):/, '')
      .trim()
    if (!value) continue
    const pair = PAIR.exec(value)
    if (pair) return LON_FIRST.has(name) ? answer(pair[2]!, pair[1]!) : answer(pair[1]!, pair[2]!)
    if (/\d/.test(value)) return { text: value }
  }
  const degrees = DEGREES.exec(text)
  if (degrees) return { text: degrees[1]! }
  const code = PLUS_CODE.exec(text) ?? PLUS_CODE.exec(clean)
  if (code) return { text: code[1]! }
  const segment = [...text.matchAll(SEGMENT)].at(-1) ?? VIEW.exec(text) ?? HASH.exec(text)
  if (segment) return answer(segment[1]!, segment[2]!)
  return link ? { nothing: true } : undefined
}

function answer(lat: string, lon: string): LinkReading {
  const position = positionOf({ degrees: Number(lat) }, { degrees: Number(lon) })
  return position ? { position } : { nothing: true }
}

/** Without percent signs; as it is where those are wrong. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20').replaceAll('%2520', '%20')).replace(/%2B/gi, '+')
  } catch {
    return text
  }
}

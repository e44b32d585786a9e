import { namedSystem } from '../../geo/coordinate-systems.ts'
import { type Position, positionOf } from './position.ts'

const NUMBER = String.raw`([+-]?\d{1,9}(?:\.\d{1,17})?)`
const URI = new RegExp(String.raw`^geo:\s?${NUMBER},${NUMBER}(?:[,;?].*)?$`, 'i')
const URI_QUERY = new RegExp(`[?&]q=${NUMBER},${NUMBER}`, 'i')
const WKT = new RegExp(
  String.raw`^(?:SRID\s?=\s?(\d{4,5})\s?;\s?)?POINT\s?(?:Z|M|ZM)?\s?\(\s?${NUMBER}\s${NUMBER}(?:\s[+-]?\d{1,9}(?:\.\d{1,17})?){0,2}\s?\)$`,
  'i',
)
const GEOJSON = new RegExp(String.raw`"coordinates"\s?:\s?\[\s?${NUMBER}\s?,\s?${NUMBER}`)
/** ISO 6709: degrees, or degrees with minutes and seconds in two digits each. */
const ISO =
  /^([+-])(\d{2,6}(?:\.\d{1,9})?)([+-])(\d{3,7}(?:\.\d{1,9})?)(?:[+-]\d{1,6}(?:\.\d{1,3})?)?(?:CRS[\w]{1,12})?\/$/

/**
 * Reads positions as programs write them: `geo:` (RFC 5870), WKT with or without SRID, a GeoJSON point, ISO 6709. Undefined
 * for other texts, `nowhere` for a position that is none.
 */
export function readMarkedUp(clean: string): { position: Position } | { nowhere: true } | undefined {
  const uri = URI.exec(clean)
  if (uri) {
    const query = URI_QUERY.exec(clean)
    // "geo:0,0?q=…" says the place in its query alone
    return query ? latLon(query[1]!, query[2]!) : latLon(uri[1]!, uri[2]!)
  }
  const wkt = WKT.exec(clean)
  if (wkt) {
    const system = namedSystem(`EPSG:${wkt[1] ?? 4326}`)
    if (!system) return { nowhere: true }
    const [lon, lat] = system.toDegrees(Number(wkt[2]), Number(wkt[3]))
    return found(positionOf({ degrees: lon, axis: 'lon' }, { degrees: lat, axis: 'lat' }))
  }
  const json = clean.startsWith('{') ? GEOJSON.exec(clean) : undefined
  if (json) return latLon(json[2]!, json[1]!)
  const iso = ISO.exec(clean)
  if (!iso) return undefined
  return latLon(iso[1]! + sexagesimal(iso[2]!, 2), iso[3]! + sexagesimal(iso[4]!, 3))
}

function latLon(lat: string, lon: string) {
  return found(positionOf({ degrees: Number(lat), axis: 'lat' }, { degrees: Number(lon), axis: 'lon' }))
}

function found(position: Position | undefined): { position: Position } | { nowhere: true } {
  return position ? { position } : { nowhere: true }
}

/** `DDMM` and `DDMMSS` as degrees, `DD` as it is. */
function sexagesimal(text: string, width: 2 | 3): string {
  const [whole = ''] = text.split('.')
  if (whole.length <= width) return text
  const degrees = Number(text.slice(0, width))
  const rest = text.slice(width)
  const [minutes, seconds] =
    whole.length === width + 2 ? [Number(rest), 0] : [Number(rest.slice(0, 2)), Number(rest.slice(2))]
  return String(degrees + minutes / 60 + seconds / 3600)
}

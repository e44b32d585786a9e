import { createRequire } from 'node:module'
import type proj4 from 'proj4'
import { type Box, boxContains } from './box.ts'

/** A coordinate system that files may be in. */
export interface CoordinateSystem {
  /** As people call it, e.g. "VN-2000 / TM-3 105-45 (EPSG:9210)". */
  readonly name: string
  /** Whether coordinates are metres east and north; else degrees. */
  readonly projected: boolean
  /** A position in it as longitude and latitude of WGS 84. */
  toDegrees(x: number, y: number): [lon: number, lat: number]
  /** Longitude and latitude of WGS 84 as a position in it. */
  fromDegrees(lon: number, lat: number): [x: number, y: number]
  /** The same system led to WGS 84 by another shift; undefined where it is not of VN-2000. */
  under?(shift: DatumShift): CoordinateSystem
}

/**
 * Seven parameters from VN-2000 to WGS 84, by their EPSG code: 6960 are those of Quyết định 05/2007/QĐ-BTNMT, for the whole country;
 * 5194 are an oil company's for the Mekong delta, which PROJ (so QGIS and GDAL) prefers between 9.35 and 11.04° N, 104.24 and
 * 107.11° E, as their area is the smaller one. The two are 0.8 m apart in this province.
 */
export const DATUM_SHIFTS = {
  6960: '-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278',
  5194: '-192.873,-39.382,-111.202,-0.00205,-0.0005,0.00335,0.0188',
} as const

export type DatumShift = keyof typeof DATUM_SHIFTS

/** From VN-2000 to WGS 84 in the form of PROJ, by the decision. */
const TO_WGS84 = definitionOf(6960)
/** EPSG code and central meridian of the 3° zones of VN-2000 (scale 0.9999), one or more provinces each. */
const ZONES_3: readonly (readonly [epsg: number, meridian: number])[] = [
  [9205, 103],
  [9206, 104],
  [9207, 104.5],
  [9208, 104.75],
  [9209, 105.5],
  [9210, 105.75],
  [9211, 106],
  [9212, 106.25],
  [9213, 106.5],
  [9214, 107],
  [9215, 107.25],
  [9216, 107.5],
  [5899, 107.75],
  [9217, 108.25],
  [9218, 108.5],
  [5896, 102],
  [5897, 105],
  [5898, 108],
]
/** The zones of this province's survey: Long An, Tây Ninh, then what neighbours and the whole country use. */
const LIKELY = [9210, 9209, 3405, 5897, 9211, 3406, 32648]

const WGS84: CoordinateSystem = {
  name: 'WGS 84 (EPSG:4326)',
  projected: false,
  toDegrees: (x, y) => [x, y],
  fromDegrees: (lon, lat) => [lon, lat],
}
const SYSTEMS: ReadonlyMap<number, CoordinateSystem> = new Map([
  ...[4326, 4979].map((epsg) => [epsg, WGS84] as const),
  [4756, system('VN-2000 (EPSG:4756)', `+proj=longlat ${TO_WGS84}`, false)],
  ...ZONES_3.map(([epsg, meridian]) => [epsg, transverseMercator(meridian, 0.9999, 500_000, epsg)] as const),
  ...[48, 49].flatMap(
    (zone) =>
      [
        [
          zone + 3357,
          system(`VN-2000 / UTM ${zone}N (EPSG:${zone + 3357})`, `+proj=utm +zone=${zone} ${TO_WGS84}`),
        ],
        [
          zone + 32_600,
          system(`WGS 84 / UTM ${zone}N (EPSG:${zone + 32_600})`, `+proj=utm +zone=${zone} +datum=WGS84`),
        ],
      ] as const,
  ),
  [3857, system('WGS 84 / Pseudo-Mercator (EPSG:3857)', 'EPSG:3857')],
])

/** EPSG codes of Web Mercator and of the zones of VN-2000, in which positions are metres east and north. */
export const METRE_CODES: readonly number[] = [3857, 3405, 3406, ...ZONES_3.map(([epsg]) => epsg).sort()]

/** What {@link namedSystem} knows, in a few words. */
export const KNOWN_SYSTEMS =
  'WGS 84, VN-2000 / TM-3 (EPSG:9205–9218, 5896–5899), UTM 48N, 49N (EPSG:3405, 3406)'

/**
 * The system that a text names: `EPSG:9210`, `urn:ogc:def:crs:EPSG::9210`, `CRS84`, `VN-2000 / TM-3 105-45`,
 * `VN-2000 3° 105°45'`, `VN-2000 UTM 48N`; undefined for any other.
 */
export function namedSystem(text: string): CoordinateSystem | undefined {
  const plain = text.trim()
  if (/^(urn:ogc:def:crs:OGC:[^:]*:|OGC:)?CRS84$|^WGS[ _]?(19)?84$/i.test(plain)) return WGS84
  const code = /^(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d{4,5})$|^(\d{4,5})$/i.exec(plain)
  if (code) return SYSTEMS.get(Number(code[1] ?? code[2]))
  const utm = /UTM\D{0,40}(48|49)\s*N?\b/i.exec(plain)
  const vietnamese = /VN[-_ ]?2000/i.test(plain)
  if (utm) return SYSTEMS.get(Number(utm[1]) + (vietnamese ? 3357 : 32_600))
  if (!vietnamese) return undefined
  const zone = /\b(10[2-9])(?:\.(\d{1,2})|\s*[-°]\s*(\d\d)?)?/.exec(plain.replace(/VN[-_ ]?2000/i, ''))
  if (zone) return zoneAt(Number(`${zone[1]}.${zone[2] ?? 0}`) + Number(zone[3] ?? 0) / 60)
  return /TM|[36]\s*°|zone|múi/i.test(plain) ? undefined : SYSTEMS.get(4756)
}

function zoneAt(meridian: number): CoordinateSystem | undefined {
  const zone = ZONES_3.find(([, each]) => Math.abs(each - meridian) < 1e-6)
  return zone && SYSTEMS.get(zone[0])
}

/**
 * The system of well-known text (a `.prj` file, a GeoPackage's definition). Such text rarely says how VN-2000 lies to
 * WGS 84 (200 m apart), so the datum is recognised by its name. Undefined when the datum is neither of the two, or
 * the projection is none that is used here.
 */
export function systemOfText(wkt: string): CoordinateSystem | undefined {
  const authority = /AUTHORITY\["EPSG","?(\d+)"?\]\s*\]\s*$|ID\["EPSG",(\d+)\]\s*\]\s*$/i.exec(wkt)
  const named = SYSTEMS.get(Number(authority?.[1] ?? authority?.[2] ?? Number.NaN))
  if (named) return named
  const names = [...wkt.matchAll(/(?:PROJC|GEOGC|PROJCR|GEOGCR|GEODCR)S?\["([^"]*)"|DATUM\["([^"]*)"/gi)].map(
    ([, name, datum]) => name ?? datum ?? '',
  )
  const vietnamese = names.some((name) => /VN[-_ ]?2000|Vietnam[-_ ]?2000/i.test(name))
  if (!vietnamese && !names.some((name) => /WGS[-_ ]?(19)?84|World Geodetic System 1984/i.test(name)))
    return undefined
  if (!/PROJC/i.test(wkt)) return SYSTEMS.get(vietnamese ? 4756 : 4326)
  if (!/Transverse[_ ]?Mercator/i.test(wkt) || !/UNIT\["met(re|er)s?"/i.test(wkt)) return undefined
  const parameter = (name: RegExp) => {
    const found = new RegExp(`PARAMETER\\["${name.source}",\\s*(-?[\\d.]+)`, 'i').exec(wkt)
    return found ? Number(found[1]) : undefined
  }
  const meridian = parameter(/(?:central_meridian|longitude of natural origin)/)
  const scale = parameter(/(?:scale_factor|scale factor at natural origin)/)
  const east = parameter(/false[_ ]easting/)
  if (meridian === undefined || scale === undefined || east === undefined) return undefined
  return transverseMercator(meridian, scale, east, undefined, vietnamese ? TO_WGS84 : '+datum=WGS84')
}

function transverseMercator(
  meridian: number,
  scale: number,
  east: number,
  epsg?: number,
  datum = TO_WGS84,
): CoordinateSystem {
  const degrees = Math.floor(meridian)
  const zone = `${degrees}-${String(Math.round((meridian - degrees) * 60)).padStart(2, '0')}`
  const title = `${datum === TO_WGS84 ? 'VN-2000' : 'WGS 84'} / TM ${zone}`
  return system(
    epsg ? `VN-2000 / TM-3 ${zone} (EPSG:${epsg})` : `${title}, k=${scale}`,
    `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=${scale} +x_0=${east} +y_0=0 ${datum}`,
  )
}

/** The package takes long to load and few need it: not at every start. */
function projections(): typeof proj4 {
  return createRequire(import.meta.url)('proj4')
}

function definitionOf(shift: DatumShift): string {
  return `+ellps=WGS84 +towgs84=${DATUM_SHIFTS[shift]}`
}

function system(name: string, definition: string, projected = true): CoordinateSystem {
  let kept: proj4.Converter | undefined
  const converter = () => {
    kept ??= projections()(definition, 'WGS84')
    return kept
  }
  return {
    name,
    projected,
    ...(definition.includes(TO_WGS84) && {
      under: (shift) => system(name, definition.replace(TO_WGS84, definitionOf(shift)), projected),
    }),
    toDegrees(x, y) {
      const [lon, lat] = converter().forward([x, y]) as [number, number]
      return [lon, lat]
    },
    fromDegrees(lon, lat) {
      const [x, y] = converter().inverse([lon, lat]) as [number, number]
      return [x, y]
    },
  }
}

/** Systems in which metres without a name would lie in `extent`, the likeliest first. */
export function guessSystems(x: number, y: number, extent: Box): CoordinateSystem[] {
  return LIKELY.map((epsg) => SYSTEMS.get(epsg) as CoordinateSystem).filter((each) =>
    boxContains(extent, ...each.toDegrees(x, y)),
  )
}

/** Zone, band and the two letters of a square, "48PXS". */
const SQUARE_LETTERS = 5

/** The middle of a square of the military grid ("48PXS5442765023"), WGS 84; undefined where there is no such square. */
export function mgrsPosition(square: string): { lon: number; lat: number } | undefined {
  try {
    const { mgrs } = projections()
    const [lon, lat] = mgrs.toPoint(square)
    // it takes letters of other zones too, and leads far away
    return mgrs.forward([lon, lat]).startsWith(square.slice(0, SQUARE_LETTERS)) ? { lon, lat } : undefined
  } catch {
    // it throws texts where a letter names no square
    return undefined
  }
}

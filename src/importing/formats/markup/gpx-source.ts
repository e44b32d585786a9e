import { createReadStream, statSync } from 'node:fs'
import { ImportError, problem } from '../../reading/problem.ts'
import type { RawRow, RawSource, ReadOptions } from '../raw-source.ts'
import { childOf, textOf, type XmlElement, XmlFile } from './xml-file.ts'

/** What a GPX file holds, under the names that GDAL gives its layers. */
const LAYERS: Readonly<Record<string, string>> = { wpt: 'waypoints', rte: 'routes', trk: 'tracks' }
const VALUES = ['name', 'cmt', 'desc', 'src', 'sym', 'type', 'time', 'ele', 'number'] as const
/** Values that are texts, whatever they look like. */
const TEXTS: ReadonlySet<string> = new Set(['name', 'cmt', 'desc', 'src', 'sym', 'type'])
const LON_LAT = { vi: 'lon và lat', en: 'lon and lat' }

/**
 * Opens GPX 1.0 or 1.1: waypoints are points, routes and tracks lines, each with what it says of itself and its extensions. Lines
 * count all of them from 1. Throws {@link ImportError}.
 */
export async function openGpx(file: string, { names, named }: ReadOptions): Promise<RawSource> {
  const wanted = Object.keys(LAYERS).filter((name) => !named || names.includes(LAYERS[name]!))
  if (wanted.length === 0)
    throw new ImportError(problem('no-layer', 'layer', names.join(', '), Object.values(LAYERS).join(', ')))
  const bytes = createReadStream(file)
  const total = statSync(file).size
  let count = 0
  let found: RawRow[] = []
  let isGpx = false
  const xml = new XmlFile({
    keeps: (name) => Object.hasOwn(LAYERS, name),
    begin: (name) => {
      isGpx ||= name === 'gpx'
    },
    take: (element) => {
      count++
      if (wanted.includes(element.name)) found.push(rowOf(element, count))
    },
    // a track has a hundred thousand of them
    fold: (element) => (/^(?:trk|rte)pt$/.test(element.name) ? positionOf(element) : undefined),
  })
  async function* rows(): AsyncGenerator<RawRow[]> {
    const pieces = xml.read(bytes)
    let next = await pieces.next()
    for (; !next.done; next = await pieces.next()) {
      yield found
      found = []
    }
    if (next.value) yield [{ line: count + 1, problem: next.value }]
    if (!isGpx) throw new ImportError(problem('format', '', file, 'GPX'))
  }
  return {
    geometry: 'rows',
    textual: true,
    texts: TEXTS,
    crs: () => undefined,
    rows: rows(),
    progress: () => ({ done: bytes.bytesRead, total }),
  }
}

function rowOf(element: XmlElement, line: number): RawRow {
  const missing = (what: string) => ({ line, problem: problem('required', what, '', LON_LAT) })
  const values: Record<string, unknown> = Object.create(null)
  for (const name of VALUES) {
    const text = textOf(element, name)
    if (text !== undefined) values[name] = text
  }
  const link = childOf(element, 'link')?.attributes.href
  if (link) values.link = link
  for (const { name, text, children } of childOf(element, 'extensions')?.children ?? [])
    if (children.length === 0 && text.trim() !== '') values[name] = text.trim()
  if (element.name === 'wpt') {
    const position = positionOf(element)
    return position ? { line, values, geometry: { type: 'Point', coordinates: position } } : missing('wpt')
  }
  const parts = [element, ...element.children.filter(({ name }) => name === 'trkseg')]
    .map(({ folded }) => folded)
    .filter((points) => points.length > 0)
  if (parts.length === 0 || parts.some((points) => points.includes(null)))
    return missing(element.name === 'rte' ? 'rtept' : 'trkpt')
  // a segment of one position is no line
  const lines = parts.filter((points) => points.length > 1)
  const geometry =
    lines.length > 1
      ? { type: 'MultiLineString', coordinates: lines }
      : { type: 'LineString', coordinates: lines[0] ?? parts[0] }
  return { line, values, geometry }
}

/** Null for one of which only the time is known. */
function positionOf({ attributes }: XmlElement): number[] | null {
  const [lon, lat] = [attributes.lon, attributes.lat]
  return lon === undefined || lat === undefined ? null : [Number(lon), Number(lat)]
}

import type { XmlElement } from './xml-file.ts'
import { childOf } from './xml-file.ts'

/** A GeoJSON geometry, unchecked; or the name of one that has no plain form. */
export type MarkupGeometry = { type: string; coordinates: unknown } | { unread: string }

const READERS: Readonly<Record<string, (element: XmlElement) => MarkupGeometry>> = {
  Point: (element) => ({ type: 'Point', coordinates: positions(element)[0] }),
  LineString: (element) => ({ type: 'LineString', coordinates: positions(element) }),
  LinearRing: (element) => ({ type: 'LineString', coordinates: positions(element) }),
  Polygon: (element) => ({ type: 'Polygon', coordinates: rings(element) }),
  Track: (element) => ({ type: 'LineString', coordinates: track(element) }),
  MultiTrack: together,
  MultiGeometry: together,
  Model: () => ({ unread: 'Model' }),
}

/** The geometry of a placemark (OGC 12-007r2 §10); heights are dropped, undefined where it has none. */
export function kmlGeometry(placemark: XmlElement): MarkupGeometry | undefined {
  const element = placemark.children.find(({ name }) => Object.hasOwn(READERS, name))
  return element && READERS[element.name]!(element)
}

/** Members of one type become its multi-geometry; of several there is no plain form. */
function together(element: XmlElement): MarkupGeometry {
  const members = element.children.flatMap((child) =>
    Object.hasOwn(READERS, child.name) ? [READERS[child.name]!(child)] : [],
  )
  const parts: unknown[] = []
  const types = new Set<string>()
  for (const member of members) {
    if ('unread' in member) return member
    types.add(member.type.replace('Multi', ''))
    if (member.type.startsWith('Multi')) parts.push(...(member.coordinates as unknown[]))
    else parts.push(member.coordinates)
  }
  const [type, ...others] = types
  if (type === undefined || others.length > 0) return { unread: `${element.name} (${[...types].join(', ')})` }
  return parts.length === 1 ? { type, coordinates: parts[0] } : { type: `Multi${type}`, coordinates: parts }
}

function rings(polygon: XmlElement): unknown[] {
  return polygon.children
    .filter(({ name }) => name === 'outerBoundaryIs' || name === 'innerBoundaryIs')
    .sort((a, b) => Number(b.name === 'outerBoundaryIs') - Number(a.name === 'outerBoundaryIs'))
    .flatMap(({ children }) => children.filter(({ name }) => name === 'LinearRing').map(positions))
}

/** "106.41,10.53,0 106.42,10.54,0", also with spaces behind the commas. */
function positions(element: XmlElement): unknown[] {
  const text = childOf(element, 'coordinates')?.text.trim() ?? ''
  if (text === '') return []
  const tuples = text.includes(', ') ? text.split(', ').join(',') : text
  return tuples.split(/\s+/).map((tuple) => tuple.split(',', 2).map(number))
}

/** "106.41 10.53 0" in elements of their own. */
function track(element: XmlElement): unknown[] {
  return element.children
    .filter(({ name }) => name === 'coord')
    .map(({ text }) => text.trim().split(/\s+/, 2).map(number))
}

function number(text: string): number {
  return text === '' ? Number.NaN : Number(text)
}

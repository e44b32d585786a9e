import { namedSystem } from '../../../geo/coordinate-systems.ts'
import { ImportError, problem } from '../../reading/problem.ts'
import type { RawRow, RawSource, StatedCrs } from '../raw-source.ts'
import { Utf8File } from '../utf8-file.ts'
import { exactIntegers } from './exact-integers.ts'
import { FeatureScanner, type FoundFeature } from './feature-scanner.ts'

/** Longest line of NDJSON in UTF-16 units. */
const MAX_LINE = 64_000_000
/** Names of WGS 84 with longitude first in the member "crs". */
const WGS84 = /CRS84|4326|WGS ?84/i

/** Opens a GeoJSON FeatureCollection and reads its features one by one. */
export async function openGeoJson(file: string): Promise<RawSource> {
  const text = new Utf8File(file)
  const scanner = new FeatureScanner()
  async function* rows(): AsyncGenerator<RawRow[]> {
    let line = 1
    let numbered: boolean | undefined
    let held: FoundFeature[] = []
    const rowsOf = (found: readonly FoundFeature[]) =>
      found.map((feature) => rawRow(numbered ? feature.number : feature.line, feature.text, true))
    for await (const chunk of text.chunks()) {
      const found = scanner.push(chunk)
      line = found.at(-1)?.line ?? line
      held.push(...found)
      const [first, second] = held
      if (numbered === undefined && second === undefined) continue
      // of features on one line the line says nothing: they are counted
      numbered ??= first!.line === second!.line
      yield rowsOf(held)
      held = []
    }
    yield rowsOf(held)
    if (scanner.state === 'before')
      throw new ImportError(problem('format', '', file, 'GeoJSON FeatureCollection'))
    if (scanner.state !== 'after' || scanner.open)
      yield [{ line: line + 1, problem: problem('cut-off', 'features', `line ${line}`, 'GeoJSON') }]
  }
  return {
    geometry: 'rows',
    crs: () => statedCrs(scanner.head),
    rows: rows(),
    progress: () => text.progress(),
  }
}

/** Opens a file with one JSON object, a feature or a plain row, in each line (NDJSON, GeoJSON text sequences). */
export async function openNdjson(file: string): Promise<RawSource> {
  const text = new Utf8File(file)
  async function* rows(): AsyncGenerator<RawRow[]> {
    let line = 0
    let rest = ''
    const rowOf = (content: string): RawRow[] => {
      line++
      // RFC 8142 begins each text with a record separator.
      const json = content.replace(/^\u001e/, '').trim()
      return json === '' ? [] : [rawRow(line, json, false)]
    }
    for await (const chunk of text.chunks()) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() as string
      if (rest.length > MAX_LINE)
        throw new ImportError(problem('too-long', 'row', rest, `${MAX_LINE} characters`))
      yield lines.flatMap(rowOf)
    }
    yield rowOf(rest)
  }
  return { geometry: 'rows', crs: () => undefined, rows: rows(), progress: () => text.progress() }
}

function rawRow(line: number, text: string, mustBeFeature: boolean): RawRow {
  let value: unknown
  try {
    value = JSON.parse(exactIntegers(text))
  } catch (error) {
    return { line, problem: problem('json', '', (error as Error).message) }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { line, problem: problem('json', '', text, 'an object') }
  const object = value as Record<string, unknown>
  const isFeature = object.type === 'Feature'
  if (mustBeFeature && !isFeature)
    return { line, problem: problem('value', 'type', object.type ?? '', 'Feature') }
  const { geometry } = object
  if (!isFeature) return { line, values: withoutGeometry(object), geometry }
  const values = withoutGeometry((object.properties ?? {}) as Record<string, unknown>)
  return { line, values, geometry, id: object.id }
}

/** A member "geometry" is the row's geometry, never a column. */
function withoutGeometry(values: Record<string, unknown>): Record<string, unknown> {
  if (!Object.hasOwn(values, 'geometry')) return values
  const { geometry: _, ...others } = values
  return others
}

/** The member "crs" of GeoJSON before RFC 7946, in the text before the features. */
function statedCrs(head: string): StatedCrs | undefined {
  const text = /"crs"\s*:\s*\{[^[\]]{0,2000}?"name"\s*:\s*"([^"]{0,200})"/.exec(head)?.[1]
  return text === undefined ? undefined : { text, system: namedSystem(text), isWgs84: WGS84.test(text) }
}

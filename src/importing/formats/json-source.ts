import { createReadStream, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { KNOWN_SYSTEMS, namedSystem } from '../reading/coordinate-systems.ts'
import { checkGeometry } from '../reading/geometry-check.ts'
import { type Placing, placing } from '../reading/placing.ts'
import { ImportError, type ImportProblem, problem } from '../reading/problem.ts'
import type { Fields, FreeReading, Recognise, Source, SourceRow } from '../reading/source-row.ts'
import { requireUtf8 } from '../reading/text-encoding.ts'
import { FeatureScanner } from './feature-scanner.ts'

const CHUNK = 1 << 18
/** Longest line of NDJSON in UTF-16 units. */
const MAX_LINE = 64_000_000
/** Names of WGS 84 with longitude first, as the "crs" of GeoJSON before RFC 7946 says it. */
const WGS84 = /CRS84|4326|WGS ?84/i

/** Opens a GeoJSON FeatureCollection and reads its features one by one. */
export async function openGeoJson(
  file: string,
  recognise: Recognise,
  _layers: readonly string[] = [],
  free?: FreeReading,
): Promise<Source> {
  const text = new TextChunks(file)
  const scanner = new FeatureScanner()
  const columns = new Columns(recognise)
  if (free) columns.place = placing(free.system, free.extent)
  async function* rows(): AsyncGenerator<SourceRow[]> {
    let line = 1
    let crsChecked = false
    for await (const chunk of text) {
      const found = scanner.push(chunk)
      if (!crsChecked && scanner.state !== 'before') {
        const name = crsOf(scanner.head)
        if (name !== undefined)
          if (free) columns.place = statedPlacing(name, free)
          else if (!WGS84.test(name))
            throw new ImportError(problem('crs', 'crs', name, 'EPSG:4326 (ogr2ogr -t_srs EPSG:4326)'))
        crsChecked = true
      }
      line = found.at(-1)?.line ?? line
      yield found.map((feature) => jsonRow(feature.line, feature.text, columns, true))
    }
    if (scanner.state === 'before')
      throw new ImportError(problem('format', '', file, 'GeoJSON FeatureCollection'))
    if (scanner.state !== 'after' || scanner.open)
      yield [{ line: line + 1, problem: problem('cut-off', 'features', `line ${line}`, 'GeoJSON') }]
  }
  return {
    columns: columns.seen,
    tabular: false,
    hasGeometry: true,
    ...columns.placed(),
    rows: rows(),
    progress: () => text.progress(),
  }
}

/** Opens a file with one JSON object, a feature or a plain row, in each line (NDJSON, GeoJSON text sequences). */
export async function openNdjson(
  file: string,
  recognise: Recognise,
  _layers: readonly string[] = [],
  free?: FreeReading,
): Promise<Source> {
  const text = new TextChunks(file)
  const columns = new Columns(recognise)
  if (free) columns.place = placing(free.system, free.extent)
  async function* rows(): AsyncGenerator<SourceRow[]> {
    let line = 0
    let rest = ''
    const rowOf = (content: string): SourceRow[] => {
      line++
      // RFC 8142 begins each text with a record separator.
      const json = content.replace(/^\u001e/, '').trim()
      return json === '' ? [] : [jsonRow(line, json, columns, false)]
    }
    for await (const chunk of text) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() as string
      if (rest.length > MAX_LINE)
        throw new ImportError(problem('too-long', 'row', rest, `${MAX_LINE} characters`))
      yield lines.flatMap(rowOf)
    }
    yield rowOf(rest)
  }
  return {
    columns: columns.seen,
    tabular: false,
    hasGeometry: true,
    ...columns.placed(),
    rows: rows(),
    progress: () => text.progress(),
  }
}

/** A file's text in pieces; refuses other encodings than UTF-8. */
class TextChunks implements AsyncIterable<string> {
  #done = 0
  readonly #total: number
  readonly #file: string

  constructor(file: string) {
    this.#file = file
    this.#total = statSync(file).size
  }

  progress(): { done: number; total: number } {
    return { done: this.#done, total: this.#total }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    const decoder = new StringDecoder('utf8')
    for await (const chunk of createReadStream(this.#file, { highWaterMark: CHUNK })) {
      const bytes = chunk as Buffer
      if (this.#done === 0) requireUtf8(bytes)
      const text = decoder.write(bytes)
      yield this.#done === 0 ? text.replace(/^\ufeff/, '') : text
      this.#done += bytes.length
    }
  }
}

/** Names of members are recognised once and remembered, also the useless ones, up to a bound. */
class Columns {
  readonly seen = new Set<string>()
  /** Places coordinates, and asks that members that are not recognised be kept. */
  place: Placing | undefined
  readonly #known = new Map<string, string | undefined>()
  readonly #recognise: Recognise

  constructor(recognise: Recognise) {
    this.#recognise = recognise
  }

  /** What a source says of places; they may be settled only when its first row is read. */
  placed(): { place?: Placing } {
    return this.place ? { place: (x, y) => (this.place as Placing)(x, y) } : {}
  }

  name(member: string): string | undefined {
    if (this.#known.has(member)) return this.#known.get(member)
    const name = this.#recognise(member)
    if (this.#known.size < 1000) this.#known.set(member, name)
    if (name !== undefined) this.seen.add(name)
    return name
  }
}

function jsonRow(line: number, text: string, columns: Columns, mustBeFeature: boolean): SourceRow {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { line, problem: problem('json', '', (error as Error).message) }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { line, problem: problem('json', '', text, 'an object') }
  const object = value as Record<string, unknown>
  const isFeature = object.type === 'Feature'
  if (mustBeFeature && !isFeature)
    return { line, problem: problem('value', 'type', object.type ?? '', 'Feature') }
  const properties = isFeature ? object.properties : object
  const fields = fieldsOf((properties ?? {}) as Record<string, unknown>, columns)
  if ('rule' in fields) return { line, problem: fields }
  if (isFeature && object.id != null) addId(fields.values, String(object.id), columns)
  const geometry = object.geometry
  const row = { line, fields: fields.values, ...(columns.place ? { rest: fields.rest } : {}) }
  if (geometry == null) return row
  const checked = checkGeometry(geometry, columns.place)
  return 'rule' in checked ? { line, problem: checked } : { ...row, geometry: checked }
}

function addId(fields: Fields, id: string, columns: Columns): void {
  const name = columns.name('id')
  if (name !== undefined) fields[name] ??= id
}

function fieldsOf(
  properties: Record<string, unknown>,
  columns: Columns,
): { values: Fields; rest: Record<string, unknown> } | ImportProblem {
  const values: Fields = {}
  const rest: Record<string, unknown> = Object.create(null)
  for (const [member, value] of Object.entries(properties)) {
    if (member === 'geometry') continue
    const name = columns.name(member)
    if (name === undefined) {
      if (columns.place) rest[member] = value
      continue
    }
    if (typeof value === 'object' && value !== null)
      return problem('value', member, JSON.stringify(value), 'text, number')
    // The first of two members that mean the same wins, as "code" over "ma".
    values[name] ??= value === null || value === undefined ? '' : String(value)
  }
  return { values, rest }
}

/** The name of the coordinate system in the member "crs" of GeoJSON before RFC 7946. */
function crsOf(head: string): string | undefined {
  return /"crs"\s*:\s*\{[^[\]]*?"name"\s*:\s*"([^"]{0,200})"/.exec(head)?.[1]
}

/** Placing by the system that the file names, unless whoever imports has named one. */
function statedPlacing(name: string, { system, extent }: FreeReading): Placing {
  const stated = system ?? namedSystem(name)
  if (!stated) throw new ImportError(problem('unknown-crs', 'crs', name, KNOWN_SYSTEMS))
  return placing(stated, extent)
}

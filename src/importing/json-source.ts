import { createReadStream, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { FeatureScanner } from './feature-scanner.ts'
import { checkGeometry } from './geometry-check.ts'
import { ImportError, type ImportProblem, problem } from './problem.ts'
import type { Fields, Recognise, Source, SourceRow } from './source-row.ts'
import { requireUtf8 } from './text-encoding.ts'

const CHUNK = 1 << 18
/** Longest line of NDJSON in UTF-16 units. */
const MAX_LINE = 64_000_000
/** Names of WGS 84 with longitude first, as the "crs" of GeoJSON before RFC 7946 says it. */
const WGS84 = /CRS84|4326|WGS ?84/i

/** Opens a GeoJSON FeatureCollection and reads its features one by one. */
export async function openGeoJson(file: string, recognise: Recognise): Promise<Source> {
  const text = new TextChunks(file)
  const scanner = new FeatureScanner()
  const columns = new Columns(recognise)
  async function* rows(): AsyncGenerator<SourceRow[]> {
    let line = 1
    let crsChecked = false
    for await (const chunk of text) {
      const found = scanner.push(chunk)
      if (!crsChecked && scanner.state !== 'before') {
        checkCrs(scanner.head)
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
    rows: rows(),
    progress: () => text.progress(),
  }
}

/** Opens a file with one JSON object, a feature or a plain row, in each line (NDJSON, GeoJSON text sequences). */
export async function openNdjson(file: string, recognise: Recognise): Promise<Source> {
  const text = new TextChunks(file)
  const columns = new Columns(recognise)
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
  readonly #known = new Map<string, string | undefined>()
  readonly #recognise: Recognise

  constructor(recognise: Recognise) {
    this.#recognise = recognise
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
  if (geometry == null) return { line, fields: fields.values }
  const checked = checkGeometry(geometry)
  return 'rule' in checked ? { line, problem: checked } : { line, fields: fields.values, geometry: checked }
}

function addId(fields: Fields, id: string, columns: Columns): void {
  const name = columns.name('id')
  if (name !== undefined) fields[name] ??= id
}

function fieldsOf(properties: Record<string, unknown>, columns: Columns): { values: Fields } | ImportProblem {
  const values: Fields = {}
  for (const [member, value] of Object.entries(properties)) {
    if (member === 'geometry') continue
    const name = columns.name(member)
    if (name === undefined) continue
    if (typeof value === 'object' && value !== null)
      return problem('value', member, JSON.stringify(value), 'text, number')
    // The first of two members that mean the same wins, as "code" over "ma".
    values[name] ??= value === null || value === undefined ? '' : String(value)
  }
  return { values }
}

function checkCrs(head: string): void {
  const name = /"crs"\s*:\s*\{[^[\]]*?"name"\s*:\s*"([^"]{0,200})"/.exec(head)?.[1]
  if (name !== undefined && !WGS84.test(name))
    throw new ImportError(problem('crs', 'crs', name, 'EPSG:4326 (ogr2ogr -t_srs EPSG:4326)'))
}

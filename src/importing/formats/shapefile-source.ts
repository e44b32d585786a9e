import { readFileSync, statSync } from 'node:fs'
import { parseDbf, parseShp } from 'shpjs'
import { otherEncoding } from '../../tables/text-encoding.ts'
import { KNOWN_SYSTEMS, systemOfText } from '../reading/coordinate-systems.ts'
import { checkGeometry } from '../reading/geometry-check.ts'
import { type Placing, placing } from '../reading/placing.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { Fields, FreeReading, Recognise, Source, SourceRow } from '../reading/source-row.ts'
import { type ZipEntry, zipEntries } from './zip-entries.ts'

/** Most bytes of one unpacked file: a Shapefile is held in memory as a whole. */
const MOST_BYTES = 256 * 1_048_576
const BATCH = 2000

/**
 * Opens the Shapefile in a ZIP archive (`.shp`, `.dbf`, `.prj`, `.cpg`); with several, the one whose name is among
 * `wanted`. Lines count the records from 1. Throws {@link ImportError} when it cannot be read or chosen.
 */
export async function openShapefile(
  file: string,
  recognise: Recognise,
  wanted: readonly string[] = [],
  free: FreeReading = { system: undefined, extent: [-180, -90, 180, 90] },
): Promise<Source> {
  try {
    const parts = partsOf(file, wanted)
    const shapes = parseShp(parts.bytes('shp') ?? refuse(file, 'no .shp'), false)
    const table = tableOf(parts, file)
    const place = placingOf(parts.bytes('prj')?.toString('utf8'), free)
    const columns = Object.keys(table[0] ?? {})
    const names = new Map(columns.map((column) => [column, recognise(column)]))
    let done = 0
    async function* rows(): AsyncGenerator<SourceRow[]> {
      for (let from = 0; from < shapes.length; from += BATCH) {
        const batch = shapes.slice(from, from + BATCH)
        done = from + batch.length
        yield batch.map((shape, i) => sourceRow(from + i + 1, shape, table[from + i] ?? {}, names, place))
      }
    }
    return {
      columns: new Set([...names.values()].filter((name) => name !== undefined)),
      tabular: true,
      hasGeometry: true,
      others: columns.filter((column) => names.get(column) === undefined),
      place,
      rows: rows(),
      progress: () => ({ done, total: shapes.length }),
    }
  } catch (error) {
    if (error instanceof ImportError) throw error
    return refuse(file, (error as Error).message, error)
  }
}

function refuse(file: string, why: string, cause?: unknown): never {
  throw new ImportError(problem('format', '', file, `Shapefile .zip (${why})`), { cause })
}

interface Parts {
  bytes(extension: 'shp' | 'dbf' | 'prj' | 'cpg'): Buffer | undefined
}

function partsOf(file: string, wanted: readonly string[]): Parts {
  if (statSync(file).size > MOST_BYTES) refuse(file, `at most ${MOST_BYTES} bytes; use GeoPackage`)
  const entries = zipEntries(readFileSync(file)).filter(({ name }) => !/(^|\/)(__MACOSX|\.)/.test(name))
  const stem = ({ name }: ZipEntry) => name.replace(/\.[^./]*$/, '')
  const shapes = entries.filter(({ name }) => /\.shp$/i.test(name))
  const named = shapes.find((entry) => wanted.includes(stem(entry).replace(/^.*\//, '')))
  const chosen = named ?? (shapes.length === 1 ? shapes[0] : undefined)
  if (!chosen) {
    const found = shapes.map(stem).join(', ') || '–'
    throw new ImportError(problem('value', 'layer', found, '--layer'))
  }
  const prefix = stem(chosen).toLowerCase()
  return {
    bytes: (extension) =>
      entries.find(({ name }) => name.toLowerCase() === `${prefix}.${extension}`)?.read(MOST_BYTES),
  }
}

/** The attribute rows. Text is in the encoding that .cpg names, else in UTF-8; else the file is refused. */
function tableOf(parts: Parts, file: string): Record<string, unknown>[] {
  const dbf = parts.bytes('dbf')
  if (!dbf) return []
  const [records, headerLength, recordLength] = [
    dbf.readUInt32LE(4),
    dbf.readUInt16LE(8),
    dbf.readUInt16LE(10),
  ]
  if (recordLength === 0 || headerLength + records * recordLength > dbf.length + 1)
    refuse(file, '.dbf is cut off')
  const cpg = parts.bytes('cpg')?.toString('latin1').trim()
  const encoding = cpg ? undefined : otherEncoding(dbf.subarray(headerLength))
  if (encoding) throw new ImportError(problem('encoding', '.dbf', encoding, '.cpg'))
  return parseDbf(dbf, cpg ?? 'utf-8')
}

/** Placing by the system named by whoever imports, else by the .prj file. */
function placingOf(prj: string | undefined, { system, extent }: FreeReading): Placing {
  if (system || prj === undefined) return placing(system, extent)
  const stated = systemOfText(prj)
  if (!stated) throw new ImportError(problem('unknown-crs', '.prj', prj.slice(0, 50), KNOWN_SYSTEMS))
  return placing(stated, extent)
}

function sourceRow(
  line: number,
  shape: unknown,
  values: Record<string, unknown>,
  names: ReadonlyMap<string, string | undefined>,
  place: Placing,
): SourceRow {
  const fields: Fields = {}
  const rest: Record<string, unknown> = Object.create(null)
  for (const [column, name] of names) {
    const value = plain(values[column])
    if (name === undefined) rest[column] = value
    else fields[name] = value === null ? '' : String(value)
  }
  if (shape === null) return { line, fields, rest }
  const geometry = checkGeometry(shape, place)
  return 'rule' in geometry ? { line, problem: geometry } : { line, fields, rest, geometry }
}

/** A dBase value as text, number or boolean; a blank number or date is null. */
function plain(value: unknown): string | number | boolean | null {
  if (value instanceof Date)
    return Number.isNaN(value.getTime())
      ? null
      : [value.getFullYear(), value.getMonth() + 1, value.getDate()]
          .map((part) => String(part).padStart(2, '0'))
          .join('-')
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean') return value
  return typeof value === 'string' ? value.replace(/\0/g, '').trim() : null
}

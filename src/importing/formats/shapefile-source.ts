import { statSync } from 'node:fs'
import { parseDbf, parseShp } from 'shpjs'
import { systemOfText } from '../../geo/coordinate-systems.ts'
import { otherEncoding } from '../../tables/text-encoding.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { RawRow, RawSource } from './raw-source.ts'
import { openZip, type ZipEntry } from './zip-entries.ts'

/** Bytes of an archive, and of one unpacked file: a Shapefile is held in memory as a whole. */
const MAX_BYTES = 256 * 1_048_576
/** Bytes of the texts that name a coordinate system or an encoding. */
const MAX_TEXT = 65_536
/** Most cells of the attribute table, each of which becomes a value in memory. */
const MAX_CELLS = 20_000_000
const BATCH = 2000

/**
 * Opens the Shapefile in a ZIP archive (`.shp`, `.dbf`, `.prj`, `.cpg`); with several, the one whose name is among
 * `names`. Lines count the records from 1. Throws {@link ImportError} when it cannot be read or chosen.
 */
export async function openShapefile(file: string, names: readonly string[]): Promise<RawSource> {
  try {
    const { shp, dbf, prj, cpg } = await partsOf(file, names)
    const shapes = parseShp(shp ?? refuse(file, 'no .shp'), false)
    const table = dbf ? tableOf(dbf, cpg?.toString('latin1').trim(), file) : []
    const columns = Object.keys(table[0] ?? {})
    const definition = prj?.toString('utf8')
    let done = 0
    async function* rows(): AsyncGenerator<RawRow[]> {
      for (let from = 0; from < shapes.length; from += BATCH) {
        const batch = shapes.slice(from, from + BATCH)
        done = from + batch.length
        yield batch.map((geometry, i) => ({
          line: from + i + 1,
          values: columns.map((column) => plain(table[from + i]?.[column])),
          geometry,
        }))
      }
    }
    const crs = definition === undefined ? undefined : statedCrs(definition)
    return {
      columns,
      columnsMayRepeat: true,
      geometry: 'rows',
      crs: () => crs,
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

type Parts = { [extension in 'shp' | 'dbf' | 'prj' | 'cpg']: Buffer | undefined }

async function partsOf(file: string, names: readonly string[]): Promise<Parts> {
  if (statSync(file).size > MAX_BYTES) refuse(file, `at most ${MAX_BYTES} bytes; use GeoPackage`)
  const archive = await openZip(file)
  try {
    const entries = archive.entries.filter(({ name }) => !/(^|\/)(__MACOSX|\.)/.test(name))
    const stem = ({ name }: ZipEntry) => name.replace(/\.[^./]*$/, '')
    const shapes = entries.filter(({ name }) => /\.shp$/i.test(name))
    const named = shapes.find((entry) => names.includes(stem(entry).replace(/^.*\//, '')))
    const chosen = named ?? (shapes.length === 1 ? shapes[0] : undefined)
    if (!chosen) {
      const found = shapes.map(stem).join(', ') || '–'
      throw new ImportError(problem('value', 'layer', found, '--layer'))
    }
    const prefix = stem(chosen).toLowerCase()
    const part = async (extension: string, max = MAX_BYTES) =>
      entries.find(({ name }) => name.toLowerCase() === `${prefix}.${extension}`)?.read(max)
    const [shp, dbf] = [await part('shp'), await part('dbf')]
    return { shp, dbf, prj: await part('prj', MAX_TEXT), cpg: await part('cpg', MAX_TEXT) }
  } finally {
    archive.close()
  }
}

/** The attribute rows. Text is in the encoding that .cpg names, else in UTF-8; else the file is refused. */
function tableOf(dbf: Buffer, cpg: string | undefined, file: string): Record<string, unknown>[] {
  const [records, headerLength, recordLength] = [
    dbf.readUInt32LE(4),
    dbf.readUInt16LE(8),
    dbf.readUInt16LE(10),
  ]
  if (recordLength === 0 || headerLength + records * recordLength > dbf.length + 1)
    refuse(file, '.dbf is cut off')
  const cells = (records * (headerLength - 33)) / 32
  if (cells > MAX_CELLS) refuse(file, `.dbf has ${cells} cells; at most ${MAX_CELLS}; use GeoPackage`)
  const encoding = cpg ? undefined : otherEncoding(dbf.subarray(headerLength))
  if (encoding) throw new ImportError(problem('encoding', '.dbf', encoding, '.cpg'))
  return parseDbf(dbf, cpg ?? 'utf-8')
}

function statedCrs(definition: string): ReturnType<RawSource['crs']> {
  const system = systemOfText(definition)
  return { text: definition.slice(0, 50), system, isWgs84: system !== undefined && !system.projected }
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

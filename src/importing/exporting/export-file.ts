import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { stringify } from 'csv-stringify/sync'
import { decodeGeometry, decodePoint } from '../../geo/geopackage-geometry.ts'
import { GeoPackageWriter } from '../../store/geopackage-writer.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { formatOf } from '../formats/open-source.ts'
import type { Kind } from '../reading/columns.ts'
import { toWellKnownText } from '../reading/well-known-text.ts'
import { EXPORTS, type ExportPlan, type Value } from './export-rows.ts'

/** Marks a CSV file as UTF-8, for spreadsheets. */
const BOM = '\ufeff'
const BUFFER = 1 << 20

interface Writer {
  add(geom: Buffer | null, values: readonly Value[]): void
  close(): void
}

/**
 * Writes all rows of a kind to a file whose extension tells the format (CSV, GeoJSON, NDJSON, GeoPackage); the file
 * takes its place when it is whole. Imported again, it changes nothing. Returns the number of rows.
 * Throws ImportError for an unknown extension.
 */
export function exportFile(
  record: RecordStore,
  kind: Kind,
  file: string,
  onProgress: (rows: number) => void = () => {},
): number {
  return exportPlan(record, kind, EXPORTS[kind], file, onProgress)
}

/** Writes all rows of a plan, as {@link exportFile} does; `name` is the layer's in a GeoPackage. */
export function exportPlan(
  record: RecordStore,
  name: string,
  plan: ExportPlan,
  file: string,
  onProgress: (rows: number) => void = () => {},
): number {
  const format = formatOf(file)
  const part = `${file}.part`
  rmSync(part, { force: true })
  let rows = 0
  try {
    const writer = WRITERS[format](part, name, plan)
    for (const { geom, values } of plan.rows(record)) {
      writer.add(geom, values)
      if (++rows % 10_000 === 0) onProgress(rows)
    }
    writer.close()
    renameSync(part, file)
  } finally {
    if (existsSync(part)) rmSync(part, { force: true })
  }
  onProgress(rows)
  return rows
}

const WRITERS: Readonly<
  Record<'csv' | 'geojson' | 'ndjson' | 'gpkg', (file: string, name: string, plan: ExportPlan) => Writer>
> = {
  csv: csvWriter,
  geojson: (file, _kind, plan) => {
    const text = new TextFile(file)
    let first = true
    text.write('{"type":"FeatureCollection","features":[\n')
    return {
      add(geom, values) {
        text.write(`${first ? '' : ',\n'}${feature(plan, geom, values)}`)
        first = false
      },
      close() {
        text.write('\n]}\n')
        text.close()
      },
    }
  },
  ndjson: (file, _kind, plan) => {
    const text = new TextFile(file)
    return {
      add: (geom, values) => text.write(`${feature(plan, geom, values)}\n`),
      close: () => text.close(),
    }
  },
  gpkg: (file, name, { description, geometry, columns }) =>
    new GeoPackageWriter(file, { name, description, columns, ...(geometry ? { geometry } : {}) }),
}

/** Points as the columns lon and lat in their place, other geometries as well-known text in a last column, if any. */
function csvWriter(file: string, _name: string, plan: ExportPlan): Writer {
  const text = new TextFile(file)
  const point = plan.geometry === 'POINT'
  const names = plan.columns.map(({ name }) => name)
  const lonAt = point ? plan.lonLatAt : names.length
  const geometryNames = point ? ['lon', 'lat'] : plan.geometry ? ['wkt'] : []
  text.write(BOM + stringify([names.toSpliced(lonAt, 0, ...geometryNames)]))
  return {
    add(geom, values) {
      const place = point ? ((geom && decodePoint(geom)) ?? ['', '']) : [geom ? wellKnownText(geom) : '']
      const words = values.map((value) => (typeof value === 'boolean' ? String(value) : value))
      text.write(stringify([plan.geometry ? words.toSpliced(lonAt, 0, ...place) : words]))
    },
    close: () => text.close(),
  }
}

function wellKnownText(geom: Buffer): string {
  const geometry = decodeGeometry(geom)
  return geometry ? toWellKnownText(geometry) : ''
}

function feature(plan: ExportPlan, geom: Buffer | null, values: readonly Value[]): string {
  const properties = Object.fromEntries(plan.columns.map(({ name }, i) => [name, values[i] ?? null]))
  const { id, ...rest } = properties
  const geometry = geom ? (decodeGeometry(geom) ?? null) : null
  return JSON.stringify({ type: 'Feature', ...(id === undefined ? {} : { id }), geometry, properties: rest })
}

/** A text file written in large pieces. */
class TextFile {
  readonly #fd: number
  #buffer = ''

  constructor(file: string) {
    this.#fd = openSync(file, 'w')
  }

  write(text: string): void {
    this.#buffer += text
    if (this.#buffer.length < BUFFER) return
    writeSync(this.#fd, this.#buffer)
    this.#buffer = ''
  }

  close(): void {
    writeSync(this.#fd, this.#buffer)
    closeSync(this.#fd)
  }
}

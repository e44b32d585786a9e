import type { Text } from '../../../errors.ts'
import { systemOfText } from '../../../geo/coordinate-systems.ts'
import { TABLE_ENCODINGS, type TableEncoding } from '../../../tables/decoded-text.ts'
import { ImportError, problem } from '../../reading/problem.ts'
import type { RawRow, RawSource, ReadOptions } from '../raw-source.ts'
import { DbaseTable } from './dbase-table.ts'
import { type Shape, shapeRecords } from './shape-records.ts'
import { looseParts, type Parts, zippedParts } from './shapefile-parts.ts'

const BATCH = 2000
/** What a `.cpg` says, by its number or name; other encodings are none of Vietnam's. */
const NAMED: ReadonlyMap<string, TableEncoding> = new Map([
  ...TABLE_ENCODINGS.map((name) => [name, name] as const),
  ['utf8', 'utf-8'],
  ['65001', 'utf-8'],
  ['1258', 'windows-1258'],
  ['cp1258', 'windows-1258'],
  ['ansi 1258', 'windows-1258'],
])

/**
 * Opens a Shapefile, in a folder or a ZIP archive: `.shp`, `.dbf`, `.prj`, `.cpg`. Lines count the records from 1. What a damaged
 * record or a cut-off table costs is refused row by row. Throws {@link ImportError} when it cannot be read or chosen.
 */
export async function openShapefile(file: string, options: ReadOptions): Promise<RawSource> {
  try {
    return sourceOf(/\.zip$/i.test(file) ? await zippedParts(file, options) : looseParts(file), options)
  } catch (error) {
    if (error instanceof ImportError) throw error
    const why = `Shapefile (${(error as Error).message})`
    throw new ImportError(problem('format', '', file, why), { cause: error })
  }
}

function sourceOf({ shp, dbf, prj, cpg }: Parts, { encoding }: ReadOptions): RawSource {
  if (!shp) throw new RangeError('no .shp')
  const said = cpg?.toString('latin1').trim()
  const table = dbf && new DbaseTable(dbf, encoding)
  const shapes = shapeRecords(shp)
  // the header is looked at before anything is promised
  const first = shapes.next()
  let done = 0
  async function* rows(): AsyncGenerator<RawRow[]> {
    let batch: RawRow[] = []
    for (let next = first; !next.done; next = shapes.next()) {
      const row = rowOf(done++, next.value, table)
      if (row) batch.push(row)
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
    yield batch
  }
  const definition = prj?.toString('utf8')
  const system = definition === undefined ? undefined : systemOfText(definition)
  return {
    columns: table?.columns ?? [],
    columnsMayRepeat: true,
    geometry: 'rows',
    crs: () =>
      definition === undefined
        ? undefined
        : { text: definition.slice(0, 50), system, isWgs84: system !== undefined && !system.projected },
    rows: rows(),
    progress: () => ({ done, total: table?.size ?? done }),
    notes: () => notesOf(table, said),
  }
}

/** Undefined for a row that was deleted. */
function rowOf(index: number, shape: Shape, table: DbaseTable | undefined): RawRow | undefined {
  const line = index + 1
  const values = table ? table.row(index) : []
  if (values === 'deleted') return undefined
  if (shape.wrong === 'cut-off') return { line, problem: problem('cut-off', '.shp', String(index), '.shp') }
  if (shape.wrong !== undefined) return { line, problem: problem('value', '.shp', shape.wrong, 'Shapefile') }
  if (!values) return { line, problem: problem('cut-off', '.dbf', String(index), '.dbf') }
  return { line, values, geometry: shape.geometry }
}

function notesOf(table: DbaseTable | undefined, said: string | undefined): Text[] {
  if (!table)
    return [
      {
        vi: 'Không có tệp .dbf: các đối tượng không có thuộc tính.',
        en: 'There is no .dbf: features have no attributes.',
      },
    ]
  const { encoding, unread } = table
  const notes: Text[] = []
  const named = said === undefined ? undefined : NAMED.get(said.toLowerCase())
  if (encoding !== (named ?? 'utf-8'))
    notes.push({
      vi: `Chữ được đọc theo ${encoding}${said ? `, không theo .cpg (${said})` : ''}; có thể chọn bằng --encoding.`,
      en: `Texts were read as ${encoding}${said ? `, not as the .cpg says (${said})` : ''}; --encoding chooses another.`,
    })
  if (unread.length > 0)
    notes.push({
      vi: `Không đọc các cột ${unread.join(', ')}.`,
      en: `Columns that are not read: ${unread.join(', ')}.`,
    })
  return notes
}

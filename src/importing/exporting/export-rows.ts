import { existsSync, renameSync, rmSync } from 'node:fs'
import { extname } from 'node:path'
import type { RecordStore } from '../../store/record-store.ts'
import { ImportError, problem } from '../reading/problem.ts'
import { EXPORT_FORMATS } from './export-formats.ts'
import type { ExportFormat, ExportPlan } from './export-plan.ts'

/**
 * Writes all rows of a plan to a file whose extension names the format; the file takes its place when it is whole.
 * Returns the number of rows. Throws {@link ImportError} for an unknown extension.
 *
 * @param name the layer's, where the format names layers
 */
export function exportRows(
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
    const writer = format.create(part, name, plan)
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

function formatOf(file: string): ExportFormat {
  const extension = extname(file).toLowerCase()
  const found = EXPORT_FORMATS.find(({ extensions }) => extensions.includes(extension))
  if (found) return found
  const extensions = EXPORT_FORMATS.flatMap((format) => format.extensions)
  throw new ImportError(problem('format', '', file, extensions.join(' ')))
}

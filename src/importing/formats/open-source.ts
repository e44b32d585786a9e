import { accessSync, constants, statSync } from 'node:fs'
import { extname } from 'node:path'
import { ImportError, problem } from '../reading/problem.ts'
import type { FreeReading, Recognise, Source } from '../reading/source-row.ts'
import { IMPORT_FORMATS } from './import-formats.ts'
import type { ImportFormat } from './raw-source.ts'
import { recogniseSource } from './recognise-source.ts'

/**
 * Opens a file by its extension; throws {@link ImportError} when it is missing or of another kind. With `free`, all
 * columns are read, coordinates of any known system, and the formats that only layers are read from.
 *
 * @param layers names of the layer to read, where a file holds several
 */
export async function openSource(
  file: string,
  recognise: Recognise,
  layers: readonly string[],
  free?: FreeReading,
): Promise<Source> {
  const format = formatOf(file, free !== undefined)
  try {
    accessSync(file, constants.R_OK)
    if (!statSync(file).isFile()) throw new Error('it is a folder')
  } catch (cause) {
    throw new ImportError(problem('unreadable', '', `${file}: ${(cause as Error).message}`), { cause })
  }
  return recogniseSource(await format.open(file, layers), recognise, free)
}

function formatOf(file: string, forLayers: boolean): ImportFormat {
  const extension = extname(file).toLowerCase()
  const ofKinds = IMPORT_FORMATS.filter(({ onlyLayers }) => !onlyLayers)
  const found = (forLayers ? IMPORT_FORMATS : ofKinds).find((one) => one.extensions.includes(extension))
  if (found) return found
  throw new ImportError(
    problem('format', '', file, ofKinds.flatMap(({ extensions }) => extensions).join(' ')),
  )
}

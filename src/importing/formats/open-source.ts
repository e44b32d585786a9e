import { accessSync, constants, statSync } from 'node:fs'
import { extname } from 'node:path'
import { ImportError, problem } from '../reading/problem.ts'
import type { FreeReading, Recognise, Source } from '../reading/source-row.ts'
import { IMPORT_FORMATS, readExtensions } from './import-formats.ts'
import type { RawSource, ReadOptions } from './raw-source.ts'
import { recogniseSource } from './recognise-source.ts'

/**
 * Opens a file by its extension; throws {@link ImportError} when it is missing or of another kind. With `free`, all
 * columns are read, coordinates of any known system, and the formats that only layers are read from.
 */
export async function openSource(
  file: string,
  recognise: Recognise,
  options: ReadOptions,
  free?: FreeReading,
): Promise<Source> {
  return recogniseSource(await openRaw(file, options, free !== undefined), recognise, free)
}

/** As {@link openSource}, with rows as they stand in the file. */
export async function openRaw(file: string, options: ReadOptions, free: boolean): Promise<RawSource> {
  const extension = extname(file).toLowerCase()
  const format = IMPORT_FORMATS.find(({ extensions }) => extensions.includes(extension))
  const open = (free ? format?.openFree : undefined) ?? format?.open
  if (!open) throw new ImportError(problem('format', '', file, readExtensions(free).join(' ')))
  try {
    accessSync(file, constants.R_OK)
    if (!statSync(file).isFile()) throw new Error('it is a folder')
  } catch (cause) {
    throw new ImportError(problem('unreadable', '', `${file}: ${(cause as Error).message}`), { cause })
  }
  return open(file, options)
}

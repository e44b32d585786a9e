import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeSnapshot } from '../../src/assembly/snapshot.ts'
import { packageVersion } from '../../src/config.ts'
import { copyRecord } from '../../src/store/copies/record-copy.ts'
import { RECORD_FILE } from '../../src/store/record-store.ts'
import { TileArchiveError, writeTileArchive } from '../../src/tiles/archive/tile-archive.ts'
import { vietnamToday } from '../../src/units/calendar.ts'
import { ProgressLine } from './progress-line.ts'

export const ARCHIVE_USAGE = `export -- tiles TỆP   ô bản đồ · FILE: tiles as they are served, .mbtiles or .pmtiles
          [--layers address,commune,…] [--minzoom 0] [--maxzoom 16]
export -- snapshot THƯ_MỤC   bản chụp · FOLDER: record, tiles, layers and a manifest for object storage
          [--keep N] [--maxzoom 16]
`

/** Writes tiles or a snapshot; throws TileArchiveError for options that cannot be. */
export function exportArchive(kind: 'tiles' | 'snapshot', args: string[], dataDir: string): void {
  const { values, target } = readArguments(args)
  const line = new ProgressLine(process.stderr, target)
  const zooms = {
    ...(values.minzoom === undefined ? {} : { minzoom: whole('minzoom', values.minzoom) }),
    ...(values.maxzoom === undefined ? {} : { maxzoom: whole('maxzoom', values.maxzoom) }),
  }
  const day = vietnamToday()
  const onProgress = (done: number, total: number, tiles: number) =>
    line.show(total > 0 ? done / total : 1, tiles)
  if (kind === 'snapshot') {
    const keep = values.keep === undefined ? {} : { keep: Math.max(1, whole('keep', values.keep)) }
    const { name, files } = writeSnapshot({
      dataDir,
      folder: target,
      version: packageVersion(),
      now: new Date(),
      day,
      ...zooms,
      ...keep,
      onProgress,
    })
    for (const { path, bytes } of files)
      process.stderr.write(`${name}/${path}: ${bytes.toLocaleString('en')} B\n`)
    return
  }
  // a copy of one moment: the serving file of a running server is left alone
  const work = `${target}.work`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work)
  try {
    copyRecord(dataDir, join(work, RECORD_FILE))
    const layers = values.layers === undefined ? {} : { layers: values.layers.split(',') }
    const tiles = writeTileArchive({ dataDir: work, file: target, day, ...zooms, ...layers, onProgress })
    process.stderr.write(`${target}: ${tiles} ô · tiles\n`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function readArguments(args: string[]) {
  const text = { type: 'string' } as const
  const options = { layers: text, minzoom: text, maxzoom: text, keep: text }
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    if (positionals.length === 1) return { values, target: positionals[0] as string }
  } catch (error) {
    throw new TileArchiveError((error as Error).message)
  }
  throw new TileArchiveError(ARCHIVE_USAGE)
}

function whole(name: string, text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new TileArchiveError(`--${name} "${text}": 0, 1, 2, …`)
}

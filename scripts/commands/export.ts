// npm run export -- KIND FILE: writes a layer of the record of DATA_DIR to a file; also thematic layers, tiles and snapshots.
import { ConfigError, readConfig } from '../../src/config.ts'
import { exportFile, exportPlan } from '../../src/importing/exporting/export-file.ts'
import { layerPlan } from '../../src/importing/layers/layer-export.ts'
import { KINDS, type Kind } from '../../src/importing/reading/columns.ts'
import { ImportError } from '../../src/importing/reading/problem.ts'
import { StoreError } from '../../src/store/errors.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { TileArchiveError } from '../../src/tiles/archive/tile-archive.ts'
import { ARCHIVE_USAGE, exportArchive } from './export-archive.ts'
import { ProgressLine } from './progress-line.ts'

const USAGE = `Cách dùng: npm run export -- LOẠI TỆP
Usage:     npm run export -- KIND FILE

KIND  ${KINDS.join(' | ')}
FILE  .csv .geojson .ndjson .gpkg

export -- layer MÃ_LỚP TỆP   bản đồ chuyên ngành · LAYER_ID FILE: a thematic layer
${ARCHIVE_USAGE}`

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  const known = [ConfigError, StoreError, ImportError, TileArchiveError].some((type) => error instanceof type)
  process.stderr.write(
    `${known || 'code' in (error as Error) ? (error as Error).message : (error as Error).stack}\n`,
  )
  process.exitCode = 1
}

function main(args: string[]): number {
  const [kind, ...rest] = args
  const theme = kind === 'layer' ? rest.shift() : undefined
  const [file, ...more] = rest
  if (kind === '--help' || kind === '-h') {
    process.stdout.write(USAGE)
    return 0
  }
  if (kind === 'tiles' || kind === 'snapshot') {
    exportArchive(kind, rest, readConfig().dataDir)
    return 0
  }
  const known = theme !== undefined || (KINDS as readonly string[]).includes(kind ?? '')
  if (!known || file === undefined || more.length > 0) {
    process.stderr.write(USAGE)
    return 1
  }
  const record = RecordStore.open(readConfig().dataDir, { readonly: true })
  try {
    const line = new ProgressLine(process.stderr, file)
    const progress = (count: number) => line.show(undefined, count)
    const rows =
      theme === undefined
        ? exportFile(record, kind as Kind, file, progress)
        : exportPlan(record, theme, layerPlan(record, theme), file, progress)
    line.end(rows)
    process.stderr.write(`${file}: ${rows} dòng · rows\n`)
    return 0
  } finally {
    record.close()
  }
}

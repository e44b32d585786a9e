// npm run export -- KIND FILE: writes a layer of the record of DATA_DIR to a file; also thematic layers, tiles and snapshots.
import { ConfigError, readFileConfig } from '../../src/config.ts'
import { exportFile } from '../../src/importing/export-file.ts'
import { EXPORT_FORMATS } from '../../src/importing/exporting/export-formats.ts'
import { exportRows } from '../../src/importing/exporting/export-rows.ts'
import { isKind, KINDS, type Kind } from '../../src/importing/kinds/kinds.ts'
import { layerPlan } from '../../src/importing/layers/layer-export.ts'
import { ImportError } from '../../src/importing/reading/problem.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { TileArchiveError } from '../../src/tiles/archive/tile-archive.ts'
import { ARCHIVE_USAGE, exportArchive } from './export-archive.ts'
import { reportFailure } from './failure.ts'
import { ProgressLine } from './progress-line.ts'

const USAGE = `Cách dùng: npm run export -- LOẠI TỆP [--public]
Usage:     npm run export -- KIND FILE [--public]

KIND      ${Object.keys(KINDS).join(' | ')}
FILE      ${EXPORT_FORMATS.map(({ extensions }) => extensions[0]).join(' ')}
--public  chỉ những gì được công bố, để chia sẻ · only what is public, to be shared

export -- layer MÃ_LỚP TỆP   bản đồ chuyên ngành · LAYER_ID FILE: a thematic layer
${ARCHIVE_USAGE}`

const WHOLE = `Tệp có mọi cột, cả tên chủ nhà, nguồn và lời khai: của người vận hành, không công bố; --public để chia sẻ.
The file has every column, also names of homes, sources and declared texts: the operator's own, not to be published; --public makes one to share.
`

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, ImportError, TileArchiveError])
}

function main(args: string[]): number {
  const forAll = args.includes('--public')
  const [kind, ...rest] = args.filter((arg) => arg !== '--public')
  const theme = kind === 'layer' ? rest.shift() : undefined
  const [file, ...more] = rest
  if (kind === '--help' || kind === '-h') {
    process.stdout.write(USAGE)
    return 0
  }
  if (kind === 'tiles' || kind === 'snapshot') {
    exportArchive(kind, rest, readFileConfig().dataDir)
    return 0
  }
  if ((theme === undefined && !isKind(kind)) || file === undefined || more.length > 0) {
    process.stderr.write(USAGE)
    return 1
  }
  const record = RecordStore.open(readFileConfig().dataDir, { readonly: true })
  try {
    const line = new ProgressLine(process.stderr, file)
    const progress = (count: number) => line.show(undefined, count)
    const rows =
      theme === undefined
        ? exportFile(record, kind as Kind, file, progress, forAll)
        : exportRows(record, theme, layerPlan(record, theme), file, progress)
    line.end(rows)
    process.stderr.write(`${file}: ${rows} dòng · rows\n`)
    if (kind === 'addresses' && !forAll) process.stderr.write(WHOLE)
    return 0
  } finally {
    record.close()
  }
}

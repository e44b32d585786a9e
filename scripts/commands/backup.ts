// npm run backup -- FILE|FOLDER: writes a checked copy of the record of DATA_DIR; a server may go on.
import { writeBackup } from '../../src/assembly/backup.ts'
import { ConfigError, packageVersion, readConfig } from '../../src/config.ts'
import { reportFailure } from './failure.ts'

const USAGE = `Cách dùng: npm run backup -- TỆP.gpkg|THƯ_MỤC
Usage:     npm run backup -- FILE.gpkg|FOLDER

Sao lưu toàn bộ dữ liệu khi máy chủ vẫn chạy, kiểm tra, kèm TỆP.gpkg.json. Chứa cả khoá sinh mã: không đưa cho người khác.
Copies the whole record while the server runs, checks it, and writes FILE.gpkg.json. It holds the key of codes: keep it.
Thư mục dữ liệu: biến DATA_DIR · data folder: variable DATA_DIR
`

try {
  main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError])
}

function main(args: string[]): void {
  const [target, ...more] = args
  if (target === undefined || target.startsWith('-') || more.length > 0) {
    process.stderr.write(USAGE)
    process.exitCode = target === '--help' || target === '-h' ? 0 : 1
    return
  }
  const { dataDir } = readConfig()
  const { path, bytes, addresses, sequence } = writeBackup({
    dataDir,
    target,
    version: packageVersion(),
    now: new Date(),
  })
  process.stderr.write(
    `${path}: ${bytes.toLocaleString('en')} B, ${addresses} địa chỉ · addresses, thay đổi · change ${sequence}\n`,
  )
}

// npm run backup -- FILE|FOLDER: writes a checked copy of the record of DATA_DIR; a server may go on.
import { writeBackup } from '../../src/assembly/backup.ts'
import { packageVersion, readConfig } from '../../src/config.ts'
import { withPath } from './with-path.ts'

const USAGE = `Cách dùng: npm run backup -- TỆP.gpkg|THƯ_MỤC
Usage:     npm run backup -- FILE.gpkg|FOLDER

Sao lưu toàn bộ dữ liệu khi máy chủ vẫn chạy, kiểm tra, kèm TỆP.gpkg.json. Chứa cả khoá sinh mã: không đưa cho người khác.
Copies the whole record while the server runs, checks it, and writes FILE.gpkg.json. It holds the key of codes: keep it.
Thư mục dữ liệu: biến DATA_DIR · data folder: variable DATA_DIR
`

withPath(USAGE, (target) => {
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
})

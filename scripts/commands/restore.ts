// npm run restore -- BACKUP: puts a backup in the place of the record of DATA_DIR, while no server runs.
import { restoreBackup } from '../../src/assembly/restore.ts'
import { readConfig } from '../../src/config.ts'
import { withPath } from './with-path.ts'

const USAGE = `Cách dùng: npm run restore -- TỆP.gpkg
Usage:     npm run restore -- FILE.gpkg

Dừng máy chủ trước. Tệp được kiểm tra theo TỆP.gpkg.json; dữ liệu đang có được giữ lại bên cạnh.
Stop the server first. The file is checked against FILE.gpkg.json; the record that is there is kept beside it.
Thư mục dữ liệu: biến DATA_DIR · data folder: variable DATA_DIR
`

withPath(USAGE, (backup) => {
  const { dataDir } = readConfig()
  const { addresses, sequence, kept } = restoreBackup({ dataDir, backup, now: new Date() })
  process.stderr.write(`${dataDir}: ${addresses} địa chỉ · addresses, thay đổi · change ${sequence}\n`)
  if (kept) process.stderr.write(`${kept}: dữ liệu trước đó · what was there before\n`)
})

// npm run backup -- FILE|FOLDER: writes checked copies of record and people.db of DATA_DIR; a server may go on.
import { writeBackup } from '../../src/assembly/backup/write-backup.ts'
import { ConfigError, packageVersion, readFileConfig } from '../../src/config.ts'
import { reportFailure } from './failure.ts'

const USAGE = `Cách dùng: npm run backup -- TỆP.gpkg|THƯ_MỤC
Usage:     npm run backup -- FILE.gpkg|FOLDER

Sao lưu registry.gpkg và people.db của cùng một thời điểm khi máy chủ vẫn chạy, kiểm tra, kèm TỆP.gpkg.json. Chứa cả khoá sinh
mã và dữ liệu cá nhân: không đưa cho người khác. Không chứa PEOPLE_KEY: hãy giữ khoá ở nơi khác.
Copies registry.gpkg and people.db of one moment while the server runs, checks them, and writes FILE.gpkg.json. They hold the
key of codes and personal data: keep them. PEOPLE_KEY is not in them: keep it elsewhere.
Thư mục dữ liệu: biến DATA_DIR · data folder: variable DATA_DIR
`

const [target, ...more] = process.argv.slice(2)
if (target === undefined || target.startsWith('-') || more.length > 0) {
  process.stderr.write(USAGE)
  process.exitCode = target === '--help' || target === '-h' ? 0 : 1
} else
  try {
    await backUp(target)
  } catch (error) {
    reportFailure(error, [ConfigError])
  }

async function backUp(target: string): Promise<void> {
  const { dataDir } = readFileConfig()
  const version = packageVersion()
  const made = await writeBackup({ dataDir, target, version, now: new Date() })
  const { path, bytes, addresses, sequence, people } = made
  const beside = people && `${people.file}: ${people.bytes.toLocaleString('en')} B`
  process.stderr.write(
    `${path}: ${bytes.toLocaleString('en')} B, ${addresses} địa chỉ · addresses, thay đổi · change ${sequence}\n` +
      `${beside ?? 'không có people.db · there is no people.db'}\n`,
  )
}

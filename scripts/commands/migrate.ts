// npm run migrate: leads the record of DATA_DIR to today's schema, and makes a list of addresses official by a decision.
import { userInfo } from 'node:os'
import { ConfigError, readConfig } from '../../src/config.ts'
import { applyDecision } from '../../src/importing/decision-list.ts'
import { ImportError } from '../../src/importing/reading/problem.ts'
import { type RecordStates, recordStates } from '../../src/store/copies/record-states.ts'
import type { Decision } from '../../src/store/record/events.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { TableError } from '../../src/tables/table.ts'
import { takeDecision } from './decision-words.ts'
import { reportFailure } from './failure.ts'
import { migrateDatabase } from './migrate-database.ts'
import { officialInDatabase } from './official-database.ts'

const USAGE = `Cách dùng: npm run migrate [-- --official SỐ NGÀY TỆP]
           RECORD_URL=postgres://… npm run migrate [-- --roles] [-- --from registry.gpkg] | [-- --official SỐ NGÀY TỆP]
Usage:     npm run migrate [-- --official NUMBER DATE FILE]
           RECORD_URL=postgres://… npm run migrate [-- --roles] [-- --from registry.gpkg] | [-- --official NUMBER DATE FILE]

Đưa dữ liệu trong DATA_DIR về lược đồ hiện nay, rồi cho biết số địa chỉ theo tình trạng trước và sau. Máy chủ và các lệnh
khác cũng tự làm việc này khi mở dữ liệu.
Leads the record in DATA_DIR to today's schema, and tells the addresses by state before and after. The server and other
commands do the same when they open it.

--official  địa chỉ có quyết định: thành hoặc vẫn là "official". NGÀY: YYYY-MM-DD. TỆP: mỗi dòng một id hoặc mã, hoặc CSV có
            cột id, code hay ndas. Chạy lại được, cả khi đã đưa về lược đồ mới.
            addresses that a decision stands behind become or stay official. DATE: YYYY-MM-DD. FILE: an id or code a line, or
            CSV with a column id, code or ndas. May be run again, and after the record was led to the schema.

Với RECORD_URL, bằng tài khoản chủ sở hữu: đưa cơ sở dữ liệu PostgreSQL (và lược đồ people, PEOPLE_URL) về lược đồ hiện nay, nạp
đơn vị hành chính khi chưa có, cấp quyền cho hai vai trò nếu đã có.
With RECORD_URL, as the owner: leads the database (and the schema people, PEOPLE_URL) to today's layout, loads the units that
ship where there are none, and grants the two roles what they need where they are there.
--roles     tạo hai vai trò diachiso_record, diachiso_people · makes the two roles
--from      chuyển một tệp registry.gpkg (và people.db bên cạnh) vào cơ sở dữ liệu còn trống: tất cả hoặc không gì cả
            carries a registry.gpkg (and the people.db beside it) into an empty database, all of it or nothing
--official  như trên, tối đa 50 000 dòng, không cần chủ sở hữu · as above, at most 50,000 rows, also for who is not the owner
Dòng sai được ghi vào TỆP.rejects.csv · refused rows are listed in FILE.rejects.csv
`

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, ImportError, TableError])
}

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(USAGE)
    return 0
  }
  const { recordUrl, peopleUrl = recordUrl } = readConfig()
  const { decision, rest, wrong } = takeDecision(words, '--official')
  const asked = decision ?? wrong
  if (recordUrl !== undefined && peopleUrl !== undefined && asked === undefined)
    return migrateDatabase({ recordUrl, peopleUrl }, words, USAGE)
  const [file, ...more] = rest
  const problem =
    wrong ?? more[0] ?? (decision && file === undefined ? 'FILE' : undefined) ?? (decision ? undefined : file)
  if (problem !== undefined) {
    process.stderr.write(`${problem}?\n\n${USAGE}`)
    return 1
  }
  const { dataDir } = readConfig()
  if (recordUrl !== undefined && decision && file !== undefined)
    return officialInDatabase({ recordUrl, dataDir }, file, decision)
  const before = recordStates(dataDir)
  const record = RecordStore.open(dataDir)
  try {
    if (decision && file !== undefined) await makeOfficial(record, file, decision)
  } finally {
    record.close()
  }
  process.stdout.write(comparison(before, recordStates(dataDir)))
  return 0
}

async function makeOfficial(record: RecordStore, file: string, decision: Decision): Promise<void> {
  const actor = userInfo().username
  const { read, made, known, refused, rejects } = await applyDecision(record, { file, decision, actor })
  process.stderr.write(
    `đọc · read ${read}, chính thức · made official ${made}, đã có · known ${known}, từ chối · refused ${refused}\n`,
  )
  if (rejects) process.stderr.write(`các dòng bị từ chối · refused rows: ${rejects}\n`)
}

function comparison(before: RecordStates, after: RecordStates): string {
  const states = [...new Set([...before.states.keys(), ...after.states.keys()])].sort()
  const lines = states.map(
    (state) => `${state}\t${before.states.get(state) ?? 0}\t${after.states.get(state) ?? 0}`,
  )
  return `lược đồ · schema\t${before.schema}\t${after.schema}\n${lines.map((line) => `${line}\n`).join('')}`
}

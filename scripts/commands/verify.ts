// npm run verify: proves the history of the record, chain by chain and version by version.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, readConfig } from '../../src/config.ts'
import { Acceptance } from '../../src/registry/proposals/acceptance.ts'
import { type Verified, verifyHistory } from '../../src/registry/verify-history.ts'
import { databaseName } from '../../src/store/engines/postgres-failure.ts'
import type { CopiedHead } from '../../src/store/people/chain-head-rows.ts'
import { PeopleKey } from '../../src/store/people/people-key.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { openPostgresPeople } from '../../src/store/people/postgres-people.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../../src/store/people/sqlite-people.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { checkPostgresLayout } from '../../src/store/registry/engines/postgres-layout.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { proveAudit } from './audit-proof.ts'
import { reportFailure } from './failure.ts'
import { HeadsError, readHeads } from './heads-file.ts'

const USAGE = `Cách dùng: npm run verify [-- --head TỆP]
Usage:     npm run verify [-- --head FILE]

Chứng minh lịch sử của registry.gpkg (trong DATA_DIR) hay của PostgreSQL (RECORD_URL): mọi chuỗi sự kiện, mã băm của mọi phiên bản, thứ tự các lần sửa. Chỗ
sai được nêu đến từng mục, cả của nhật ký tài khoản trong people.db. Mã thoát 0: đúng; 1: có chỗ sai. So cả với các đầu chuỗi mà people.db đã chép, kèm dấu nếu đặt
PEOPLE_KEY hoặc PEOPLE_KEY_FILE.
Proves the history of registry.gpkg (in DATA_DIR) or of PostgreSQL (RECORD_URL): every chain of events, the hash of every version, the order of revisions.
What does not hold is named to the entry, of the audit in people.db too. Exit code 0: it holds; 1: it does not. Heads that people.db has copied are compared
too, and their mark where PEOPLE_KEY or PEOPLE_KEY_FILE is set.

--head  tệp JSON mà GET /v1/events/heads đã trả lời ngày trước: so các đầu chuỗi đã công bố
        what GET /v1/events/heads answered on an earlier day, as JSON: the heads that were published are compared
`

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, HeadsError])
}

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(USAGE)
    return 0
  }
  const [option, file, ...more] = words
  if (more.length > 0 || (option !== undefined && (option !== '--head' || file === undefined))) {
    process.stderr.write(USAGE)
    return 2
  }
  const published = file === undefined ? { heads: [], audit: undefined } : readHeads(file)
  const { store, people } = await openRecord()
  try {
    if (people !== undefined) {
      const { accepted, reopened } = await new Acceptance({ store, people }).settlePending()
      if (accepted + reopened > 0)
        process.stderr.write(
          `people.db: ${accepted} đề nghị đã vào dữ liệu, ${reopened} mở lại · ${accepted} proposals were in the record, ${reopened} are open again\n`,
        )
    }
    const copied = (await people?.read(({ heads }) => heads.all())) ?? []
    const verified = await verifyHistory(store, { published: published.heads, copied })
    const audit = await proveAudit(people, published.audit)
    report(verified, copied)
    return verified.breaks.length === 0 && audit ? 0 : 1
  } finally {
    await store.close()
    await people?.close()
  }
}

/** What is proved, with what is copied beside it. */
interface Opened {
  readonly store: RegistryStore
  readonly people: PeopleStore | undefined
}

/** The record of the data folder, or of PostgreSQL. */
async function openRecord(): Promise<Opened> {
  const { dataDir, recordUrl, peopleUrl = recordUrl, peopleKey } = readConfig()
  const key = peopleKey && new PeopleKey(peopleKey)
  if (recordUrl === undefined || peopleUrl === undefined) {
    // Leads an older record to today's schema, in which there are events.
    RecordStore.open(dataDir).close()
    const store = new RegistryStore(openSqliteEngine(dataDir))
    const people = existsSync(join(dataDir, PEOPLE_FILE))
      ? await openSqlitePeople(dataDir, { key })
      : undefined
    return { store, people }
  }
  // A connection that is lost fails what is asked through it.
  const lost = () => undefined
  const engine = openPostgresEngine(recordUrl, lost, 2)
  try {
    await checkPostgresLayout(engine.db, databaseName(recordUrl))
    return { store: new RegistryStore(engine), people: await openPostgresPeople(peopleUrl, lost, key) }
  } catch (error) {
    await engine.close()
    throw error
  }
}

function report(
  { chains, events, versions, breaks, restores }: Verified,
  copied: readonly CopiedHead[],
): void {
  for (const { rule, at, message } of breaks)
    process.stdout.write(`${rule}\t${at}\t${message.vi} · ${message.en}\n`)
  for (const at of new Set(restores.map(({ at }) => at))) {
    const chains = restores.filter((restore) => restore.at === at)
    const lost = chains.reduce((sum, { number, from }) => sum + number - from - 1, 0)
    process.stdout.write(
      `restored\t${at}\tphục hồi: ${chains.length} chuỗi tiếp tục ở đoạn mới, bỏ qua ${lost} mục · restored: ${chains.length} chains go on in a new segment, ${lost} entries passed over\n`,
    )
  }
  const proven = copied.filter(({ mac }) => mac === 'right').length
  process.stderr.write(
    `chuỗi · chains ${chains}, sự kiện · events ${events}, phiên bản · versions ${versions}, sai · breaks ${breaks.length}\n` +
      `people.db: đầu chuỗi đã chép · copied heads ${copied.length}, có dấu của khoá · under the key ${proven}\n`,
  )
}

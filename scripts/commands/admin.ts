// npm run admin: a link of one use for the first administrator, or for one who has lost the way in.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { linkSentence } from '../../src/assembly/accounts/announce-administrator.ts'
import { ConfigError, readConfig } from '../../src/config.ts'
import { activationUrl } from '../../src/http/accounts/slips/activation-url.ts'
import { ownUrlOf } from '../../src/http/edge/base-url.ts'
import { Administrators } from '../../src/registry/accounts/issuing/administrators.ts'
import { Refusal } from '../../src/registry/refusal.ts'
import { databaseName } from '../../src/store/engines/postgres-failure.ts'
import { PeopleKey } from '../../src/store/people/people-key.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { openPostgresPeople } from '../../src/store/people/postgres-people.ts'
import { openSqlitePeople } from '../../src/store/people/sqlite-people.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { checkPostgresLayout } from '../../src/store/registry/engines/postgres-layout.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { reportFailure } from './failure.ts'

const USAGE = `Cách dùng: npm run admin [-- --reset | --recover TÊN_ĐĂNG_NHẬP]
Usage:     npm run admin [-- --reset | --recover LOGIN]

In liên kết tạo quản trị viên đầu tiên: dùng một lần, trong một giờ; liên kết in trước hết hiệu lực. Địa chỉ lấy từ PUBLIC_URL, hoặc HOST và PORT.
Prints a link for the first administrator: for one use, within an hour; links printed before end. Its address is PUBLIC_URL, or HOST and PORT.

--reset    people.db đã mất hoặc không còn quản trị viên: vẫn tạo liên kết, và ghi vào nhật ký
           people.db is lost or has no administrator left: make a link all the same, and note it in the audit
--recover  quản trị viên mất mật khẩu hoặc điện thoại: đặt lại cả hai, và ghi vào nhật ký
           an administrator has lost password or phone: set both anew, and note it in the audit
Thư mục dữ liệu: DATA_DIR; PostgreSQL: RECORD_URL · data folder: DATA_DIR; PostgreSQL: RECORD_URL
`

/** Words that are no use of this command. */
class UsageError extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof Refusal) {
    process.stderr.write(`${error.detail.vi} · ${error.detail.en}\n`)
    process.exitCode = 1
  } else reportFailure(error, [ConfigError, UsageError])
}

async function main(words: string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(USAGE)
    return 0
  }
  const { reset, recover } = read(words)
  const config = readConfig()
  const { store, people } = await openRecord(config)
  try {
    if (people.keyFor('identity') === undefined)
      throw new ConfigError(
        'Hãy đặt PEOPLE_KEY hoặc PEOPLE_KEY_FILE: không có khoá thì không đặt được xác thực hai bước. · ' +
          'Set PEOPLE_KEY or PEOPLE_KEY_FILE: without the key no second factor can be set.',
      )
    const administrators = new Administrators({
      people,
      recordKnowsAccounts: () => store.read(({ chains }) => chains.haveAccounts()),
      hashPassword: () => Promise.reject(new Error('no password is set here')),
      factor: undefined,
    })
    const token =
      recover === undefined ? await administrators.link({ reset }) : await administrators.recover(recover)
    process.stdout.write(`${linkSentence(activationUrl(ownUrlOf(config), token))}\n`)
    return 0
  } finally {
    await store.close()
    await people.close()
  }
}

function read(words: string[]): { reset: boolean; recover: string | undefined } {
  try {
    const { values } = parseArgs({
      args: words,
      options: { reset: { type: 'boolean', default: false }, recover: { type: 'string' } },
    })
    if (values.reset && values.recover !== undefined) throw new Error('--reset | --recover')
    return { reset: values.reset, recover: values.recover }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`)
  }
}

async function openRecord({
  dataDir,
  recordUrl,
  peopleUrl = recordUrl,
  peopleKey,
}: ReturnType<typeof readConfig>): Promise<{ store: RegistryStore; people: PeopleStore }> {
  const key = peopleKey && new PeopleKey(peopleKey)
  if (recordUrl === undefined || peopleUrl === undefined) {
    if (!existsSync(join(dataDir, RECORD_FILE)))
      throw new ConfigError(
        `Chưa có ${RECORD_FILE} trong ${dataDir}: hãy chạy npm start một lần. · There is no ${RECORD_FILE} in ${dataDir}: run npm start once.`,
      )
    // Leads an older record to today's schema, in which there are events.
    RecordStore.open(dataDir).close()
    return {
      store: new RegistryStore(openSqliteEngine(dataDir)),
      people: await openSqlitePeople(dataDir, { key }),
    }
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

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../src/config.ts'
import { databaseName } from '../../src/store/engines/postgres-failure.ts'
import { migratePostgresPeople } from '../../src/store/people/postgres-people.ts'
import { PEOPLE_FILE } from '../../src/store/people/sqlite-people.ts'
import { carryPeople } from '../../src/store/registry/carry/carry-people.ts'
import { carryRecord } from '../../src/store/registry/carry/carry-record.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { loadPostgresFacts } from '../../src/store/registry/engines/postgres-facts.ts'
import { grantRoles, PEOPLE_ROLE, RECORD_ROLE } from '../../src/store/registry/engines/postgres-roles.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'
import { ProgressLine } from './progress-line.ts'

interface Urls {
  readonly recordUrl: string
  readonly peopleUrl: string
}

/** Leads a record in PostgreSQL to today's layout, with roles and a file's content where that is asked for. Returns the exit code. */
export async function migrateDatabase(urls: Urls, words: readonly string[], usage: string): Promise<number> {
  const options = { roles: { type: 'boolean' }, from: { type: 'string' } } as const
  let asked: { roles?: boolean; from?: string }
  try {
    asked = parseArgs({ args: [...words], options }).values
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`)
    return 1
  }
  const { from, to } = await migratePostgres(urls.recordUrl)
  await migratePostgresPeople(urls.peopleUrl)
  process.stdout.write(`lược đồ · layout ${databaseName(urls.recordUrl)}\t${from}\t${to}\n`)
  if (asked.from !== undefined) await carry(asked.from, urls)
  const units = await loadPostgresFacts(urls.recordUrl, readShippedFacts(join(packageRoot(), 'data')))
  if (units > 0) process.stdout.write(`đơn vị · units\t${units}\n`)
  await grant(urls, asked.roles ?? false)
  return 0
}

/** Of both the record comes last: while it is not there, all of it can be begun again. */
async function carry(file: string, { recordUrl, peopleUrl }: Urls): Promise<void> {
  let line: ProgressLine | undefined
  const progress = (table: string, done: number, total: number) => {
    if (line?.label !== table) line = new ProgressLine(process.stderr, table)
    if (done < total) line.show(total === 0 ? undefined : done / total, done)
    else if (total > 0) line.end(done)
  }
  const people = join(dirname(file), PEOPLE_FILE)
  if (existsSync(people)) {
    const rows = await carryPeople(people, peopleUrl, progress)
    const words =
      'lược đồ people đã có dữ liệu, giữ nguyên · the schema people holds something, left as it is'
    process.stdout.write(`${PEOPLE_FILE}\t${rows ?? words}\n`)
  }
  const { rows, left } = await carryRecord(file, recordUrl, progress)
  for (const [table, count] of rows) process.stdout.write(`${table}\t${count}\n`)
  if (left.length > 0)
    process.stderr.write(
      `Chỉ có trong tệp, không chuyển · only in the file, not carried over: ${left.join(', ')}\n`,
    )
}

async function grant(urls: Urls, create: boolean): Promise<void> {
  const granted = await grantRoles(urls, create)
  const words =
    granted.length > 0
      ? `đã cấp quyền · granted: ${granted.join(', ')}`
      : `chưa có vai trò ${RECORD_ROLE}, ${PEOPLE_ROLE}: tạo bằng --roles · there are no roles ${RECORD_ROLE} and ${PEOPLE_ROLE}: --roles makes them`
  process.stderr.write(`${words}\n`)
}

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../src/config.ts'
import { migratePostgresPeople } from '../../src/store/people/postgres-people.ts'
import { databaseName } from '../../src/store/postgres-failure.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { loadPostgresFacts } from '../../src/store/registry/engines/postgres-facts.ts'
import { grantRoles, PEOPLE_ROLE, RECORD_ROLE } from '../../src/store/registry/engines/postgres-roles.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'

interface Urls {
  readonly recordUrl: string
  readonly peopleUrl: string
}

/** Leads a record in PostgreSQL to today's layout, with roles where they are asked for. Returns the exit code. */
export async function migrateDatabase(urls: Urls, words: readonly string[], usage: string): Promise<number> {
  const options = { roles: { type: 'boolean' } } as const
  let asked: { roles?: boolean }
  try {
    asked = parseArgs({ args: [...words], options }).values
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`)
    return 1
  }
  const { from, to } = await migratePostgres(urls.recordUrl)
  await migratePostgresPeople(urls.peopleUrl)
  process.stdout.write(`lược đồ · layout ${databaseName(urls.recordUrl)}\t${from}\t${to}\n`)
  const units = await loadPostgresFacts(urls.recordUrl, readShippedFacts(join(packageRoot(), 'data')))
  if (units > 0) process.stdout.write(`đơn vị · units\t${units}\n`)
  await grant(urls, asked.roles ?? false)
  return 0
}

async function grant(urls: Urls, create: boolean): Promise<void> {
  const granted = await grantRoles(urls, create)
  const words =
    granted.length > 0
      ? `đã cấp quyền · granted: ${granted.join(', ')}`
      : `chưa có vai trò ${RECORD_ROLE}, ${PEOPLE_ROLE}: tạo bằng --roles · there are no roles ${RECORD_ROLE} and ${PEOPLE_ROLE}: --roles makes them`
  process.stderr.write(`${words}\n`)
}

import { join } from 'node:path'
import { packageRoot } from '../../src/config.ts'
import { migratePostgresPeople } from '../../src/store/people/postgres-people.ts'
import { databaseName } from '../../src/store/postgres-failure.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { loadPostgresFacts } from '../../src/store/registry/engines/postgres-facts.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'

interface Urls {
  readonly recordUrl: string
  readonly peopleUrl: string
}

/** Leads a record in PostgreSQL to today's layout. Returns the exit code. */
export async function migrateDatabase(urls: Urls, words: readonly string[], usage: string): Promise<number> {
  if (words.length > 0) {
    process.stderr.write(`${words[0]}?\n\n${usage}`)
    return 1
  }
  const { from, to } = await migratePostgres(urls.recordUrl)
  await migratePostgresPeople(urls.peopleUrl)
  process.stdout.write(`lược đồ · layout ${databaseName(urls.recordUrl)}\t${from}\t${to}\n`)
  const units = await loadPostgresFacts(urls.recordUrl, readShippedFacts(join(packageRoot(), 'data')))
  if (units > 0) process.stdout.write(`đơn vị · units\t${units}\n`)
  return 0
}

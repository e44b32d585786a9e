import { join } from 'node:path'
import type { Test } from 'tap'
import { openPostgresRecord } from '../../src/assembly/registry-only/postgres-record.ts'
import { buildRegistryApp } from '../../src/assembly/registry-only/registry-app.ts'
import { packageRoot, readConfig } from '../../src/config.ts'
import type { App } from '../../src/http/edge/app-type.ts'
import { migratePostgresPeople } from '../../src/store/people/postgres-people.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { loadPostgresFacts } from '../../src/store/registry/engines/postgres-facts.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'
import { namedActor } from './http-actors.ts'

/** A migrated database with the units that ship. */
export async function migrated(url: string): Promise<string> {
  await migratePostgres(url)
  await migratePostgresPeople(url)
  await loadPostgresFacts(url, readShippedFacts(join(packageRoot(), 'data')))
  return url
}

/** The server over a database, in this process; it listens, so that it looks for edits of others. */
export async function servedDatabase(
  t: Test,
  url: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ app: App; said: string[] }> {
  const said: string[] = []
  const config = readConfig({ RECORD_URL: url, LOG_LEVEL: 'silent', PORT: '0', ...env })
  const record = await openPostgresRecord({ recordUrl: url, peopleUrl: url }, (words) => said.push(words))
  const webDir = join(packageRoot(), 'dist', 'web')
  const parts = { config, record, version: '0.0.0', webDir, logger: false as const, actorOf: namedActor }
  const app = await buildRegistryApp(parts)
  t.teardown(() => app.close())
  await app.listen({ port: 0 })
  return { app, said }
}

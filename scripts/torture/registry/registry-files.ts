import { createSecretKey } from 'node:crypto'
import { join } from 'node:path'
import type { Actor, Role } from '../../../src/registry/actor.ts'
import { HeadCopies } from '../../../src/registry/continuity/head-copies.ts'
import { Reports } from '../../../src/registry/doors/reports.ts'
import { Contacts } from '../../../src/registry/people/contacts.ts'
import { Acceptance } from '../../../src/registry/proposals/acceptance.ts'
import { Proposals } from '../../../src/registry/proposals/proposals.ts'
import { Registry } from '../../../src/registry/registry.ts'
import { CodeBound } from '../../../src/store/people/code-bound.ts'
import { PeopleKey } from '../../../src/store/people/people-key.ts'
import { openPostgresPeople } from '../../../src/store/people/postgres-people.ts'
import { openSqlitePeople } from '../../../src/store/people/sqlite-people.ts'
import { openPostgresEngine } from '../../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'

/** Under it proposals, reports and contacts are sealed; it guards nothing. */
const KEY = new PeopleKey(createSecretKey(Buffer.alloc(32, 'torture')))
/** The commune in whose chain all is written. */
export const COMMUNE = '27694'

/** A registry as a server has it open, over a data folder or the URL of a PostgreSQL database. */
export async function openRegistry(where: string) {
  const postgres = where.startsWith('postgres:')
  // A server that is killed ends connections; who asks next is told.
  const ignore = () => {}
  const people = postgres
    ? await openPostgresPeople(where, ignore, KEY)
    : await openSqlitePeople(where, { key: KEY })
  const bound = new CodeBound(people)
  const cover = (codeKey: string, number: number) => bound.cover(codeKey, number)
  const engine = postgres ? openPostgresEngine(where, ignore) : openSqliteEngine(where)
  const store = new RegistryStore(engine, cover)
  const proposals = new Proposals({ store, people })
  const acceptance = new Acceptance({ store, people })
  return {
    store,
    people,
    proposals,
    acceptance,
    registry: new Registry({ store, proposals }),
    reports: new Reports({ store, people }),
    // Nothing is restored here.
    contacts: new Contacts({ store, people, log: { note: () => {} } }),
    copies: new HeadCopies(store, people),
    /** What a start does first. */
    async resume() {
      await bound.resume(store)
      await acceptance.settlePending()
    },
    async close() {
      await store.close()
      await people.close()
    },
  }
}

export type OpenRegistry = Awaited<ReturnType<typeof openRegistry>>

/** An account that may write in the commune. */
export function account(person: string, ...roles: Role[]): Actor {
  return {
    account: person,
    person,
    office: 'torture',
    roles: new Set(roles),
    area: { communes: new Set([COMMUNE]), hamlets: new Set(), everywhere: false },
  }
}

/** Words for node that start a program of this folder, built or from its source. */
export function program(name: string): string[] {
  const { dirname, filename } = import.meta
  return filename.endsWith('.ts')
    ? ['--import', 'tsx', join(dirname, `${name}.ts`)]
    : [join(dirname, `${name}.js`)]
}

import { createSecretKey } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FastifyRequest } from 'fastify'
import pg from 'pg'
import { CERTIFICATE_RULES } from '../../../src/assembly/certificates/certificate-rules-file.ts'
import { openPostgresRecord } from '../../../src/assembly/registry-only/postgres-record.ts'
import { buildRegistryApp } from '../../../src/assembly/registry-only/registry-app.ts'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import { readConfig } from '../../../src/config.ts'
import type { App } from '../../../src/http/edge/app-type.ts'
import type { AddressDraft } from '../../../src/registry/actions/create-address.ts'
import { makeVersion } from '../../../src/registry/actions/make-version.ts'
import { type Actor, KEY_SCOPES, type Role } from '../../../src/registry/actor.ts'
import { Components } from '../../../src/registry/components/components.ts'
import type { AddressStatus } from '../../../src/store/layout/address-status.ts'
import type { PeopleStore } from '../../../src/store/people/people-store.ts'
import { migratePostgresPeople } from '../../../src/store/people/postgres-people.ts'
import { PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import type { AddressVersion } from '../../../src/store/registry/address-version.ts'
import { migratePostgres } from '../../../src/store/registry/engines/migrate-postgres.ts'
import { openSqliteEngine } from '../../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { emptyDatabase } from '../postgres-server.ts'
import { actor, draft } from '../registry-actors.ts'
import { COMMUNES, made, rulesOver } from '../registry-engines.ts'
import { servedApp } from '../served-app.ts'

export const [HERE, ELSEWHERE] = COMMUNES
/** Where houses of these tests stand, in the commune that is here. */
export const POINT = { lon: 106.4137, lat: 10.5402 }

/** An account of a role, of the commune that is here or of the other. */
export function as(role: Role, commune: string = HERE): Actor {
  return actor(`${role} ${commune}`, [role], [commune])
}

/** Whoever made what somebody else asks about. */
export const MAKER = actor('người làm', ['officer', 'verifier'])
/** What is known of people is sealed under it. */
const KEY = createSecretKey(Buffer.alloc(32, 7))
const CERTIFIER = actor('người chứng nhận', ['verifier'])

/** Sends the account of a request in a header; `key` is one of an officer and agency for everything. */
export function headersOf(role: Role | 'key', commune: string): Record<string, string> {
  return { 'x-test-actor': JSON.stringify([role, commune]) }
}

async function actorOf({ headers }: FastifyRequest): Promise<Actor | undefined> {
  const named = headers['x-test-actor']
  if (named === undefined) return undefined
  const [role, commune] = JSON.parse(String(named)) as [Role | 'key', string]
  if (role !== 'key') return as(role, commune)
  return {
    ...as('officer', commune),
    roles: new Set(['officer', 'agency']),
    key: { id: 'key', scopes: new Set(KEY_SCOPES) },
  }
}

/** A server and rules over the same stores, which make what a request is about. */
export interface RightsWorld extends Pick<ReturnType<typeof rulesOver>, 'registry' | 'proposals'> {
  readonly app: App
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly components: Components
  /** An address in a state, whose only writer is somebody. */
  readonly address: (
    status: AddressStatus,
    by?: Actor,
    more?: Partial<AddressDraft>,
  ) => Promise<AddressVersion & { eventId: string }>
  /** Makes an account the head of an office. */
  readonly headOf: (office: string, account: string) => Promise<void>
  /** Everything that a refused request must leave as it is. */
  readonly mark: () => Promise<string>
  readonly close: () => Promise<void>
}

/** The offices of both communes, each with its area. */
async function addOffices(people: PeopleStore): Promise<void> {
  const rest = { head: null, demo: 0, created_at: '2026-01-01T00:00:00.000Z', ended_at: null }
  await people.write(async ({ offices, officeScopes }) => {
    for (const commune of COMMUNES) {
      const id = as('officer', commune).office
      await offices.add({ id, kind: 'commune', name: id, ...rest })
      await officeScopes.addAreas([{ office: id, kind: 'commune', code: commune, unit_from: '2025-07-01' }])
    }
  })
}

interface WorldParts extends Pick<RightsWorld, 'app' | 'store' | 'people' | 'headOf' | 'close'> {}

async function worldOver({ app, store, people, headOf, close }: WorldParts): Promise<RightsWorld> {
  await addOffices(people)
  const { registry, proposals } = rulesOver(store, people)
  let houses = 0
  return {
    app,
    store,
    people,
    registry,
    proposals,
    headOf,
    components: new Components({ store }),
    async address(status: AddressStatus, by: Actor = MAKER, more: Partial<AddressDraft> = {}) {
      const house = draft({
        ...POINT,
        class: 2,
        name: `Cơ sở ${++houses}`,
        hamlet: null,
        house_number: `${houses}A`,
        raw_text: null,
        ...more,
      })
      const first = await made(
        registry.create({ ...by, roles: new Set(['officer']), area: MAKER.area }, house),
      )
      if (status === 'created') return { ...first.version, eventId: first.event }
      return store.write(async (tx) => {
        const present = await tx.addresses.byUid(first.version.uid)
        if (present === undefined) throw new Error('it is gone')
        const facts = { action: status, actor: CERTIFIER }
        const { version, event } = await makeVersion(tx, present, { ...present, status }, facts, new Date())
        return { ...version, eventId: event }
      })
    },
    async mark() {
      const chains = await store.read(({ chains }) => chains.heads())
      const waiting = await people.read(({ queue }) =>
        queue.counts({ communes: [], hamlets: [], everywhere: true }, 'open'),
      )
      const { number: acts } = await people.read(({ audit }) => audit.head())
      return JSON.stringify([chains.map(({ chain, number }) => [chain, number]), [...waiting], acts])
    },
    close,
  }
}

/** A provider of logins that answers nobody: whoever may ask it has come past every guard. */
const AWAY = { OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'x', PUBLIC_URL: 'http://localhost' }
/** The commune that is here lets citizens have papers issued. */
const PAPERS = `commune_code,heading,citizens\n${HERE},Uỷ ban nhân dân Phường Thử,1\n`

/** The server over registry.gpkg. */
export async function overFile(settings: NodeJS.ProcessEnv = {}): Promise<RightsWorld> {
  let people: PeopleStore | undefined
  const { app, demo, close } = await servedApp(
    { MAX_TABLE_MB: '1', ...AWAY, ...settings },
    { actorOf },
    async (dataDir) => {
      writeFileSync(join(dataDir, CERTIFICATE_RULES), PAPERS)
      people = await openPeople(dataDir, KEY, raise)
      return people && { people }
    },
  )
  const store = new RegistryStore(openSqliteEngine(demo.dataDir))
  const beside = new Database(join(demo.dataDir, PEOPLE_FILE))
  return worldOver({
    app,
    store,
    people: people as unknown as PeopleStore,
    async headOf(office, account) {
      beside.prepare('UPDATE office SET head = ? WHERE id = ?').run(account, office)
    },
    async close() {
      beside.close()
      await store.close()
      await close()
    },
  })
}

/** The server over PostgreSQL. */
export async function overDatabase(settings: NodeJS.ProcessEnv = {}): Promise<RightsWorld> {
  const recordUrl = await emptyDatabase()
  await migratePostgres(recordUrl)
  await migratePostgresPeople(recordUrl)
  const client = new pg.Client({ connectionString: recordUrl })
  await client.connect()
  for (const code of COMMUNES)
    await client.query(
      `INSERT INTO unit(code, level, type, name, full_name, valid_from, geom)
       VALUES ($1, 'commune', 'xã', $1, $1, '2025-07-01', ST_Multi(ST_MakeEnvelope($2::float8, 10.5, $2::float8 + 0.2, 10.6, 4326)))`,
      [code, code === HERE ? 106.3 : 106.6],
    )
  const record = await openPostgresRecord({ recordUrl, peopleUrl: recordUrl, peopleKey: KEY }, raise)
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-rights-'))
  writeFileSync(join(dataDir, CERTIFICATE_RULES), PAPERS)
  const config = readConfig({
    DATA_DIR: dataDir,
    RECORD_URL: recordUrl,
    LOG_LEVEL: 'silent',
    ...AWAY,
    ...settings,
  })
  const app = await buildRegistryApp({ config, record, version: '0.0.0', webDir: '', logger: false, actorOf })
  await app.ready()
  const store = new RegistryStore(record.engine)
  return worldOver({
    app,
    store,
    people: record.people as PeopleStore,
    async headOf(office, account) {
      await client.query('UPDATE people.office SET head = $1 WHERE id = $2', [account, office])
    },
    async close() {
      await client.end()
      await app.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  })
}

function raise(said: string): never {
  throw new Error(said)
}

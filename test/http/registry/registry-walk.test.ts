import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { CHAIN_START, eventHash } from '../../../src/chains/event-hash.ts'
import { packageRoot } from '../../../src/config.ts'
import { Proposals } from '../../../src/registry/proposals/proposals.ts'
import type { PeopleStore } from '../../../src/store/people/people-store.ts'
import { openPostgresPeople } from '../../../src/store/people/postgres-people.ts'
import { openSqlitePeople } from '../../../src/store/people/sqlite-people.ts'
import { openPostgresEngine } from '../../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../../src/store/registry/engines/sqlite-engine.ts'
import type { RegistryEngine } from '../../../src/store/registry/registry-database.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { databaseIn, noPostgres, ownServer } from '../../support/postgres-server.ts'
import { draft } from '../../support/registry-actors.ts'
import { registryProcess } from '../../support/registry-process.ts'

const HERE = '27694'
const CHAIN = `${HERE}@2025-07-01`
const WHERE = { class: 1, lon: 106.4137, lat: 10.5402, commune_code: HERE, street: 'Đường Thử Nghiệm Sổ' }

/** What the walk remembers on its way. */
interface Memo {
  id: string
  code: string
  proposal: string
  parts: string[]
  partCodes: string[]
}

/** A request, and what it is answered: who, method, path, body, revision, status, and of a Feature what `vn` shows. */
interface Step {
  does: string
  as: string
  method: 'GET' | 'POST' | 'PATCH'
  path: (memo: Memo) => string
  body?: object | ((memo: Memo) => object)
  revision?: number
  status: number
  vn?: object | ((memo: Memo) => object)
  whole?: object | ((memo: Memo) => object)
  keep?: (memo: Memo, body: Reply) => void
}
// biome-ignore lint/suspicious/noExplicitAny: whatever the server answers
type Reply = any

const address = ({ id }: Memo) => `/v1/addresses/${id}`
const accept = ({ proposal }: Memo) => `/v1/proposals/${proposal}/accept`
const keepProposal = (memo: Memo, body: Reply) => {
  memo.proposal = body.proposal
}

const WALK: readonly Step[] = [
  { does: 'what is declared is not there', as: 'nobody', method: 'GET', path: address, status: 404 },
  {
    does: 'nobody may agree to it',
    as: 'nobody',
    method: 'POST',
    path: ({ id }) => `/v1/proposals/${id}/accept`,
    body: {},
    status: 401,
  },
  {
    does: 'created under the id of its declaration, with a code',
    as: 'officer',
    method: 'POST',
    path: ({ id }) => `/v1/proposals/${id}/accept`,
    body: {},
    status: 200,
    vn: { status: 'created', revision: 1, code: /^L\d{10}$/ },
    keep: (memo, body) => {
      memo.code = body.properties.vn.code
    },
  },
  {
    does: 'found by its code, also when that is mistyped',
    as: 'nobody',
    method: 'GET',
    path: ({ code }) => `/v1/codes/${code.slice(0, 5)}${code[6]}${code[5]}${code.slice(7)}`,
    status: 200,
    whole: ({ code }) =>
      code[5] === code[6] ? { registered: true } : { registered: false, suggestions: [code] },
  },
  {
    does: 'verified',
    as: 'verifier',
    method: 'POST',
    path: (memo) => `${address(memo)}/transitions`,
    body: { to: 'verified', method: 'thực địa', date: '2026-10-02' },
    revision: 1,
    status: 200,
    vn: { status: 'verified', revision: 2 },
  },
  {
    does: 'official by a decision',
    as: 'verifier',
    method: 'POST',
    path: (memo) => `${address(memo)}/transitions`,
    body: { to: 'official', decision: { number: '7/QĐ-UBND', date: '2026-10-20' } },
    revision: 2,
    status: 200,
    vn: { status: 'official', revision: 3 },
  },
  {
    does: 'a stale revision is refused',
    as: 'officer',
    method: 'PATCH',
    path: address,
    body: { house_number: '9', reason: 'nhầm' },
    revision: 2,
    status: 412,
    whole: { code: 'changed' },
  },
  {
    does: 'a correction of what is official waits',
    as: 'officer',
    method: 'PATCH',
    path: address,
    body: { house_number: '12/4C', reason: 'đánh số lại' },
    revision: 3,
    status: 202,
    keep: keepProposal,
  },
  {
    does: 'and changes nothing',
    as: 'nobody',
    method: 'GET',
    path: address,
    status: 200,
    vn: { revision: 3 },
  },
  {
    does: 'who proposed it is not another person',
    as: 'officer',
    method: 'POST',
    path: accept,
    body: {},
    status: 403,
  },
  {
    does: 'corrected',
    as: 'other',
    method: 'POST',
    path: accept,
    body: {},
    status: 200,
    vn: { revision: 4 },
  },
  {
    does: 'a split waits too',
    as: 'officer',
    method: 'POST',
    path: (memo) => `${address(memo)}/split`,
    body: { parts: ['31A', '31B'].map((house_number) => ({ ...WHERE, house_number })), reason: 'tách thửa' },
    revision: 4,
    status: 202,
    keep: keepProposal,
  },
  {
    does: 'split',
    as: 'verifier',
    method: 'POST',
    path: accept,
    body: {},
    status: 200,
    vn: { status: 'retired' },
  },
  {
    does: 'the old one names those in its place',
    as: 'nobody',
    method: 'GET',
    path: address,
    status: 200,
    vn: { status: 'retired', successors: { length: 2 } },
    keep: (memo, body) => {
      memo.parts = body.properties.vn.successors
    },
  },
  ...[0, 1].map(
    (i): Step => ({
      does: `part ${i} is there, with a code of its own`,
      as: 'nobody',
      method: 'GET',
      path: ({ parts }) => `/v1/addresses/${parts[i]}`,
      status: 200,
      vn: { status: 'created', revision: 1 },
      keep: (memo, body) => {
        memo.partCodes.push(body.properties.vn.code)
      },
    }),
  ),
  {
    does: 'the old code leads on to both',
    as: 'nobody',
    method: 'GET',
    path: ({ code }) => `/v1/codes/${code}`,
    status: 200,
    whole: ({ partCodes }) => ({ registered: true, status: 'retired', successor: partCodes.join(' ') }),
  },
  {
    does: 'a part is retired for the other',
    as: 'officer',
    method: 'POST',
    path: ({ parts }) => `/v1/addresses/${parts[0]}/transitions`,
    body: ({ parts }) => ({ to: 'retired', reason: 'nhập lại', successors: [parts[1]] }),
    revision: 1,
    status: 200,
    vn: ({ parts }) => ({ status: 'retired', successors: [parts[1]] }),
  },
  {
    does: 'its code leads on',
    as: 'nobody',
    method: 'GET',
    path: ({ partCodes }) => `/v1/codes/${partCodes[0]}`,
    status: 200,
    whole: ({ partCodes }) => ({ status: 'retired', successor: partCodes[1] }),
  },
  {
    does: 'as it was on a day',
    as: 'nobody',
    method: 'GET',
    path: (memo) => `${address(memo)}?at=2026-10-10`,
    status: 200,
    vn: { status: 'verified' },
  },
  {
    does: 'as nobody knew it then',
    as: 'nobody',
    method: 'GET',
    path: (memo) => `${address(memo)}?as_of=2026-10-10T00:00:00Z`,
    status: 404,
  },
  {
    does: 'every version',
    as: 'nobody',
    method: 'GET',
    path: (memo) => `${address(memo)}/history`,
    status: 200,
    whole: { versions: [5, 4, 3, 2, 1].map((revision) => ({ revision })) },
  },
  {
    does: 'many codes at once',
    as: 'nobody',
    method: 'POST',
    path: () => '/v1/codes/validate',
    body: ({ code, partCodes }) => ({ codes: [code, partCodes[1], 'x'] }),
    status: 200,
    whole: { results: [{ status: 'retired' }, { status: 'created' }, { valid: false }] },
  },
]

/** An engine with a server over it, people beside it, and the command that proves it. */
interface Walked {
  env: Record<string, string>
  people: PeopleStore
  engine: RegistryEngine
  close: () => void
}

async function overSqlite(): Promise<Walked> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-walk-'))
  return {
    env: { DATA_DIR: dataDir },
    people: await openSqlitePeople(dataDir),
    engine: openSqliteEngine(dataDir),
    close: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

async function overPostgres(): Promise<Walked> {
  const server = await ownServer()
  const url = await databaseIn(server)
  const env = { RECORD_URL: url }
  const { status, stderr } = command('migrate', env)
  if (status !== 0) throw new Error(stderr)
  const raise = (error: Error) => {
    throw error
  }
  return {
    env,
    people: await openPostgresPeople(url, raise),
    engine: openPostgresEngine(url, raise, 2),
    close: () => server.remove(),
  }
}

function command(name: string, env: Record<string, string>, ...words: string[]) {
  const program = join(packageRoot(), 'scripts', 'commands', `${name}.ts`)
  return spawnSync(process.execPath, ['--import', 'tsx', program, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  })
}

const of = (value: object | ((memo: Memo) => object), memo: Memo) =>
  typeof value === 'function' ? value(memo) : value

for (const { name, skip, open } of [
  { name: 'sqlite', skip: false as const, open: overSqlite },
  { name: 'postgres', skip: noPostgres, open: overPostgres },
])
  t.test(`An address from its declaration to its successors, ${name}`, { skip }, async (t) => {
    const { env, people, engine, close } = await open()
    t.teardown(close)
    const run = registryProcess(env)
    const base = await run.base()
    const store = new RegistryStore(engine)
    const proposals = new Proposals({ store, people })
    const { proposal: id } = await proposals.declare(undefined, draft(WHERE))
    await store.close()
    await people.close()
    const memo: Memo = { id, code: '', proposal: '', parts: [], partCodes: [] }
    for (const step of WALK) await take(t, base, step, memo)
    await linked(t, base)
    const heads = join(mkdtempSync(join(tmpdir(), 'diachiso-heads-')), 'heads.json')
    writeFileSync(heads, await (await fetch(`${base}/v1/events/heads`)).text())
    t.equal(await run.stop(), 0, run.words())
    const { status, stdout, stderr } = command('verify', env, '--head', heads)
    t.equal(status, 0, `${stdout}${stderr}`)
    t.match(stderr, /chains 1, .* 8, .* versions 8, .* breaks 0/)
  })

async function take(t: Test, base: string, step: Step, memo: Memo): Promise<void> {
  const { does, as, method, path, body, revision, status, vn, whole, keep } = step
  const reply = await fetch(`${base}${path(memo)}`, {
    method,
    headers: {
      'x-test-actor': as,
      ...(body && { 'content-type': 'application/json' }),
      ...(revision !== undefined && { 'if-match': `"${revision}"` }),
    },
    ...(body && { body: JSON.stringify(of(body, memo)) }),
  })
  const answer: Reply = await reply.json()
  t.equal(reply.status, status, `${does}: ${JSON.stringify(answer)}`)
  if (vn) t.match(answer.properties?.vn, of(vn, memo), does)
  if (whole) t.match(answer, of(whole, memo), does)
  keep?.(memo, answer)
}

/** The events of the chain, as anybody can follow them. */
async function linked(t: Test, base: string): Promise<void> {
  const { events }: Reply = await (await fetch(`${base}/v1/events?chain=${encodeURIComponent(CHAIN)}`)).json()
  let previous = CHAIN_START
  for (const { content_hash, private_hash, hash } of events) {
    t.equal(eventHash(previous, content_hash, private_hash), hash)
    previous = hash
  }
  t.same(
    events.map(({ action }: { action: string }) => action),
    ['created', 'verified', 'made-official', 'changed', 'split', 'created', 'created', 'retired'],
  )
  const feed = await (await fetch(`${base}/v1/feeds/${HERE}.atom?lang=en`)).text()
  t.match(feed, /<title>Address made official<\/title>/)
}

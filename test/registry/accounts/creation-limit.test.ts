import Database from 'better-sqlite3'
import t from 'tap'
import { CreationLimit } from '../../../src/registry/accounts/limits/creation-limit.ts'
import { SERVER } from '../../../src/registry/actor.ts'
import { BatchWriting } from '../../../src/registry/batches/batch-writing.ts'
import { Acceptance } from '../../../src/registry/proposals/acceptance.ts'
import { Registry } from '../../../src/registry/registry.ts'
import { batchRow, batchWorld } from '../../support/batch-world.ts'
import { collector, draft, officer } from '../../support/registry-actors.ts'
import { ENGINES, made, type TestRegistry } from '../../support/registry-engines.ts'

const NOON = new Date('2026-11-30T05:00:00Z')
const TOMORROW = new Date('2026-12-01T05:00:00Z')
const SPLIT = { parts: [draft(), draft()], reason: 'tách thửa' }

for (const engine of ENGINES)
  t.test(`Creations a day on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const limited = async (aDay = 4) => {
      const opened = await engine.open()
      t.teardown(opened.close)
      const { store, people, proposals } = opened
      let now = NOON
      const parts = { store, people, proposals, creations: new CreationLimit(people, aDay), now: () => now }
      return {
        ...opened,
        ...parts,
        registry: new Registry(parts),
        acceptance: new Acceptance(parts),
        nextDay: () => {
          now = TOMORROW
        },
        /** Settles what waits, as somebody of the office does. */
        settle: (id: string, state: 'agreed' | 'refused') => settle(opened, id, state),
      }
    }
    const count = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
      outcomes.filter(({ status }) => status === 'fulfilled').length
    const codeOf = (one: PromiseSettledResult<unknown>) => (one.status === 'rejected' ? one.reason.code : '')

    t.test('a stolen session that publishes at full speed gets so far and no further', async (t) => {
      const { registry, outside } = await limited()
      const all = await Promise.allSettled(
        Array.from({ length: 9 }, () => registry.create(collector, draft())),
      )
      t.equal(count(all), 4)
      t.same(new Set(all.map(codeOf)), new Set(['', 'too-many-creations']))
      t.equal((await outside('SELECT uid FROM address')).length, 4)
      t.ok(await made(registry.create(officer, draft())), 'another account has a day of its own')
    })

    t.test('the next day is another one, and the command line has no day', async (t) => {
      const { registry, nextDay } = await limited(1)
      await made(registry.create(collector, draft()))
      await t.rejects(registry.create(collector, draft()), { code: 'too-many-creations' })
      for (let i = 0; i < 3; i++) await made(registry.create(SERVER, draft()))
      nextDay()
      await made(registry.create(collector, draft()))
    })

    t.test('more wait for a yes, which is asked for once', async (t) => {
      const { registry, people, settle, nextDay } = await limited(1)
      await made(registry.create(collector, draft()))
      const asked = new Set<unknown>()
      for (let i = 0; i < 3; i++)
        await registry.create(collector, draft()).catch(({ more }) => asked.add(more.approval))
      t.equal(asked.size, 1)
      const [id] = asked as Set<string>
      t.match(await people.read(({ audit }) => audit.list({ limit: 9 })), { length: 1, 0: { subject: id } })
      await settle(id as string, 'refused')
      await t.rejects(registry.create(collector, draft()), { code: 'too-many-creations' }, 'a no')
      await settle(id as string, 'agreed')
      await made(registry.create(collector, draft()))
      await t.rejects(registry.create(collector, draft()), { code: 'too-many-creations' }, 'used up')
      nextDay()
      await made(registry.create(collector, draft()))
      await t.rejects(
        registry.create(collector, draft()),
        { code: 'too-many-creations' },
        'it was for that day',
      )
    })

    t.test('what is created by the way counts too', async (t) => {
      const { registry, acceptance, proposals, store, people, creations } = await limited(4)
      const { proposal } = await proposals.declare(undefined, draft())
      await acceptance.accept(officer, proposal)
      const { version } = await made(registry.create(officer, draft()))
      await made(registry.split(officer, { uid: version.uid, revision: 1 }, SPLIT))
      await t.rejects(registry.split(officer, { uid: proposal, revision: 1 }, SPLIT), {
        code: 'too-many-creations',
      })
      const late = await proposals.declare(undefined, draft())
      await t.rejects(acceptance.accept(officer, late.proposal), { code: 'too-many-creations' })
      t.match(
        await people.read((tx) => tx.proposals.byId(late.proposal)),
        { state: 'open' },
        'it waits as before',
      )
      const world = batchWorld({ store, people })
      const writing = new BatchWriting({ people, rounds: world.rounds, creations, now: () => NOON })
      const rows = [1, 2].map((line) => batchRow(line, `00000000-0000-4000-8000-00000000000${line}`, {}))
      const batch = await world.send(officer, rows)
      await t.rejects(writing.apply(officer, batch, ['duplicate']), { code: 'too-many-creations' })
      t.match(await people.read(({ batches }) => batches.byId(batch)), { state: 'ready' })
    })
  })

async function settle({ dataDir, outside }: TestRegistry, id: string, state: string): Promise<void> {
  const statement = (table: string) => `UPDATE ${table} SET state = '${state}' WHERE id = '${id}'`
  if (dataDir === undefined) await outside(statement('people.approval'))
  else changeFile(`${dataDir}/people.db`, statement('approval'))
}

function changeFile(file: string, sql: string): void {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

import { createSecretKey, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { HeadCopies } from '../../../src/registry/continuity/head-copies.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import { PeopleKey } from '../../../src/store/people/people-key.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { batchRow, batchWorld } from '../../support/batch-world.ts'
import { actor, draft, officer } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made, rulesOver, type TestRegistry } from '../../support/registry-engines.ts'

const HERE = `${COMMUNES[0]}@2025-07-01`

const copied = ({ people }: Pick<TestRegistry, 'people'>) => people.write(({ heads }) => heads.all())
const create = ({ registry }: TestRegistry, house_number: string) =>
  made(registry.create(officer, draft({ house_number })))

for (const engine of ENGINES)
  t.test(`Copies of heads on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const open = async () => {
      const opened = await engine.open()
      t.teardown(opened.close)
      return { ...opened, copies: new HeadCopies(opened.store, opened.people) }
    }

    t.test('follow the record', async (t) => {
      const opened = await open()
      await opened.copies.copy()
      t.same(await copied(opened), [])
      await create(opened, '1')
      await opened.copies.copy()
      await create(opened, '2')
      t.match(await copied(opened), [{ chain: HERE, number: 1 }])
      await opened.copies.copy()
      await opened.copies.copy()
      t.match(await copied(opened), [{ chain: HERE, number: 2, mac: 'unproven' }])
      t.same(await opened.copies.strange(), [])
    })

    t.test('are not made of chains that go with demonstration data', async (t) => {
      const opened = await open()
      await opened.outside("INSERT INTO diachiso_info(key, value) VALUES ('data_kind', 'demo')")
      await create(opened, '1')
      await opened.copies.copy()
      const { proposal } = await opened.proposals.declare(undefined, draft())
      await opened.acceptance.accept(officer, proposal)
      t.match(await opened.store.read(({ chains }) => chains.heads()), [{ chain: `demo:${HERE}`, number: 2 }])
      t.same(await copied(opened), [])
    })

    t.test('are made with each proposal that is accepted', async (t) => {
      const opened = await open()
      const { proposal } = await opened.proposals.declare(undefined, draft())
      await opened.acceptance.accept(officer, proposal)
      t.match(await copied(opened), [{ chain: HERE, number: 1 }])
    })

    t.test('are made with each batch, but where they tell of another record', async (t) => {
      const opened = await open()
      const { send, writing } = batchWorld(opened)
      const apply = async (line: number) => {
        const uid = `00000000-0000-4000-8000-00000000000${line}`
        const id = await send(officer, [batchRow(line, uid, { house_number: String(line) })])
        await writing.apply(officer, id, [])
      }
      await apply(2)
      t.match(await copied(opened), [{ chain: HERE, number: 1 }])
      const strange = { chain: HERE, number: 2, hash: 'f'.repeat(64), at: '2026-01-01T00:00:00.000Z' }
      await opened.people.write(({ heads }) => heads.keep([strange]))
      await create(opened, '3')
      await apply(4)
      t.match(await copied(opened), [strange], 'it stays, and goes on telling')
    })

    t.test('stay where the record was put back or changed, and tell the entry', async (t) => {
      const opened = await open()
      for (const number of ['1', '2', '3']) await create(opened, number)
      await opened.copies.copy()
      const before = await copied(opened)
      // As an earlier file: the last two entries are gone, and the head says so.
      const [first] = (await opened.outside(
        `SELECT chain, number, hash, at FROM zz_event WHERE number = 1`,
      )) as {
        hash: string
        at: string
      }[]
      await opened.outside('DELETE FROM zz_event WHERE number > 1')
      await opened.outside(`UPDATE zz_chain SET number = 1, hash = '${first?.hash}', at = '${first?.at}'`)
      t.match(await opened.copies.strange(), [{ chain: HERE, number: 3 }])
      // The record goes on past the copy: another entry 3 stands there.
      for (const number of ['4', '5', '6']) await create(opened, number)
      const { proposal } = await opened.proposals.declare(undefined, draft({ house_number: '7' }))
      await opened.acceptance.accept(officer, proposal)
      await opened.copies.copy()
      t.same(await copied(opened), before, 'the copy is not replaced')
      const { breaks } = await verifyHistory(opened.store, { copied: await copied(opened) })
      t.match(
        breaks.filter(({ rule }) => rule === 'copied-head'),
        [{ at: `${HERE} #3`, message: { en: /differs/ } }],
      )
    })
  })

t.test('The MAC of copied heads', async (t) => {
  const opened = await ENGINES[0]!.open()
  t.teardown(opened.close)
  const dataDir = opened.dataDir as string
  const key = new PeopleKey(createSecretKey(randomBytes(32)))
  const other = new PeopleKey(createSecretKey(randomBytes(32)))
  const under = async (key: PeopleKey | undefined) => {
    const people = await openSqlitePeople(dataDir, { key })
    const heads = await people.write((tx) => tx.heads.all())
    await people.close()
    return heads.map(({ mac }) => mac)
  }
  const wide = actor('rộng', ['officer'], COMMUNES)
  await opened.registry.create(wide, draft())
  await opened.registry.create(wide, draft({ commune_code: COMMUNES[1] }))
  const people = await openSqlitePeople(dataDir, { key })
  await new HeadCopies(opened.store, people).copy()
  await people.close()
  t.same(await under(key), ['right', 'right'])
  t.same(await under(other), ['wrong', 'wrong'])
  t.same(await under(undefined), ['unproven', 'unproven'])

  const forgeries: [what: string, sql: string, rules: string[]][] = [
    ['a number', 'UPDATE chain_head SET number = 2', ['copied-head', 'copied-head', 'head-mac', 'head-mac']],
    [
      'a hash',
      `UPDATE chain_head SET hash = replace(hash, substr(hash, 1, 1), 'g') WHERE chain = '${HERE}'`,
      ['copied-head', 'head-mac'],
    ],
    ['a time', `UPDATE chain_head SET at = '2020-01-01' WHERE chain = '${HERE}'`, ['head-mac']],
    ['no MAC', `UPDATE chain_head SET mac = NULL WHERE chain = '${HERE}'`, ['head-mac']],
    ['a short MAC', `UPDATE chain_head SET mac = 'aa' WHERE chain = '${HERE}'`, ['head-mac']],
  ]
  for (const [what, sql, rules] of forgeries) {
    const db = new Database(join(dataDir, PEOPLE_FILE))
    db.exec('CREATE TABLE saved AS SELECT * FROM chain_head')
    db.exec(sql)
    const people = await openSqlitePeople(dataDir, { key })
    const { breaks } = await verifyHistory(opened.store, {
      copied: await people.write((tx) => tx.heads.all()),
    })
    await people.close()
    t.same(breaks.map(({ rule }) => rule).sort(), rules, what)
    db.exec('DELETE FROM chain_head; INSERT INTO chain_head SELECT * FROM saved; DROP TABLE saved')
    db.close()
  }
})

t.test('a key that first appears marks all copies, whether their chains grow or not', async (t) => {
  const opened = await ENGINES[0]!.open()
  t.teardown(opened.close)
  const dataDir = opened.dataDir as string
  const wide = actor('rộng', ['officer'], COMMUNES)
  await opened.registry.create(wide, draft())
  await opened.registry.create(wide, draft({ commune_code: COMMUNES[1] }))
  await new HeadCopies(opened.store, opened.people).copy()
  await opened.registry.create(wide, draft({ house_number: '8' }))
  const people = await openSqlitePeople(dataDir, { key: new PeopleKey(createSecretKey(randomBytes(32))) })
  t.teardown(() => people.close())
  await new HeadCopies(opened.store, people).copy()
  const copied = await people.read(({ heads }) => heads.all())
  t.same(
    copied.map(({ number, mac }) => [number, mac]),
    [
      [2, 'right'],
      [1, 'right'],
    ],
  )
  t.same((await verifyHistory(opened.store, { copied })).breaks, [])
})

for (const engine of ENGINES)
  t.test(`A clock that is set back, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    let now = new Date('2026-05-02T08:00:00.000Z')
    const opened = await engine.open(() => now)
    t.teardown(opened.close)
    const first = await made(opened.registry.create(officer, draft()))
    // A restart at the wrong time: rules that know nothing of what was before.
    now = new Date('2025-12-31T00:00:00.000Z')
    const restarted = rulesOver(opened.store, opened.people, () => now)
    await restarted.registry.change(officer, first.version.uid, 1, { street: 'Hùng Vương' })
    const { proposal } = await restarted.proposals.declare(undefined, draft({ house_number: '9' }))
    await restarted.acceptance.accept(officer, proposal)
    t.equal(await opened.registry.settleOutside(), 0)
    now = new Date('2026-05-02T08:00:01.000Z')
    await restarted.registry.change(officer, first.version.uid, 2, { street: 'Võ Văn Tần' })
    const events = await opened.outside('SELECT number, at FROM zz_event ORDER BY number')
    t.same(
      events.map(({ at }) => at),
      [
        '2026-05-02T08:00:00.000Z',
        '2026-05-02T08:00:00.000Z',
        '2026-05-02T08:00:00.000Z',
        '2026-05-02T08:00:01.000Z',
      ],
    )
    t.same((await verifyHistory(opened.store)).breaks, [])
  })

import { sql } from 'kysely'
import t from 'tap'
import type { AddressVersion } from '../../../src/store/registry/address-version.ts'
import { migratePostgres } from '../../../src/store/registry/engines/migrate-postgres.ts'
import { openPostgresEngine } from '../../../src/store/registry/engines/postgres-engine.ts'
import type { RegistryTransaction } from '../../../src/store/registry/registry-store.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { emptyDatabase, noPostgres } from '../../support/postgres-server.ts'
import { draft, officer } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

for (const engine of ENGINES)
  t.test(`transactions on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { store, registry } = opened
    const first = await made(registry.create(officer, draft()))
    const again: AddressVersion = { ...first.version, code: null }
    const count = async () =>
      (await opened.outside('SELECT count(*) AS n FROM address')).map(({ n }) => Number(n))

    const failing: [name: string, work: (tx: RegistryTransaction) => Promise<unknown>][] = [
      ['at its end', (tx) => tx.addresses.insert(again, 1)],
      [
        'before it reads on',
        async (tx) => {
          await tx.addresses.insert(again, 1)
          return tx.addresses.byUid(again.uid)
        },
      ],
      [
        'before it writes on',
        async (tx) => {
          await tx.addresses.insert(again, 1)
          await tx.addresses.insert({ ...again, uid: 'another' }, 1)
        },
      ],
      [
        'before it fails by itself',
        async (tx) => {
          await tx.addresses.insert(again, 1)
          await tx.addresses.byUid(again.uid)
          throw new Error('never reached')
        },
      ],
    ]
    for (const [name, work] of failing) {
      const error = await store.write(work).then(
        () => undefined,
        (error: unknown) => error,
      )
      t.equal(store.duplicateColumn(error), 'uid', `a write that fails ${name} ends with its own error`)
      t.same(await count(), [1], `and leaves nothing: ${name}`)
    }

    const own = await store
      .write(async (tx) => {
        await tx.addresses.insert({ ...again, uid: 'own' }, 1)
        throw new Error('own')
      })
      .catch((error: Error) => error)
    t.match(own, { message: 'own' }, 'what the work throws is what is told')
    t.same(await count(), [1], 'and what it wrote is gone')

    const seen = await store.write(async (tx) => {
      await tx.addresses.insert({ ...again, uid: 'seen' }, first.version.revision)
      return tx.addresses.byUid('seen')
    })
    t.equal(seen?.house_number, again.house_number, 'a transaction sees what it has written')
    t.same(await count(), [2], 'the connections go on after failures')
  })

for (const engine of ENGINES)
  t.test(`two who hold what the other wants, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { store, registry } = opened
    const uids = await Promise.all(
      COMMUNES.map(async (commune_code, i) => {
        const there = draft({ commune_code, house_number: String(i + 1) })
        const inBoth = { ...officer, area: { ...officer.area, everywhere: true } }
        return (await made(registry.create(inBoth, there))).version.uid
      }),
    )
    let tries = 0
    // Each waits until both have taken their first, where the engine lets two write at once.
    let ready = 0
    const both = engine.name === 'postgres' ? 2 : 1
    let go: () => void = () => {}
    const started = new Promise<void>((resolve) => {
      go = resolve
    })
    const take = (order: readonly string[]) =>
      store.write(async ({ addresses }) => {
        tries++
        await addresses.byUid(order[0] as string)
        if (++ready >= both) go()
        await started
        return addresses.byUid(order[1] as string)
      })
    const done = await Promise.all([take(uids), take([...uids].reverse())])
    t.same(
      done.map((version) => version?.uid),
      [uids[1], uids[0]],
      'both come to their end',
    )
    // Who is tried again may be first again, and in the other's way once more.
    if (engine.name === 'postgres') t.ok(tries > 2, `one of two in a deadlock is tried again: ${tries}`)
    else t.equal(tries, 2, 'one waits for the other')
  })

t.test('sessions that forget what was prepared, as behind a pooler', { skip: noPostgres }, async (t) => {
  const url = await emptyDatabase()
  await migratePostgres(url)
  const forgets: [name: string, change: (way: string) => string][] = [
    ['a session that is another', () => 'DEALLOCATE ALL'],
    ['a table that has another column', (way) => `ALTER TABLE zz_event ADD COLUMN seen_by_${way} text`],
  ]
  for (const [name, change] of forgets)
    for (const way of ['read', 'write'] as const) {
      const engine = openPostgresEngine(url, () => {})
      const store = new RegistryStore(engine)
      const nobody = () => store[way]((tx) => tx.chains.byId('nobody'))
      const prepared = () =>
        sql<{ n: number }>`SELECT count(*) AS n FROM pg_prepared_statements WHERE statement LIKE '%zz_event%'`
          .execute(engine.db)
          .then(({ rows }) => rows[0]?.n)
      await nobody()
      t.equal(await prepared(), 1, 'a statement is kept')
      await sql.raw(change(way)).execute(engine.db)
      t.equal(await nobody(), undefined, `${name}: a ${way} is done again`)
      await sql.raw('DEALLOCATE ALL').execute(engine.db)
      await nobody()
      t.equal(await prepared(), 0, 'and none is kept any more')
      await store.close()
    }
})

import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import type { PeopleStore } from '../../../../src/store/people/people-store.ts'
import { endRotation, rotate } from '../../../../src/store/people/sealing/key-rotation.ts'
import { sealAll } from '../../../../src/store/people/sealing/seal-all.ts'
import { keyOf, PEOPLE_ENGINES } from '../../../support/people-engines.ts'

const [FIRST, SECOND] = [keyOf('first'), keyOf('second')]
const ROWS = 40

const add = (people: PeopleStore, id: string) =>
  people.write(({ webhooks }) =>
    webhooks.add({
      id,
      url: 'https://receiver.vn/',
      secret: `secret of ${id}`,
      communes: null,
      actions: null,
      state: 'active',
      account: 'a',
      person: 'p',
      office: 'o',
      created_at: '2026-01-01T00:00:00.000Z',
    }),
  )
const secretOf = async (people: PeopleStore, id: string) =>
  (await people.read(({ webhooks }) => webhooks.byId(id)))?.secret

for (const { name, skip, make } of PEOPLE_ENGINES)
  t.test(`Replacing the key on ${name}`, { skip }, async (t) => {
    t.test(
      'servers go on under the old key and under the new one, and it goes on after a kill',
      async (t) => {
        const place = await make(t)
        const server = await place.open(FIRST)
        t.teardown(() => server.close())
        const head = { chain: 'a', number: 1, hash: 'h1', at: '2026-01-01' }
        await server.write(({ heads }) => heads.keep([head]))
        for (let i = 0; i < ROWS; i++) await add(server, `w${i}`)
        await sealAll(server)
        const before = await place.outside('SELECT secret FROM webhook')

        const killed = new AbortController()
        const command = await place.open(FIRST)
        let written = ROWS
        t.same(
          await rotate(command, {
            present: FIRST,
            next: SECOND,
            together: 8,
            signal: killed.signal,
            onProgress: (rows) => rows >= 16 && killed.abort(),
          }),
          { resumed: false, rows: 16 },
        )
        await command.close()
        await add(server, `w${written++}`)
        const renewed = await place.open(SECOND)
        await add(renewed, `w${written++}`)
        for (let i = 0; i < written; i++)
          for (const people of [server, renewed]) t.equal(await secretOf(people, `w${i}`), `secret of w${i}`)

        const again = await place.open(FIRST)
        const { resumed, rows } = await rotate(again, { present: FIRST, next: SECOND, together: 8 })
        await again.close()
        t.ok(resumed)
        t.equal(rows, written - 16, 'what was done is not done again')
        const after = await place.outside('SELECT secret FROM webhook')
        t.notOk(after.some(({ secret }) => before.some((one) => one.secret === secret)))
        t.equal((await place.outside("SELECT id FROM sealing_key WHERE kind = 'data'")).length, 2)

        await endRotation(renewed)
        t.equal((await place.outside("SELECT id FROM sealing_key WHERE kind = 'data'")).length, 1)
        t.same(
          [...new Set((await place.outside('SELECT master FROM sealing_wrap')).map(({ master }) => master))],
          [SECOND.id],
        )
        await renewed.close()
        const late = await place.open(FIRST)
        t.equal(late.keyState, 'wrong', 'the old key opens nothing any more')
        await late.close()
        const last = await place.open(SECOND)
        for (let i = 0; i < written; i++) t.equal(await secretOf(last, `w${i}`), `secret of w${i}`)
        t.match(
          await last.read(({ heads }) => heads.all()),
          [{ mac: 'right' }],
          'what another purpose has made of the key still holds',
        )
        await last.close()
      },
    )

    t.test('nothing is lost that is written while it runs', async (t) => {
      const place = await make(t)
      const server = await place.open(FIRST)
      const command = await place.open(FIRST)
      for (let i = 0; i < ROWS; i++) await add(server, `a${i}`)
      let running = true
      let written = 0
      const writing = (async () => {
        while (running) {
          await add(server, `b${written++}`)
          await nextTurn()
        }
      })()
      for (let round = 0; round < 3; round++) {
        await rotate(command, { present: FIRST, together: 3 })
        await endRotation(command, { together: 3 })
      }
      running = false
      await writing
      t.equal((await place.outside("SELECT id FROM sealing_key WHERE kind = 'data'")).length, 1)
      const fresh = await place.open(FIRST)
      for (let i = 0; i < ROWS; i++) t.equal(await secretOf(fresh, `a${i}`), `secret of a${i}`)
      for (let i = 0; i < written; i++) t.equal(await secretOf(fresh, `b${i}`), `secret of b${i}`)
      t.ok(written > 0)
      for (const people of [server, command, fresh]) await people.close()
    })
  })

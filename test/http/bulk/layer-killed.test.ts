import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { dayOf } from '../../../src/chains/day-of.ts'
import { packageRoot } from '../../../src/config.ts'
import { ApiKeys } from '../../../src/registry/accounts/keys/api-keys.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import { addAccount } from '../../support/account-rows.ts'
import { layerWorld, markets } from '../../support/layer-world.ts'
import { actor } from '../../support/registry-actors.ts'
import { listening, start } from '../../support/server-process.ts'

const skip = !existsSync(join(packageRoot(), 'dist', 'main.js')) && 'the server is not built: npm run build'
const FEATURES = 4000
const FILE = `id,ten,lon,lat\n${Array.from(
  { length: FEATURES },
  (_, i) => `c${i},Chợ ${i},${106.41 + (i % 60) * 0.0005},${10.54 + Math.floor(i / 60) * 0.0005}`,
).join('\n')}\n`
/** Times that the server is asked for something between the beginning of a round and its end by force. */
const KILLED_AFTER = [0, 3, 30, 100, 300]

t.test(
  'A server that is killed while it writes a layer’s file has written all of it, or nothing',
  { skip },
  async (t) => {
    const world = await layerWorld()
    t.teardown(world.close)
    const { people, demo, app, call, send } = world
    const agency: Actor = { ...actor('agency with a key', ['agency']), office: 'so-nong' }
    await addAccount(people, agency)
    const { token } = await new ApiKeys(people).create(agency, {
      ...{ name: 'thử', scopes: ['layers'], layers: ['snn-cho'], quota: 100_000, expires: dayOf(new Date()) },
    })
    // A key may write to a layer that was published, not publish one.
    const first = await send(markets([['c0', 'Chợ Tân An']]))
    await call('agency', 'POST', `/v1/batches/${first.body.id}/apply`, {})
    t.equal((await call('agency', 'POST', '/v1/layers/snn-cho/publish', {})).status, 200)
    const headers = { authorization: `Bearer ${token}` }
    await app.close()
    const open = async () => {
      const run = start({ DATA_DIR: demo.dataDir })
      t.teardown(() => run.child.kill('SIGKILL'))
      const base = `http://127.0.0.1:${await listening(run)}`
      const ask = async (path: string, init: RequestInit = {}) => {
        const reply = await fetch(`${base}${path}`, { ...init, headers: { ...headers, ...init.headers } })
        return { status: reply.status, body: (await reply.json()) as { [name: string]: unknown } }
      }
      const post = (path: string, body: object) =>
        ask(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      const kill = async () => {
        run.child.kill('SIGKILL')
        await run.ended
      }
      return { ask, post, kill }
    }
    type Server = Awaited<ReturnType<typeof open>>
    const settled = async ({ ask }: Server, id: unknown, among: RegExp) => {
      for (;;) {
        const { status, body } = await ask(`/v1/batches/${id}`)
        const { state } = body
        if (status !== 200 || state === 'failed') throw new Error(JSON.stringify(body))
        if (among.test(String(state))) return state
      }
    }
    /** How many features are served, when all that the record has is. */
    const shown = async ({ ask }: Server) => {
      while (Number((await ask('/health')).body.lag_seconds) > 0) await setImmediate()
      return Number((await ask('/ogc/collections/snn-cho/items?f=json&limit=1')).body.numberMatched)
    }
    const apply = async ({ post }: Server, id: unknown) => {
      const reply = await post(`/v1/batches/${id}/apply`, {})
      t.equal(reply.status, 200, JSON.stringify(reply.body))
    }

    let server = await open()
    const form = new FormData()
    for (const [name, value] of Object.entries({ kind: 'layer', layer: 'snn-cho', title_vi: 'Chợ' }))
      form.set(name, value)
    form.set('data', new Blob([FILE]), 'cho.csv')
    const { status, body } = await server.ask('/v1/batches', { method: 'POST', body: form })
    t.ok(status === 201 || status === 202, JSON.stringify(body))
    await settled(server, body.id, /^ready$/)
    const states: unknown[] = []
    for (const asked of KILLED_AFTER) {
      if ((await settled(server, body.id, /^(ready|applied)$/)) === 'applied') break
      const writing = apply(server, body.id).catch(() => undefined)
      await Promise.race([writing, settled(server, body.id, /^(writing|applied)$/).catch(() => undefined)])
      for (let i = 0; i < asked; i++) await server.ask('/health')
      await server.kill()
      await writing
      server = await open()
      const state = await settled(server, body.id, /^(ready|applied)$/)
      states.push(state)
      t.equal(await shown(server), state === 'applied' ? FEATURES : 1, `killed after ${asked}: ${state}`)
    }
    t.comment(states.join(', '))
    if (states.at(-1) !== 'applied') await apply(server, body.id)
    t.equal(await settled(server, body.id, /^(ready|applied)$/), 'applied')
    t.equal(await shown(server), FEATURES)
    await server.kill()
  },
)

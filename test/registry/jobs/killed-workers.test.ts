import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { ENGINES } from '../../support/registry-engines.ts'

const PROGRAM = fileURLToPath(new URL('../../support/worker-process.ts', import.meta.url))
const JOBS = 120
const GENERATIONS = 4
const WORKERS = 2
/** Jobs that a worker does at once: as many may have had their effect, and nobody who lives knows. */
const AT_ONCE = 8
/** Each generation's clock is so far ahead of the one before that the leases of the dead are over. */
const AHEAD = 61_000

for (const engine of ENGINES)
  t.test(`kill -9 of workers on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { store, where, close } = await engine.open()
    t.teardown(close)
    const got = new Map<string, number>()
    let heard = () => {}
    const receiver = createServer(async (request, reply) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const key = Buffer.concat(parts).toString()
      got.set(key, (got.get(key) ?? 0) + 1)
      reply.end()
      heard()
    })
    await once(receiver.listen(0, '127.0.0.1'), 'listening')
    const { port } = receiver.address() as AddressInfo
    t.teardown(() => {
      receiver.closeAllConnections()
      receiver.close()
    })
    const jobs = Array.from({ length: JOBS }, (_, n) => ({
      kind: 'post',
      key: `key-${n}`,
      owner: `owner-${n % 10}`,
      payload: '{}',
    }))
    await store.write((tx) => tx.jobs.add(jobs, new Date().toISOString()))
    const left = async () => (await store.read((tx) => tx.jobs.nextDue())) !== undefined
    const hears = async (holds: () => boolean | Promise<boolean>) => {
      while (!(await holds()))
        await new Promise<void>((resolve) => {
          heard = resolve
        })
    }
    for (let generation = 0; generation < GENERATIONS; generation++) {
      const workers: ChildProcess[] = []
      for (let n = 0; n < WORKERS; n++)
        workers.push(
          spawn(
            process.execPath,
            ['--import', 'tsx', PROGRAM, where, String(port), String(generation * AHEAD)],
            { stdio: ['ignore', 'ignore', 'inherit'] },
          ),
        )
      const last = generation === GENERATIONS - 1
      const goal = (JOBS * (generation + 1)) / (GENERATIONS + 1)
      if (last) {
        await hears(() => got.size === JOBS)
        while (await left()) await new Promise((resolve) => setImmediate(resolve))
      } else await hears(() => got.size >= goal)
      await Promise.all(
        workers.map((worker) => {
          const ended = once(worker, 'exit')
          worker.kill('SIGKILL')
          return ended
        }),
      )
    }
    t.equal(got.size, JOBS, 'no job is lost')
    t.same(await store.read((tx) => tx.jobs.counts()), [{ kind: 'post', state: 'done', count: JOBS }])
    const again = [...got.values()].reduce((sum, count) => sum + count - 1, 0)
    const most = (GENERATIONS - 1) * WORKERS * AT_ONCE
    t.ok(again <= most, `${again} came again, under the key that they had; at most ${most}`)
  })

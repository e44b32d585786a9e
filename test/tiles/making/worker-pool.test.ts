import t from 'tap'
import { WorkerPool } from '../../../src/tiles/making/worker-pool.ts'

/** A thread that answers with its number and how many tasks it has had, and ends when told. */
const THREAD = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort, threadId } from 'node:worker_threads'
  let count = 0
  parentPort.on('message', (assignments) => {
    for (const { id, task } of assignments) {
      if (task === 'end') process.exit(3)
      parentPort.postMessage([{ id, result: { threadId, count: ++count } }])
    }
  })`)}`,
)

type Said = { threadId: number; count: number }

t.test('A thread starts with its first task', async (t) => {
  const pool = new WorkerPool<string>(THREAD, 2, {})
  t.teardown(() => pool.close())
  await pool.runInAll('nobody')
  const one = await pool.run<Said>('a')
  t.equal(one.count, 1, 'no thread ran before')
  const again = await pool.run<Said>('b')
  t.same(again, { threadId: one.threadId, count: 2 }, 'an idle thread is used before another is started')
  const both = await Promise.all([pool.run<Said>('c'), pool.run<Said>('d')])
  t.equal(new Set(both.map(({ threadId }) => threadId)).size, 2, 'two tasks at a time have two threads')
  await pool.runInAll('everybody')
  const after = await Promise.all([pool.run<Said>('e'), pool.run<Said>('f')])
  t.same(after.map(({ count }) => count).sort(), [3, 5], 'all that run had it')
})

t.test('After a thread has ended another one does the next task', async (t) => {
  const pool = new WorkerPool<string>(THREAD, 1, {})
  t.teardown(() => pool.close())
  const first = await pool.run<Said>('a')
  await t.rejects(Promise.all([pool.run('end'), pool.run('lost')]), /ended with code 3/)
  const next = await pool.run<Said>('b')
  t.equal(next.count, 1)
  t.not(next.threadId, first.threadId)
})

t.test('A closed pool takes no task', async (t) => {
  const pool = new WorkerPool<string>(THREAD, 1, {})
  await pool.run('a')
  await pool.close()
  await t.rejects(pool.run('b'), /closed/)
})

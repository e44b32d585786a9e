import fc from 'fast-check'
import t from 'tap'
import { type Attempt, type JobHandler, JobWorker } from '../../../src/registry/jobs/job-worker.ts'
import { MAX_ATTEMPTS, retryDelay } from '../../../src/registry/jobs/retry-delay.ts'
import type { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { ENGINES } from '../../support/registry-engines.ts'

const START = Date.UTC(2026, 10, 29, 12)
const NEVER = new Promise<never>(() => {})
const HOUR = 3_600_000

/** How an attempt at a job goes: what the handler does, and whether its worker is killed, before or after the effect. */
type Course = 'done' | 'fails' | 'throws' | 'killed-before' | 'killed-after'
const COURSES: readonly Course[] = ['done', 'fails', 'throws', 'killed-before', 'killed-after']

/** Workers over one store with a clock of their own; killed ones never say another word. */
class World {
  time = START
  /** How often each key had its effect. */
  readonly effects = new Map<string, number>()
  readonly attempts = new Map<string, number>()
  readonly #workers: JobWorker[] = []
  readonly #killed = new Set<JobWorker>()

  constructor(
    readonly store: RegistryStore,
    readonly course: (key: string, attempt: number) => Course,
  ) {}

  add(keys: readonly string[], owner = 'o'): Promise<number> {
    const jobs = keys.map((key) => ({ kind: 'post', key, owner, payload: '{}' }))
    return this.store.write((tx) => tx.jobs.add(jobs, new Date(this.time).toISOString()))
  }

  /** One turn of a worker; one that was killed is replaced by another. */
  async turn(which: number): Promise<void> {
    const worker = this.#worker(which)
    await worker.turn()
    let settled = false
    worker.settled().then(() => {
      settled = true
    })
    while (!settled && !this.#killed.has(worker)) await new Promise((resolve) => setImmediate(resolve))
  }

  #worker(which: number): JobWorker {
    const present = this.#workers[which]
    if (present !== undefined && !this.#killed.has(present)) return present
    const handler: JobHandler = async ({ key }) => {
      const attempt = (this.attempts.get(key) ?? 0) + 1
      this.attempts.set(key, attempt)
      const course = this.course(key, attempt)
      if (course === 'done' || course === 'killed-after')
        this.effects.set(key, (this.effects.get(key) ?? 0) + 1)
      if (course === 'throws') throw new Error('no')
      if (course === 'done' || course === 'fails')
        return course === 'done' ? { done: '200' } : { retry: '503' }
      this.#killed.add(worker)
      return NEVER
    }
    const worker: JobWorker = new JobWorker({
      store: this.store,
      handlers: { post: handler },
      makeJobs: async () => {},
      onError: () => {},
      now: () => new Date(this.time),
      random: () => 0.5,
    })
    this.#workers[which] = worker
    return worker
  }
}

const RUNS = { sqlite: 60, postgres: 15 } as const

for (const engine of ENGINES)
  t.test(`Workers on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { store, outside, close } = await engine.open()
    t.teardown(close)

    t.test('whoever is killed whenever, no job is lost, and each has its effect', async (t) => {
      const seen = new Set<Course>()
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...COURSES), { minLength: 5, maxLength: 40 }),
          fc.array(fc.nat({ max: 3 }), { minLength: 20, maxLength: 60 }),
          async (courses, turns) => {
            await outside('DELETE FROM zz_job')
            const world = new World(store, (key, attempt) => {
              const course = attempt > 6 ? 'done' : courses[(Number(key) * 7 + attempt) % courses.length]
              seen.add(course as Course)
              return course as Course
            })
            const keys = Array.from({ length: 12 }, (_, n) => String(n))
            await world.add(keys.slice(0, 8))
            for (const [i, who] of turns.entries()) {
              if (i === 5) await world.add(keys)
              await world.turn(who)
              world.time += (i % 3) * 20_000
            }
            for (let left = 40; left > 0; left--) {
              world.time += HOUR
              await world.turn(left % 4)
            }
            same(await store.read(({ jobs }) => jobs.counts()), [
              { kind: 'post', state: 'done', count: keys.length },
            ])
            for (const key of keys) {
              const tries = world.attempts.get(key) as number
              const wanted = Array.from({ length: tries }, (_, i) => world.course(key, i + 1))
              same(world.effects.get(key), wanted.filter((c) => c === 'done' || c === 'killed-after').length)
              same(wanted.indexOf('done'), tries - 1, 'nothing is done again that a worker has lived to note')
            }
          },
        ),
        { numRuns: RUNS[engine.name] },
      )
      t.same([...seen].sort(), [...COURSES].sort(), 'every course was taken')
    })

    t.test('what never works is tried for about a day, then kept as dead', async (t) => {
      await outside('DELETE FROM zz_job')
      const world = new World(store, () => 'fails')
      await world.add(['a'])
      for (let hour = 0; hour < 48; hour += 0.02) {
        const due = await store.read(({ jobs }) => jobs.nextDue())
        if (due === undefined) break
        world.time = Math.max(world.time, Date.parse(due))
        await world.turn(0)
      }
      t.equal(world.attempts.get('a'), MAX_ATTEMPTS)
      const hours = (world.time - START) / HOUR
      t.ok(hours > 12 && hours < 26, `${hours} hours`)
      t.match(await store.read(({ jobs }) => jobs.ofOwner('o', { limit: 5 })), [
        { state: 'dead', result: '503', attempts: MAX_ATTEMPTS },
      ])
    })

    t.test('a job that kills whoever takes it is dead in the end', async (t) => {
      await outside('DELETE FROM zz_job')
      const world = new World(store, () => 'killed-before')
      await world.add(['a'])
      for (let n = 0; n < MAX_ATTEMPTS + 2; n++) {
        await world.turn(0)
        world.time += 61_000
      }
      t.match(await store.read(({ jobs }) => jobs.ofOwner('o', { limit: 5 })), [{ state: 'dead' }])
      t.equal(world.attempts.get('a'), MAX_ATTEMPTS)
    })

    t.test('a worker that runs is woken, and hands back what it is doing when it stops', async (t) => {
      await outside('DELETE FROM zz_job')
      const done: string[] = []
      let begun = () => {}
      const slow = new Promise<void>((resolve) => {
        begun = resolve
      })
      let quick = () => {}
      const first = new Promise<void>((resolve) => {
        quick = resolve
      })
      const worker = new JobWorker({
        store,
        handlers: {
          post: async ({ key }, signal): Promise<Attempt> => {
            if (key === 'slow') {
              begun()
              await new Promise((resolve) => signal.addEventListener('abort', resolve))
              return { retry: 'stopped' }
            }
            done.push(key)
            quick()
            return { done: '200' }
          },
        },
        makeJobs: async () => {},
        onError: (error) => t.fail(String(error)),
      })
      worker.start()
      const add = (key: string) =>
        store.write(({ jobs }) =>
          jobs.add([{ kind: 'post', key, owner: key, payload: '{}' }], new Date().toISOString()),
        )
      await add('quick')
      worker.wake()
      await first
      await add('slow')
      worker.wake()
      await slow
      await worker.stop()
      t.same(done, ['quick'])
      const [left] = await store.read(({ jobs }) => jobs.ofOwner('slow', { limit: 1 }))
      t.match(left, { state: 'waiting', worker: null, result: 'stopped' })
      t.ok((left?.run_at as string) <= new Date().toISOString(), 'others may take it at once')
    })

    t.test('what keeps a worker from working is told once, and it goes on', async (t) => {
      await outside('DELETE FROM zz_job')
      const errors: string[] = []
      let turns = 0
      let resolve = () => {}
      const third = new Promise<void>((done) => {
        resolve = done
      })
      const worker: JobWorker = new JobWorker({
        store,
        handlers: {},
        makeJobs: async () => {
          turns++
          if (turns === 3) resolve()
          else {
            setImmediate(() => worker.wake())
            throw new Error('the disk is gone')
          }
        },
        onError: (error) => errors.push((error as Error).message),
      })
      worker.start()
      await third
      await worker.stop()
      t.same(errors, ['the disk is gone'])
    })
  })

t.test('Delays double up to an hour, half of each by chance', (t) => {
  for (const [attempt, least, most] of [
    [1, 5000, 10_000],
    [2, 10_000, 20_000],
    [5, 80_000, 160_000],
    [10, 1_800_000, 3_600_000],
    [1000, 1_800_000, 3_600_000],
  ] as const)
    t.same([retryDelay(attempt, 0), retryDelay(attempt, 1)], [least, most], `attempt ${attempt}`)
  t.end()
})

function same(found: unknown, wanted: unknown, what = ''): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (a !== b) throw new Error(`${what}\n found ${a}\nwanted ${b}`)
}

// A worker in a process of its own, to be killed: posts the key of each job to a port of this machine.
import { JobWorker } from '../../src/registry/jobs/job-worker.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'

const [where = '', port = '', ahead = '0'] = process.argv.slice(2)
const fail = (error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
}
const engine = where.startsWith('postgres:') ? openPostgresEngine(where, fail) : openSqliteEngine(where)
new JobWorker({
  store: new RegistryStore(engine),
  handlers: {
    async post({ key }, signal) {
      const reply = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: key, signal })
      return { done: String(reply.status) }
    },
  },
  makeJobs: async () => {},
  onError: fail,
  now: () => new Date(Date.now() + Number(ahead)),
}).start()
// The worker's own timers keep no process alive.
setInterval(() => {}, 1000)

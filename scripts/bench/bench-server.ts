// The server that `bench serve` measures: the real one, with a route that only says hello as the baseline, one that
// tells how long the processor has worked for it, in microseconds, and two between which its main thread is profiled.
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import { buildApp } from '../../src/assembly/app.ts'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { ServerState } from '../../src/assembly/server-state.ts'
import { packageRoot, readConfig } from '../../src/config.ts'

const config = readConfig()
const root = packageRoot()
const record = prepareRecord(config.dataDir, { factsDir: join(root, 'data'), demo: true })
const state = await ServerState.open(record, config.dataDir, { tileCacheBytes: config.tileCacheBytes })
const app = await buildApp({
  config,
  state,
  version: 'bench',
  webDir: join(root, 'dist', 'web'),
  logger: false,
  warmPapers: true,
})
app.addHook('onClose', async () => state.close())
app.get('/hello', { schema: { hide: true } }, async () => ({ hello: 'world' }))
app.get('/cpu', { schema: { hide: true } }, async () => {
  const { user, system } = process.cpuUsage()
  return user + system
})
const session = new Session()
session.connect()
app.get('/profile/start', { schema: { hide: true } }, async () => {
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
  return {}
})
app.get(
  '/profile/stop',
  { schema: { hide: true } },
  async () => (await session.post('Profiler.stop')).profile,
)
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`)
process.once('SIGTERM', () => void app.close())

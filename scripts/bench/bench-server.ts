// The server that `bench serve` measures: the real one, with a route that only says hello as the baseline and one that
// tells how long the processor has worked for it, in microseconds.
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
})
app.addHook('onClose', async () => state.close())
app.get('/hello', { schema: { hide: true } }, async () => ({ hello: 'world' }))
app.get('/cpu', { schema: { hide: true } }, async () => {
  const { user, system } = process.cpuUsage()
  return user + system
})
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`)
process.once('SIGTERM', () => void app.close())

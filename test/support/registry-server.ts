// A server as npm start makes it, over a data folder or PostgreSQL, which takes the sender that a request names.
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../../src/assembly/app.ts'
import { keySentence } from '../../src/assembly/people/key-sentence.ts'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { openPostgresRecord } from '../../src/assembly/registry-only/postgres-record.ts'
import { buildRegistryApp } from '../../src/assembly/registry-only/registry-app.ts'
import { ServerState } from '../../src/assembly/server-state.ts'
import { openPeople } from '../../src/assembly/waiting-room.ts'
import { packageRoot, readConfig } from '../../src/config.ts'
import { namedActor } from './http-actors.ts'

const config = readConfig()
if (config.peopleKeyProblem !== undefined) say(config.peopleKeyProblem)
const logger = pino({ level: config.logLevel }, pino.destination({ sync: true }))
const common = {
  config,
  version: '0.0.0',
  webDir: join(packageRoot(), 'dist', 'web'),
  logger,
  actorOf: namedActor,
}
const app = await (config.recordUrl === undefined ? overFile() : overDatabase(config.recordUrl))
process.once('SIGTERM', () => app.close().then(() => process.exit(0)))
await app.listen({ host: config.host, port: config.port })
const address = app.server.address()
process.stderr.write(`http://127.0.0.1:${typeof address === 'object' && address?.port}\n`)

async function overFile() {
  const record = prepareRecord(config.dataDir, { factsDir: join(packageRoot(), 'data'), demo: false })
  const state = await ServerState.open(record, config.dataDir, { tileCacheBytes: 0 })
  const people = await openPeople(config.dataDir, config.peopleKey, say)
  const off = people && keySentence(people)
  if (off !== undefined) say(off)
  const app = await buildApp({ ...common, state, people })
  app.addHook('onClose', async () => state.close())
  return app
}

async function overDatabase(recordUrl: string) {
  const record = await openPostgresRecord({ recordUrl, peopleUrl: config.peopleUrl ?? recordUrl }, say)
  return buildRegistryApp({ ...common, record })
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

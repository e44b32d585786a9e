import { spawnSync } from 'node:child_process'
import { readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { buildApp } from '../../src/assembly/app.ts'
import { ServerState } from '../../src/assembly/server-state.ts'
import { packageRoot, readConfig } from '../../src/config.ts'
import { copyRecord } from '../../src/store/copies/record-copy.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { demoRecord } from '../support/demo-record.ts'
import { actor } from '../support/registry-actors.ts'

const noProgram = spawnSync('sqlite3', ['--version']).error ? 'sqlite3 is not installed' : false

/** A server whose failures to follow the record are kept. */
async function served(t: { teardown(done: () => Promise<void>): void }) {
  const demo = await demoRecord()
  const config = readConfig({ DATA_DIR: demo.dataDir, PORT: '0' })
  const errors: string[] = []
  const state = await ServerState.open(demo.record, demo.dataDir, {
    tileCacheBytes: config.tileCacheBytes,
    onFailure: (error) => errors.push((error as Error).message),
  })
  const webDir = join(packageRoot(), 'dist', 'web')
  const actorOf = async () => actor('oanh', ['officer'])
  const app = await buildApp({ config, state, version: '0.0.0', webDir, logger: false, actorOf })
  t.teardown(async () => {
    await app.close()
    await state.close()
    demo.close()
  })
  const ready = async () => {
    const { statusCode, headers, ...reply } = await app.inject('/ready?lang=en')
    return [statusCode, reply.json<{ code?: string }>().code]
  }
  return { app, demo, errors, ready, file: demo.record.file }
}

t.test('A record that is renamed beneath the server, and back again', async (t) => {
  const { app, errors, ready, file } = await served(t)
  t.same(await ready(), [200, undefined])
  renameSync(file, `${file}.old`)
  t.same(await ready(), [503, 'record-replaced'])
  t.equal((await app.inject('/v1/search?q=duong')).statusCode, 200, 'what is in memory is still answered')
  renameSync(`${file}.old`, file)
  t.same(await ready(), [503, 'record-replaced'], 'others may have written to it meanwhile')
  t.equal(errors.length, 1, 'said once')
  t.match(errors[0], /registry\.gpkg was deleted or renamed/)
})

t.test('A record that another program fills with another history', { skip: noProgram }, async (t) => {
  const { app, demo, errors, ready, file } = await served(t)
  const other = await demoRecord()
  t.teardown(() => other.close())
  const copy = join(other.dataDir, 'copy.gpkg')
  copyRecord(other.dataDir, copy)
  const editor = RecordStore.open(demo.dataDir)
  editor.db.prepare("UPDATE theme SET owner = 'x'").run()
  editor.close()
  t.same(await ready(), [200, undefined])
  const before = (await app.inject('/v1/layers')).body
  const ran = spawnSync('sqlite3', [file, `.restore '${copy}'`])
  t.equal(ran.status, 0, String(ran.stderr))
  t.same(await ready(), [503, 'record-replaced'])
  t.match(errors[0], /another history/)
  t.equal((await app.inject('/v1/layers')).body, before)
})

t.test('Nothing is written where another record stands in its place', async (t) => {
  const { app, ready, file } = await served(t)
  const payload = { class: 1, lon: 106.4137, lat: 10.5402, commune_code: '27694', house_number: '4711' }
  const create = () => app.inject({ method: 'POST', url: '/v1/addresses?lang=en', payload })
  const street = { ...payload, street: 'Đường Thử' }
  const created = await app.inject({ method: 'POST', url: '/v1/addresses', payload: street })
  t.equal(created.statusCode, 201, created.body)
  const yesterday = join(dirname(file), 'yesterday.gpkg')
  copyRecord(dirname(file), yesterday)
  const before = readFileSync(yesterday)
  renameSync(yesterday, file)
  const refused = await create()
  t.equal(refused.statusCode, 503)
  t.match(refused.json(), { code: 'record-replaced', detail: /was replaced by another file/ })
  t.same(await ready(), [503, 'record-replaced'])
  t.ok(readFileSync(file).equals(before), 'the file that was put there is left alone')
})

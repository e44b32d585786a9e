import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../src/config.ts'
import { demoRecord } from './support/demo-record.ts'
import { listening, start } from './support/server-process.ts'

/** A folder with a closed copy of the demonstration record, and the sum of its bytes. */
async function dataFolder(t: { teardown(done: () => void): void }) {
  const { dataDir, record, close } = await demoRecord()
  record.db.pragma('wal_checkpoint(TRUNCATE)')
  record.close()
  t.teardown(close)
  const file = join(dataDir, 'registry.gpkg')
  return { dataDir, file, sum: () => createHash('sha256').update(readFileSync(file)).digest('hex') }
}

const built = existsSync(join(packageRoot(), 'dist', 'main.js'))
const skip = built ? false : 'the server is not built: npm run build'

t.test('Starting and stopping', { skip }, async (t) => {
  t.test('SIGTERM lets an open request end, then the server exits with 0', async (t) => {
    const { dataDir } = await dataFolder(t)
    const run = start({ DATA_DIR: dataDir })
    const port = await listening(run)
    t.match(run.words(), /demonstration addresses/, 'it says what it serves')
    const body = '{"codes":["8012345678"]}'
    const socket = connect(port, '127.0.0.1')
    let reply = ''
    socket.on('data', (chunk) => {
      reply += chunk
    })
    const head = `POST /v1/codes/validate HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
    socket.write(head)
    await once(socket, 'data')
    t.match(reply, /100 Continue/, 'the server waits for the body')
    run.child.kill('SIGTERM')
    socket.write(body)
    await once(socket, 'close')
    t.match(reply, /200 OK/)
    t.equal(await run.ended, 0)
    t.same(readdirSync(dataDir).sort(), ['people.db', 'registry.gpkg', 'serving.db'], 'no journal is left')
  })

  t.test('a people.db that cannot be read is said, and the server goes on without', async (t) => {
    const { dataDir } = await dataFolder(t)
    const people = join(dataDir, 'people.db')
    writeFileSync(people, 'không phải cơ sở dữ liệu '.repeat(300))
    const before = readFileSync(people)
    const run = start({ DATA_DIR: dataDir })
    const port = await listening(run)
    t.equal((await fetch(`http://127.0.0.1:${port}/ready`)).status, 200)
    run.child.kill('SIGTERM')
    t.equal(await run.ended, 0)
    t.match(run.words(), /people\.db cannot be read .*goes on without new declarations/)
    t.same(readFileSync(people), before, 'as it was')
  })

  t.test('SIGTERM ends connections that ask for nothing, and the server exits with 0', async (t) => {
    const { dataDir } = await dataFolder(t)
    const run = start({ DATA_DIR: dataDir })
    const port = await listening(run)
    const sockets = ['', 'GET /hea', 'GET /health HTTP/1.1\r\nHost: x\r\n'].map((sent) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(sent))
      socket.on('error', () => {})
      return socket
    })
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    // answered after what the others have sent has come
    await fetch(`http://127.0.0.1:${port}/health`)
    run.child.kill('SIGTERM')
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve))))
    t.equal(await run.ended, 0)
  })

  t.test('what cannot be used is said in a sentence, exits with 1 and changes nothing', async (t) => {
    const refused = async (name: string, env: Record<string, string>, sentence: RegExp) => {
      const run = start(env)
      t.equal(await run.ended, 1, name)
      t.match(run.words(), sentence, `${name}: ${sentence}`)
      t.notMatch(run.words(), /\n {4}at /, `${name}: no stack`)
    }

    const { dataDir, file, sum } = await dataFolder(t)
    const whole = sum()
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    await refused(
      'port taken',
      { DATA_DIR: dataDir, PORT: String(port) },
      new RegExp(`Port ${port} on 127.0.0.1 is taken`),
    )
    taken.close()
    t.equal(sum(), whole)

    await refused(
      'bad setting',
      { DATA_DIR: dataDir, PORT: '99999' },
      /PORT is "99999"; it must be a whole number from 0 to 65535/,
    )

    const newer = await demoRecord()
    newer.record.info.set('schema_version', '99')
    newer.record.close()
    await refused(
      'newer schema',
      { DATA_DIR: newer.dataDir },
      /has data of schema 99, this version reads up to/,
    )
    newer.close()

    truncateSync(file, 40_960)
    const cut = sum()
    await refused('cut-off file', { DATA_DIR: dataDir }, /registry\.gpkg is cut off/)
    t.equal(sum(), cut)

    writeFileSync(file, 'not a database at all, but long enough to be looked at as one'.repeat(50))
    await refused('not a database', { DATA_DIR: dataDir }, /registry\.gpkg is damaged or no GeoPackage/)

    const folder = mkdtempSync(join(tmpdir(), 'diachiso-test-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(join(folder, 'file'), '')
    await refused('not a folder', { DATA_DIR: join(folder, 'file') }, /The data folder .* is not writable/)
    const locked = process.getuid?.() === 0 ? join('/proc', 'diachiso') : join(folder, 'locked')
    if (process.getuid?.() !== 0) mkdirSync(locked, { mode: 0o500 })
    await refused('not writable', { DATA_DIR: locked }, /The data folder .* is not writable/)
  })
})

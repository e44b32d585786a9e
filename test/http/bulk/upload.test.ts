import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import multipart from '@fastify/multipart'
import { pino } from 'pino'
import t from 'tap'
import { receiveUpload } from '../../../src/http/bulk/upload.ts'
import { createBaseApp } from '../../../src/http/edge/base-app.ts'

t.test('an upload', async (t) => {
  let folder = mkdtempSync(join(tmpdir(), 'diachiso-test-'))
  const made = folder
  t.teardown(() => rmSync(made, { recursive: true, force: true }))
  const lines: string[] = []
  const log = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  const app = await createBaseApp({
    config: { maxBodyBytes: 1_048_576, trustProxy: 0, rateLimit: 0, allowedHosts: [] },
    version: '0.0.0',
    logger: pino({ level: 'error' }, log),
    follow: () => undefined,
  })
  await app.register(multipart, { throwFileSizeLimit: false })
  app.post('/upload', async (request) => {
    const upload = await receiveUpload(request, 3_000_000, { folder })
    try {
      return { name: upload.name, text: await text(upload.bytes()) }
    } finally {
      await upload.close()
    }
  })
  t.teardown(() => app.close())
  const send = async (content: string) => {
    const form = new FormData()
    form.append('data', new Blob([content]), 'folder/table.csv')
    const request = new Request('http://localhost/', { method: 'POST', body: form })
    return app.inject({
      method: 'POST',
      url: '/upload?lang=en',
      headers: { 'content-type': request.headers.get('content-type')! },
      payload: Buffer.from(await request.arrayBuffer()),
    })
  }

  t.test('is received whole', async (t) => {
    const content = 'Ấp 3;Bến Lức\n'.repeat(100_000)
    t.same((await send(content)).json(), { name: 'table.csv', text: content })
    t.same(lines, [])
  })

  t.test('without room for temporary files is 507, and the log says why', async (t) => {
    folder = join(made, 'gone')
    const reply = await send('a;b\n')
    t.match(reply.json(), { status: 507, code: 'no-space', detail: /no room for temporary files/ })
    t.equal(lines.length, 1)
    t.match(JSON.parse(lines[0]!), { level: 50, msg: 'an upload cannot be stored', err: { code: 'ENOENT' } })
  })

  t.test('that breaks off is the mistake of its sender', async (t) => {
    folder = made
    const reply = await app.inject({
      method: 'POST',
      url: '/upload',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      payload: '--b\r\ncontent-disposition: form-data; name="data"; filename="x"\r\n\r\nhalf',
    })
    t.match(reply.json(), { status: 400, code: 'malformed-body' })
    t.equal(lines.length, 1, 'nothing more in the log')
  })
})

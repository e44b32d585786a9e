import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { typingRows } from '../../../scripts/bench/typing/typing-rows.ts'

const CENTRE = { lat: 10.5, lon: 106.4, zoom: 14 }

t.test('Rows of people typing', async (t) => {
  let knowsList = false
  let metrics = ''
  const server = createServer(({ url }, reply) => {
    if (url === '/cpu') reply.end('1234')
    else if (url === '/metrics') reply.end(metrics)
    else {
      if (!knowsList) reply.statusCode = 400
      reply.end('{}')
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const rows = () => typingRows({ computing: base, keeping: base }, undefined)

  t.test('are each shape and coding, worked out and kept; lists only where they are known', async (t) => {
    const full = ['full, gzip', 'full, plain']
    const kept = (names: readonly string[]) => names.map((name) => `${name}, answers kept`)
    t.same(
      (await rows()).map(({ name }) => name),
      ['hello', ...full, ...kept(full)],
    )
    knowsList = true
    const both = [...full, 'view=list, gzip', 'view=list, plain']
    t.same(
      (await rows()).map(({ name }) => name),
      ['hello', ...both, ...kept(both)],
    )
  })

  t.test('ask what the box holds, with what the map shows', async (t) => {
    const paths = (await rows()).map(({ path }) => path('ấp 3 ', CENTRE))
    const asked = '/v1/autocomplete?q=%E1%BA%A5p+3+&limit=8&lang=vi&lat=10.5&lon=106.4&zoom=14'
    t.same(paths.slice(0, 4), ['/hello', asked, asked, `${asked}&view=list`])
    t.equal((await rows())[1]!.path('a', undefined), '/v1/autocomplete?q=a&limit=8&lang=vi')
  })

  t.test('read what a server says of its work, and say when it does not', async (t) => {
    const [, row] = await rows()
    t.equal(await row!.cpu(), 1234)
    metrics =
      'diachiso_typed_text_answers_total{cached="no"} 7\ndiachiso_typed_text_answers_total{cached="yes"} 5\n'
    t.equal(await row!.kept(), 5)
    metrics = ''
    await t.rejects(row!.kept(), /does not tell/)
  })
})

import { once } from 'node:events'
import { connect } from 'node:net'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { batchRoutes } from '../../../src/http/bulk/batch.ts'
import { tableRoutes } from '../../../src/http/bulk/tables.ts'
import type { App } from '../../../src/http/edge/app-type.ts'
import { reverseRoutes } from '../../../src/http/read/reverse.ts'
import { searchRoutes } from '../../../src/http/read/search.ts'
import { ReverseIndex } from '../../../src/reverse/reverse-index.ts'
import { Turns } from '../../../src/tables/turns.ts'
import { noAnswerCache } from '../../support/no-answer-cache.ts'
import { routeApp } from '../../support/route-app.ts'
import { searchRecord } from '../../support/search-record.ts'
import { emptyRecord } from '../../support/tile-record.ts'
import { unitKnowledge } from '../../support/unit-knowledge.ts'
import { shippedRegister } from '../../units/shipped-register.ts'

const MAX_BYTES = 3_000_000

async function served(): Promise<{ app: App; close(): Promise<void> }> {
  const { engine, register, record, close } = await searchRecord()
  const units = unitKnowledge(register)
  const { publicAddresses: addresses, gazetteer } = record
  const turns = new Turns()
  const parts = { search: engine, reverse: new ReverseIndex(record), addresses, gazetteer, units, turns }
  const app = await routeApp((app) => {
    searchRoutes(app, { ...parts, answerCache: noAnswerCache })
    reverseRoutes(app, parts)
    batchRoutes(app, parts)
    tableRoutes(app, { ...parts, maxTableBytes: MAX_BYTES })
  })
  return {
    app,
    async close() {
      await app.close()
      close()
    },
  }
}

t.test('whole tables over HTTP', async (t) => {
  const { app, close } = await served()
  t.teardown(close)
  const send = async (
    path: string,
    csv: string | Buffer,
    fields: ReadonlyArray<readonly [name: string, value: string]> = [],
    name = 'khách hàng.csv',
  ) => {
    const form = new FormData()
    form.append('data', new Blob([csv]), name)
    for (const [field, value] of fields) form.append(field, value)
    const request = new Request('http://localhost/', { method: 'POST', body: form })
    return app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': request.headers.get('content-type')! },
      payload: Buffer.from(await request.arrayBuffer()),
    })
  }
  const rowsOf = (text: string, delimiter = ',') =>
    parse(text, { columns: true, bom: true, delimiter }) as Array<Record<string, string>>

  t.test('a header of 20,000 columns above 50,000 short rows is refused', async (t) => {
    const csv = `${Array(20_000).fill('c').join(',')}\n${'x\n'.repeat(50_000)}`
    const reply = await send('/v1/search/csv?lang=en', csv)
    t.equal(reply.statusCode, 400)
    t.match(reply.json().problems, [
      { path: 'data', code: 'bad-table', message: /20000 columns; at most 1000/ },
    ])
    t.ok(reply.rawPayload.length < 1000)
  })

  t.test('short rows of a wide table come back whole', async (t) => {
    const header = ['address', ...Array.from({ length: 999 }, (_, i) => `c${i}`)].join(',')
    const reply = await send('/v1/search/csv', `${header}\n${'x\n'.repeat(500)}`)
    t.equal(reply.statusCode, 200)
    t.same(
      reply.payload.split('\r\n', 3).map((line) => line.split(',').length),
      [1016, 1016, 1016],
    )
  })

  t.test('every row comes back with its columns and its status, whatever is wrong with others', async (t) => {
    const csv =
      'id,địa chỉ,phường\n' +
      '1,12/4B Nguyễn Đình Chiểu,P4 Tân An\n' +
      '2,"Võ Công Tồn, Bến Lức",\n' +
      '3,qwxz,\n' +
      '4,,\n' +
      '5,Nguyễn Huệ,Thủ Thừa,too many\n' +
      `6,${'dài '.repeat(100)},\n` +
      '7,"never closed\n' +
      '8,=1+1,x\n'
    const reply = await send('/v1/search/csv', csv, [
      ['columns', 'Địa chỉ'],
      ['columns', 'phường'],
    ])
    t.equal(reply.statusCode, 200)
    t.match(reply.headers['content-type'], /^text\/csv; charset=utf-8/)
    t.match(
      reply.headers['content-disposition'],
      /filename="kh_ch h_ng\.geocoded\.csv"; filename\*=UTF-8''kh%C3%A1ch/,
    )
    const rows = rowsOf(reply.body)
    t.match(rows[0], {
      id: '1',
      'địa chỉ': '12/4B Nguyễn Đình Chiểu',
      phường: 'P4 Tân An',
      result_label: /^12\/4B Nguyễn Đình Chiểu, .*Phường Long An, Tỉnh Tây Ninh$/,
      result_kind: 'house',
      result_lat: '10.5',
      result_commune_code: '27694',
      result_commune: 'Phường Long An',
      result_former_commune_code: '27691',
      result_former_commune: 'Phường 4',
      result_status: 'ok',
    })
    t.match(rows[1], { result_kind: 'street', result_commune: 'Xã Bến Lức', result_status: 'ok' })
    t.same(
      rows.slice(2).map((row) => [row.id, row.result_status]),
      [
        ['3', 'not-found'],
        ['4', 'error: Ô địa chỉ trống.'],
        ['5', 'error: Dòng có nhiều ô hơn số cột.'],
        ['6', 'error: Địa chỉ dài quá 300 ký tự.'],
        ['7,"never closed', 'error: Dấu ngoặc kép mở mà không đóng.'],
        ['8', 'not-found'],
      ],
    )
    t.equal(rows[4]?.phường, 'Thủ Thừa | too many', 'nothing of a long row is lost')
    t.equal(rows[7]?.['địa chỉ'], '=1+1', 'cells of the sender come back as they were')
  })

  t.test('a row that may mean several has them all, and is not ok', async (t) => {
    const cases: [text: string, status: string, candidates: string][] = [
      ['Xã Đức Hòa Thượng, Đức Hòa', 'ambiguous', 'Xã Đức Lập (27964) | Xã Mỹ Hạnh (27976)'],
      [
        'Thái Bình Trung',
        'ambiguous',
        'Xã Vĩnh Hưng (27757) | Xã Khánh Hưng (27763) | Xã Tuyên Bình (27775)',
      ],
      [
        'Phường 1',
        'ambiguous',
        'Phường Tân Ninh (25459) | Phường Long An (27694) | Phường Kiến Tường (27787)',
      ],
      ['Phường 4, Tân An', 'ok', ''],
      ['Xã Bến Lức', 'ok', ''],
      ['qwxz', 'not-found', ''],
      ['', 'error: Ô địa chỉ trống.', ''],
    ]
    const csv = `id,q\n${cases.map(([text], i) => `${i},"${text}"`).join('\n')}\n`
    const rows = rowsOf((await send('/v1/search/csv', csv)).body)
    t.same(
      rows.map((row) => [row.q, row.result_status, row.result_candidates]),
      cases,
    )
    t.equal(Object.keys(rows[0]!).at(-1), 'result_candidates', 'the last column')
    t.match(rows[0]!.result_warnings, /split-unit/)
    for (const [i, [text, status, candidates]] of cases.entries()) {
      if (status !== 'ambiguous') continue
      const { features } = (await app.inject({ url: '/v1/search', query: { q: text, limit: '20' } })).json()
      const codes = features.map((one: { properties: { vn: { code: string } } }) => one.properties.vn.code)
      t.same(candidates.match(/\d{5}/g), codes.slice(0, candidates.split('|').length), 'as search has them')
      t.equal(rows[i]!.result_commune_code, codes[0], 'the first is told in full')
    }
  })

  t.test('columns of parts, in an old encoding, with semicolons', async (t) => {
    const csv = Buffer.from(
      'so;duong;xa\n12/4B;Nguyeãn Ñình Chieåu;Phöôøng Long An\n4;Nguyeãn Hueä;Thuû Thöøa\n',
      'latin1',
    )
    const reply = await send('/v1/search/csv?lang=en', csv, [
      ['house_number', 'so'],
      ['street', 'duong'],
      ['commune', 'xa'],
    ])
    const rows = rowsOf(reply.body, ';')
    t.equal(rows[0]?.duong, 'Nguyễn Đình Chiểu', 'the answer is UTF-8')
    t.same(
      rows.map((row) => [row.result_label?.split(',')[0], row.result_commune]),
      [
        ['12/4B Nguyễn Đình Chiểu', 'Phường Long An'],
        ['4 Nguyễn Huệ', 'Xã Thủ Thừa'],
      ],
    )
  })

  t.test('positions lead to the nearest address, the commune, or nowhere', async (t) => {
    const csv = 'name;y;x\na;10,5;106,2\nb;10,61;106,35\nc;21.03;105.85\nd;200;106\ne;;\nf;abc;106\n'
    const reply = await send('/v1/reverse/csv', csv, [
      ['lat', 'y'],
      ['lon', 'x'],
      ['lang', 'en'],
    ])
    const rows = rowsOf(reply.body, ';')
    t.same(
      rows.map((row) => [row.result_kind, row.result_status]),
      [
        ['house', 'ok'],
        ['commune', 'ok'],
        ['', 'not-found'],
        ['', 'error: y = "200": needs degrees from -90 to 90.'],
        ['', 'error: y = "": needs degrees from -90 to 90.'],
        ['', 'error: y = "abc": needs degrees from -90 to 90.'],
      ],
    )
    t.match(rows[0], { result_distance: '0', result_commune_code: /^\d{5}$/ })
  })

  t.test('each row is answered as by its own request', async (t) => {
    const queries = [
      '12/4 nguyen dinh chieu tan an',
      'Cần Giuộc',
      'nguyen hue',
      'quoc lo 1a ben luc',
      '10.536, 106.4113',
    ]
    const reply = await send('/v1/search/csv', `q\n${queries.map((q) => `"${q}"`).join('\n')}\n`)
    for (const [i, row] of rowsOf(reply.body).entries()) {
      const { features } = (
        await app.inject({ url: '/v1/search', query: { q: queries[i]!, limit: '1' } })
      ).json()
      t.same(
        [row.result_id, row.result_score],
        [features[0].id, String(features[0].properties.vn.score)],
        queries[i]!,
      )
    }
  })

  t.test('a table that cannot be looked up is refused before a row of it is answered', async (t) => {
    const cases: [name: string, csv: string, fields: [string, string][], status: number, path: string][] = [
      ['empty', '', [], 400, 'data'],
      ['no such column', 'a,b\n1,2\n', [['columns', 'c']], 400, 'columns'],
      ['no column named', 'a,b\n1,2\n', [], 400, 'columns'],
      ['unknown parameter', 'q\n1\n', [['colour', 'red']], 400, 'colour'],
      ['bad delimiter', 'q\n1\n', [['delimiter', 'x']], 400, 'delimiter'],
    ]
    for (const [name, csv, fields, status, path] of cases) {
      const reply = await send('/v1/search/csv', csv, fields)
      t.equal(reply.statusCode, status, name)
      t.equal(reply.json().problems[0].path, path, name)
    }
    t.equal((await send('/v1/reverse/csv', 'a\n1\n')).json().problems[0].path, 'lat')
    const large = await send('/v1/search/csv', Buffer.alloc(MAX_BYTES + 1, 'q\n'))
    t.match([large.statusCode, large.json().code], [413, 'body-too-large'])
  })

  t.test('a body that is no form is refused', async (t) => {
    const post = (type: string, payload: string) =>
      app.inject({ method: 'POST', url: '/v1/search/csv', headers: { 'content-type': type }, payload })
    const cases: [type: string, body: string, status: number][] = [
      ['application/json', '{}', 415],
      ['text/csv', 'q\n1\n', 415],
      ['multipart/form-data', 'x', 400],
      ['multipart/form-data; boundary=b', 'x', 400],
      [
        'multipart/form-data; boundary=b',
        '--b\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\n\r\nq\n1',
        400,
      ],
      [
        'multipart/form-data; boundary=b',
        '--b\r\ncontent-disposition: form-data; name="q"\r\n\r\n1\r\n--b--\r\n',
        400,
      ],
    ]
    for (const [type, body, status] of cases)
      t.equal((await post(type, body)).statusCode, status, `${type}: ${body}`)
  })

  t.test('a large table streams while other requests are answered', async (t) => {
    const lines = 4000
    const csv = `q\n${'nguyen hue tan an\n'.repeat(lines)}`
    const log: string[] = []
    const table = send('/v1/search/csv', csv).then((reply) => {
      log.push('table')
      return reply
    })
    for (let i = 0; i < 3; i++) {
      await app.inject('/v1/search?q=can%20giuoc')
      log.push('search')
    }
    const reply = await table
    t.equal(rowsOf(reply.body).length, lines)
    t.equal(log.at(-1), 'table')
  })
})

t.test('a batch answers each query as its own route does', async (t) => {
  const { app, close } = await served()
  t.teardown(close)
  const post = (body: unknown, url = '/v1/batch') =>
    app.inject({ method: 'POST', url, payload: body as Record<string, unknown> })
  const cases: [query: unknown, url: string][] = [
    ['12/4b nguyen dinh chieu p4 tan an', '/v1/search?q=12/4b nguyen dinh chieu p4 tan an'],
    [{ q: 'nguyen hue', limit: 3, commune: '28036' }, '/v1/search?q=nguyen hue&limit=3&commune=28036'],
    [{ house_number: '4', street: 'Nguyễn Huệ' }, '/v1/search?house_number=4&street=Nguyễn Huệ'],
    [{ reverse: { lat: 10.5, lon: 106.2, limit: 2 } }, '/v1/reverse?lat=10.5&lon=106.2&limit=2'],
    [{ q: '...' }, '/v1/search?q=...'],
    [{ q: 'x', colour: 'red' }, '/v1/search?q=x&colour=red'],
    [{}, '/v1/search'],
    [{ reverse: { lat: 95, lon: 106 } }, '/v1/reverse?lat=95&lon=106'],
    [{ q: 'y'.repeat(301) }, `/v1/search?q=${'y'.repeat(301)}`],
  ]
  const reply = await post({ queries: cases.map(([query]) => query) })
  t.equal(reply.statusCode, 200)
  const { results } = reply.json() as { results: unknown[] }
  t.equal(results.length, cases.length)
  for (const [i, [, url]] of cases.entries()) {
    const [path, search = ''] = url.split('?')
    const alone = (await app.inject(`${path}?${search.replace(/[^=&]+/g, encodeURIComponent)}`)).json()
    t.same(results[i], alone, url)
  }
  t.match((await post({ queries: [null, 5, []] })).json().results, [{ status: 400 }, {}, { status: 400 }])
  t.equal((await post({ queries: Array(1001).fill('x') })).json().problems[0].code, 'too-many')
  t.equal((await post({ queries: ['x'], more: 1 })).statusCode, 400)
  t.match((await post({ queries: ['...'] }, '/v1/batch?lang=en')).json().results[0].detail, /letter or digit/)
})

t.test('a batch whose client has left is answered no further', async (t) => {
  const clock = { now: 0 }
  let answered = 0
  const search = {
    search() {
      answered++
      // as long as a turn and more
      clock.now += 5
      return { hits: [], reading: () => ({}) }
    },
  }
  const { record, close } = emptyRecord()
  const { publicAddresses: addresses, gazetteer } = record
  const units = { register: shippedRegister(), formerOf: () => [], today: () => '2026-11-22' }
  const reverse = new ReverseIndex(record)
  const turns = new Turns(() => clock.now)
  const app = await routeApp((app) =>
    batchRoutes(app, { search, reverse, addresses, gazetteer, units, turns }),
  )
  t.teardown(async () => {
    await app.close()
    close()
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const body = JSON.stringify({ queries: Array(1000).fill('long an') })
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  const [, reply] = await once(app.server, 'request')
  await once(socket, 'data')
  t.ok(answered < 500, `${answered} were answered when the first arrived`)
  socket.destroy()
  await once(reply, 'close')
  const one = () => app.inject({ method: 'POST', url: '/v1/batch', payload: { queries: ['long an'] } })
  t.equal((await one()).json().results.length, 1)
  const before = answered
  t.ok(before < 700, `${before} were answered`)
  t.equal((await one()).json().results.length, 1)
  t.equal(answered, before + 1, 'the one that was asked for')
})

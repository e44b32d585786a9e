import t from 'tap'
import { newReceiptNumber } from '../../../src/registry/doors/receipt-number.ts'
import { deskApp } from '../../support/desk-app.ts'
import { bombOf, jpegMarkers, PLANTED, photoOf } from '../../support/photos.ts'
import { Stranger } from '../../support/stranger.ts'

const FIELDS = {
  ...{ class: '1', lon: '106.4137', lat: '10.5402', commune_code: '27694', street: 'Đường Ngõ Đông' },
}

/** A multipart form; the file comes where it is named. */
function multipart(
  fields: Record<string, string>,
  file?: { name?: string; filename: string; bytes: Buffer },
) {
  const parts: Buffer[] = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  )
  if (file) {
    const { name = 'photo', filename, bytes } = file
    const head = `--x\r\ncontent-disposition: form-data; name="${name}"; filename="${filename}"\r\ncontent-type: text/html\r\n\r\n`
    parts.push(Buffer.from(head), bytes, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('--x--\r\n')])
}
const TYPE = { 'content-type': 'multipart/form-data; boundary=x' }

t.test('Photos of declarations over HTTP', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const anh = new Stranger(app)
  const jpeg = await photoOf('jpeg')
  const { token: csrf } = (await anh.ask('GET', '/v1/challenge')).body
  const form = (house_number: string, filename: string, bytes: Buffer, name = 'photo') =>
    anh.ask(
      'POST',
      '/v1/declarations',
      multipart({ csrf, ...FIELDS, house_number }, { name, filename, bytes }),
      TYPE,
    )
  const evidence = (fields: Record<string, string>, bytes?: Buffer) =>
    anh.ask('POST', '/v1/evidence', multipart(fields, bytes && { filename: 'a.jpg', bytes }), TYPE)
  const newest = async () => {
    const { items } = (await send('officer', 'GET', '/v1/queue?sort=newest&kind=declaration')).body
    return (await send('officer', 'GET', `/v1/proposals/${items[0].id}`)).body
  }

  t.test('in the form of a declaration; an officer of the area sees the picture alone', async (t) => {
    const sent = await form('1', '../../<script>.html', jpeg)
    t.match(sent, { status: 303, headers: { location: /^\/v1\/declarations\/[\w-]{24}$/ } }, sent.text)
    const { evidence } = await newest()
    t.type(evidence, 'string')
    const url = `/v1/evidence/${evidence}`
    const headers = { 'x-test-actor': 'officer' }
    const reply = await app.inject({ url, headers })
    t.match(reply, {
      statusCode: 200,
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-store' },
    })
    t.match(reply.headers['content-security-policy'], /sandbox/)
    t.equal(reply.headers['cross-origin-resource-policy'], 'same-origin')
    t.equal(reply.headers['access-control-allow-origin'], undefined)
    t.equal(reply.headers['x-content-type-options'], 'nosniff')
    t.equal(jpegMarkers(reply.rawPayload).behind, 0)
    for (const word of PLANTED) t.notOk(reply.rawPayload.includes(word), word)
    const others: [as: string, status: number][] = [
      ['nobody', 401],
      ['collector', 403],
      ['verifier', 403],
      ['agency', 403],
      ['elsewhere', 404],
    ]
    for (const [as, status] of others) t.match(await send(as, 'GET', url), { status }, as)
    t.match(await send('officer', 'GET', '/v1/evidence/x'), {
      status: 404,
      body: { code: 'unknown-evidence' },
    })
  })

  t.test('the declaration goes in without a photo that cannot be kept, and says so', async (t) => {
    const cases: [name: string, bytes: Buffer, problem: string, says: RegExp][] = [
      ['a script', Buffer.from('<script>alert(1)</script>'), 'not-a-photo', /không có ảnh: Không phải ảnh/],
      ['a bomb', bombOf(100_000, 100_000), 'photo-too-large', /không có ảnh: Ảnh lớn quá/],
      [
        '11 MB',
        Buffer.concat([jpeg, Buffer.alloc(11_000_000)]),
        'photo-too-large',
        /không có ảnh: Ảnh lớn quá/,
      ],
    ]
    for (const [name, bytes, problem, says] of cases) {
      const sent = await form('3', 'nhà.jpg', bytes)
      t.match(
        sent,
        { status: 303, headers: { location: new RegExp(`\\?photo=${problem}$`) } },
        `${name}: ${sent.text}`,
      )
      const page = await anh.ask('GET', String(sent.headers.location), undefined, { accept: 'text/html' })
      t.match(page, { status: 200, text: says }, name)
      t.equal((await newest()).evidence, null)
    }
    t.match(
      await form('5', '', Buffer.alloc(0)),
      { status: 303, headers: { location: /[\w-]{24}$/ } },
      'none was chosen',
    )
    t.match(await form('7', 'a.jpg', jpeg, 'other'), { status: 400, body: { code: 'invalid-input' } })
  })

  t.test('afterwards, with the number of the receipt', async (t) => {
    const { number } = (
      await anh.send('/v1/declarations', {
        ...FIELDS,
        class: 1,
        lon: 106.4137,
        lat: 10.5402,
        house_number: '9',
      })
    ).body
    const cases: [
      name: string,
      fields: Record<string, string>,
      bytes: Buffer | undefined,
      status: number,
      code: string,
    ][] = [
      ['no token', { number }, jpeg, 403, 'form-expired'],
      ['no number', { csrf }, jpeg, 400, 'invalid-input'],
      ['no photo', { csrf, number }, undefined, 400, 'invalid-input'],
      ['another’s number', { csrf, number: newReceiptNumber() }, jpeg, 404, 'unknown-receipt'],
      ['a script', { csrf, number }, Buffer.from('#!/bin/sh\n'.repeat(9)), 422, 'not-a-photo'],
      ['11 MB', { csrf, number }, Buffer.alloc(11_000_000), 413, 'photo-too-large'],
    ]
    for (const [name, fields, bytes, status, code] of cases)
      t.match(await evidence(fields, bytes), { status, body: { code } }, name)
    t.match(await evidence({ csrf, number }, await photoOf('webp')), { status: 201, body: { id: /-/ } })
    t.match(await evidence({ csrf, number }, jpeg), { status: 409, body: { code: 'evidence-there' } })
    t.match(await anh.ask('POST', '/v1/evidence', { number }, await anh.pass()), {
      status: 400,
      body: { code: 'invalid-input' },
    })
  })
})

import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import t from 'tap'
import { CheckedNumbers } from '../../../src/registry/doors/checked-number.ts'
import { readPdf } from '../../support/pdf-reading.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { as, HERE, headersOf, MAKER, overDatabase, overFile } from '../../support/rights/rights-world.ts'
import { servedApp } from '../../support/served-app.ts'

const PUBLIC_URL = 'https://dia.example.vn/so'
const HTML = { accept: 'text/html' }
const JSON_ONLY = { accept: 'application/json' }
const READER = '/usr/bin/pdftotext'
const noReader = existsSync(READER) ? false : `there is no ${READER}`

for (const { name, skip, open, demo } of [
  { name: 'file', skip: false as const, open: overFile, demo: true },
  { name: 'PostgreSQL', skip: noPostgres, open: overDatabase, demo: false },
])
  t.test(`Certificates over the ${name}`, { skip }, async (t) => {
    const world = await open({ PUBLIC_URL })
    t.teardown(world.close)
    const { app, registry } = world
    const officer = headersOf('officer', HERE)
    const issue = async (uid: string) => {
      const url = `/v1/addresses/${uid}/certificates`
      const reply = await app.inject({ method: 'POST', url, payload: {}, headers: officer })
      t.equal(reply.statusCode, 201, reply.body)
      return reply.json()
    }
    const get = async (url: string, headers: Record<string, string> = JSON_ONLY) => {
      const reply = await app.inject({ url, headers })
      return { status: reply.statusCode, headers: reply.headers, text: reply.body, bytes: reply.rawPayload }
    }
    const standing = async (serial: string) => JSON.parse((await get(`/gxn/${serial}`)).text)

    t.test('issued, and its file read by others', { skip: noReader }, async (t) => {
      const { uid, code } = await world.address('verified')
      const issued = await issue(uid)
      t.match(issued, { address: uid, revision: 2, state: 'issued', demonstration: demo })
      t.equal(issued.url, `${PUBLIC_URL}/gxn/${issued.serial}`)
      const file = await get(new URL(issued.file).pathname.replace('/so', ''))
      t.match(file, {
        status: 200,
        headers: { 'content-type': 'application/pdf', 'cache-control': 'no-store' },
      })
      t.equal(hash('sha256', file.bytes, 'hex'), issued.sha256, 'byte for byte as it was issued')
      const { text, pages, qr } = read(file.bytes)
      t.equal(pages, 1)
      for (const said of [
        'GIẤY XÁC NHẬN ĐỊA CHỈ SỐ',
        'UỶ BAN NHÂN DÂN PHƯỜNG THỬ',
        `Số: ${issued.serial}`,
        'không có chữ ký và con dấu',
        String(code).slice(1, 4),
      ])
        t.ok(text.includes(said), said)
      t.equal(text.includes('Dữ liệu minh hoạ'), demo)
      t.equal(readPdf(file.bytes).text.includes('MINH HOẠ'), demo, 'across the page')
      t.equal(qr, issued.url, 'the code leads to the page that checks it')
    })

    t.test('what /gxn says through the life of an address', async (t) => {
      const { uid } = await world.address('verified')
      const { serial } = await issue(uid)
      t.match(await standing(serial), { state: 'valid', address: uid, issued: { label: /Cơ sở/ } })
      const { issued, now } = await standing(serial)
      t.same(issued, now)

      const other = await world.address('verified')
      const changed = await issue(other.uid)
      const moved = await registry.change(
        MAKER,
        other.uid,
        2,
        { street: 'Đường Đã Đổi' },
        { reason: 'đổi tên' },
      )
      const accept = `/v1/proposals/${(moved as { proposal: string }).proposal}/accept`
      const accepted = await app.inject({
        method: 'POST',
        url: accept,
        payload: {},
        headers: headersOf('verifier', HERE),
      })
      t.equal(accepted.statusCode, 200, accepted.body)
      const replaced = await standing(changed.serial)
      t.equal(replaced.state, 'replaced')
      t.notMatch(replaced.issued.label, 'Đường Đã Đổi')
      t.match(replaced.now.label, 'Đường Đã Đổi')
      const page = (await get(`/gxn/${changed.serial}`, HTML)).text
      t.match(page, /class="standing replaced"[\s\S]*Địa chỉ đã thay đổi sau khi cấp/)
      t.match(page, /<tr class="differs"><th scope="row">Địa chỉ <em>đã khác<\/em>/)

      const revoke = { method: 'POST' as const, url: `/v1/certificates/${serial}/revoke`, headers: officer }
      t.equal((await app.inject({ ...revoke, payload: { reason: 'cấp nhầm' } })).statusCode, 200)
      t.match(await standing(serial), { state: 'revoked', revoked_at: /^20/ })
      t.notMatch((await get(`/gxn/${serial}`, HTML)).text, 'cấp nhầm', 'the reason is for officers')
      t.match(await get(`/v1/certificates/${serial}.pdf`), { status: 410, text: /certificate-gone/ })
    })

    t.test('a retired address, and an unknown serial', async (t) => {
      const { uid } = await world.address('verified')
      const { serial } = await issue(uid)
      await world.store.write(async (tx) => {
        const { makeVersion } = await import('../../../src/registry/actions/make-version.ts')
        const present = (await tx.addresses.byUid(uid))!
        const facts = { action: 'retired', actor: MAKER }
        await makeVersion(tx, present, { ...present, status: 'retired' }, facts, new Date())
      })
      t.match(await standing(serial), { state: 'retired', now: null, issued: { label: /Cơ sở/ } })
      const missing = new CheckedNumbers(13).draw()
      t.match(await get(`/gxn/${missing}`), { status: 404, text: /unknown-certificate/ })
      t.match(await get(`/gxn/${missing}`, HTML), { status: 404, text: /class="standing unknown"/ })
      t.match((await get('/gxn/AAAA-AAAA-AAAA-AA', HTML)).text, /gõ sai/)
      t.match(await get('/gxn?so=abcd', HTML), { status: 303, headers: { location: '/so/gxn/abcd?lang=vi' } })
      t.match(await get(`/gxn/${encodeURIComponent('<script>')}`, HTML), {
        status: 404,
        text: /&lt;script&gt;/,
      })
    })

    t.test('pages of an officer', async (t) => {
      const { uid } = await world.address('official')
      const page = await get(`/giay-xac-nhan?dia-chi=${uid}`, officer)
      t.match(page, { status: 200, text: /<button>Cấp giấy xác nhận<\/button>/ })
      t.match(page.headers, { 'cache-control': 'no-store' })
      const send = (payload: string, headers = officer) =>
        app.inject({
          ...{ method: 'POST', url: '/giay-xac-nhan', payload },
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        })
      const made = await send(`act=issue&id=${uid}`)
      t.equal(made.statusCode, 303, made.body)
      const to = String(made.headers.location).replace('/so', '')
      const serial = new URL(to, 'http://x').searchParams.get('giay')
      t.match((await get(to, officer)).text, new RegExp(`/v1/certificates/${serial}\\.pdf`))
      t.match((await send(`act=revoke&serial=${serial}&reason=`)).statusCode, 422)
      t.match((await send(`act=revoke&serial=${serial}&reason=sai`)).statusCode, 303)
      t.match((await get(`/giay-xac-nhan?dia-chi=${uid}`, officer)).text, /đã thu hồi \(sai\)/)
      const created = await world.address('created', as('officer'))
      t.match((await send(`act=issue&id=${created.uid}`)).body, /chỉ xác nhận địa chỉ đã xác thực/)
      t.match((await get('/giay-xac-nhan?dia-chi=L0000000000', officer)).text, /Không có địa chỉ nào/)
      t.match((await get('/giay-xac-nhan', HTML)).headers.location, /dang-nhap/)
    })
  })

t.test('without PUBLIC_URL none is issued, and it is said', async (t) => {
  const world = await overFile({ PUBLIC_URL: '' })
  t.teardown(world.close)
  const { uid } = await world.address('verified')
  const url = `/v1/addresses/${uid}/certificates`
  const reply = await world.app.inject({
    ...{ method: 'POST', url, payload: {} },
    headers: headersOf('officer', HERE),
  })
  t.equal(reply.statusCode, 503)
  t.match(reply.json(), { code: 'no-public-url', detail: /PUBLIC_URL/ })
  const page = await world.app.inject({ url: '/giay-xac-nhan', headers: headersOf('officer', HERE) })
  t.match(page.body, /chưa đặt PUBLIC_URL/)
})

t.test('the sheet of an address leads to its certificate', async (t) => {
  const { app, close } = await servedApp({ PUBLIC_URL })
  t.teardown(close)
  const to = (query: string) => app.inject(`/v1/addresses/x.pdf?kind=certificate${query}`)
  t.match(await to('&serial=K7QM'), {
    statusCode: 303,
    headers: { location: '/so/v1/certificates/K7QM.pdf' },
  })
  t.match((await to('')).json(), { status: 400, problems: [{ path: 'serial' }] })
})

t.test('many wrong serials of one network must be worked for', async (t) => {
  const { app, close } = await servedApp({ PUBLIC_URL }, {}, async (dataDir) => {
    const { openPeople } = await import('../../../src/assembly/waiting-room.ts')
    const people = await openPeople(dataDir, undefined, () => undefined)
    return people && { people }
  })
  t.teardown(close)
  const statuses = new Set<number>()
  for (let i = 0; i < 40; i++)
    statuses.add((await app.inject(`/gxn/${new CheckedNumbers(13).draw()}`)).statusCode)
  t.same([...statuses], [404, 429])
})

/** What readers of other people see of a PDF: its text, its pages, and the QR code in the picture of its page. */
function read(pdf: Buffer): { text: string; pages: number; qr: string | undefined } {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-pdf-'))
  try {
    const file = join(folder, 'paper.pdf')
    writeFileSync(file, pdf)
    const text = execFileSync(READER, ['-layout', file, '-'], { encoding: 'utf8' }).normalize('NFC')
    const png = execFileSync('/usr/bin/pdftoppm', ['-png', '-r', '150', '-gray', file], { maxBuffer: 1e8 })
    const { data, width, height } = PNG.sync.read(png)
    const module = jsqr as unknown as Decode & { default?: Decode }
    const found = (module.default ?? module)(new Uint8ClampedArray(data), width, height)
    return { text, pages: text.split('\f').length - 1, qr: found?.data }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Decode = (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null

import t from 'tap'
import { Problem } from '../../../src/errors.ts'
import { MadePapers } from '../../../src/http/pages/share/made-papers.ts'
import type { PaperOrder } from '../../../src/http/papers/paper-maker.ts'
import { readPdf } from '../../support/pdf-reading.ts'
import { servedApp } from '../../support/served-app.ts'

t.test('The sheet of an address', async (t) => {
  const { app, demo, state, close } = await servedApp({ PUBLIC_URL: 'https://dia.example.vn' })
  t.teardown(close)
  const { record } = demo
  const house = record.db
    .prepare<[], { uid: string; code: string }>(
      "SELECT uid, code FROM address WHERE status = 'official' AND former_commune_code IS NOT NULL",
    )
    .get()!
  const url = `/v1/addresses/${house.uid}.pdf`

  t.test('one page says what is true today and before, with a code that a phone reads', async (t) => {
    const reply = await app.inject(url)
    t.match(reply, { statusCode: 200, headers: { 'content-type': 'application/pdf' } })
    t.match(reply.headers['content-disposition'], `giay-dia-chi-${house.code}.pdf`)
    const { text, codes } = readPdf(reply.rawPayload)
    const feature = (await app.inject(`/v1/addresses/${house.uid}`)).json()
    const [former] = feature.properties.vn.former
    for (const part of [
      'GIẤY ĐỊA CHỈ',
      'không phải giấy tờ của Uỷ ban nhân dân',
      feature.properties.geocoding.city,
      former.district.name,
      former.basis,
      'MINH HOẠ',
    ])
      t.ok(text.replace(/\s+/g, ' ').includes(part), part)
    t.same(codes, [`https://dia.example.vn/${house.code}`])
    t.equal(reply.rawPayload.toString('latin1').match(/\/Type \/Page\b/g)?.length, 1)
  })

  t.test('the longest address stays on its page', async (t) => {
    record.write(() =>
      record.db
        .prepare('UPDATE address SET name = ?, class = 3 WHERE uid = ?')
        .run('Trụ sở '.repeat(60), house.uid),
    )
    await state.catchUp()
    const { rawPayload } = await app.inject(url)
    t.equal(rawPayload.toString('latin1').match(/\/Type \/Page\b/g)?.length, 1)
  })

  t.test('one that is no more says so, and what is no address has none', async (t) => {
    record.write(() =>
      record.db.prepare("UPDATE address SET status = 'retired' WHERE uid = ?").run(house.uid),
    )
    await state.catchUp()
    t.match(readPdf((await app.inject(url)).rawPayload).text, 'HẾT HIỆU LỰC')
    for (const id of ['nothing', '27694%402025-07-01'])
      t.match(
        (await app.inject(`/v1/addresses/${id}.pdf`)).json(),
        { status: 404, code: 'unknown-address' },
        id,
      )
  })
})

t.test('Papers are made once, and not without bound', async (t) => {
  let now = 0
  let made = 0
  let version = '1'
  const papers = new MadePapers({
    tiles: {
      layers: [],
      select: () => [],
      version: () => version,
      tile: () => 'empty',
      basemapOwner: () => undefined,
    },
    makePaper: async () => Buffer.from(String(++made)),
    passed: () => now,
  })
  const order = (title: string): PaperOrder => ({
    kind: 'picture',
    view: { lon: 106.4, lat: 10.5, zoom: 16, width: 100, height: 100 },
    pinned: true,
    caption: { title, lines: [], site: '' },
  })
  const [first, same] = await Promise.all([
    papers.of(order('a'), '10.0.0.1'),
    papers.of(order('a'), '10.9.0.1'),
  ])
  t.same([first.bytes, same.bytes, made], [Buffer.from('1'), Buffer.from('1'), 1], 'two ask, one is made')
  version = '2'
  const next = await papers.of(order('a'), '10.0.0.1')
  t.not(next.version, first.version, 'other tiles, another version')
  t.equal(made, 2)
  const refusal = async () => {
    for (let i = 0; i < 100; i++) await papers.of(order(`b${made}`), '10.0.0.7')
  }
  await t.rejects(refusal(), { code: 'too-many-requests', more: { headers: { 'retry-after': '2' } } })
  t.equal(made, 60, 'of one network')
  await t.resolves(papers.of(order('a'), '10.0.0.7'), 'what is there costs nothing')
  await t.resolves(papers.of(order('c'), '10.0.1.7'), 'another network')
  now += 2000
  await t.resolves(papers.of(order('d'), '10.0.0.7'), 'after the wait')
  const broken = new MadePapers({
    tiles: {
      layers: [],
      select: () => [],
      version: () => version,
      tile: () => 'empty',
      basemapOwner: () => undefined,
    },
    makePaper: async () => {
      throw new Problem('papers-busy')
    },
  })
  await t.rejects(broken.of(order('a'), '10.0.0.1'), { code: 'papers-busy' })
})

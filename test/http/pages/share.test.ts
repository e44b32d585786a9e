import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import t from 'tap'
import { dammDigit } from '../../../src/codes/damm.ts'
import { servedApp } from '../../support/served-app.ts'

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

t.test('Pages of things and their pictures', async (t) => {
  const { app, demo, state, close } = await servedApp({ PUBLIC_URL: 'https://dia.example.vn/so' })
  t.teardown(close)
  const { record } = demo
  const house = record.db
    .prepare<[], { uid: string; code: string; former_commune_code: string }>(
      "SELECT uid, code, former_commune_code FROM address WHERE status = 'official' AND former_commune_code IS NOT NULL",
    )
    .get()!
  const other = record.db
    .prepare<[string], { uid: string; code: string }>(
      "SELECT uid, code FROM address WHERE status = 'official' AND uid <> ?",
    )
    .get(house.uid)!
  const change = async (sql: string, ...values: string[]) => {
    record.write(() => record.db.prepare(sql).run(...values))
    await state.catchUp()
  }
  const get = async (url: string, headers: Record<string, string> = HTML) => {
    const reply = await app.inject({ url, headers })
    return { status: reply.statusCode, headers: reply.headers, text: reply.body, bytes: reply.rawPayload }
  }
  const headingOf = (page: string) => /<h1>(.*?)<\/h1>/.exec(page)?.[1]

  t.test('what each link leads to', async (t) => {
    const wrong = `${house.code.slice(0, -1)}${(Number(house.code.at(-1)) + 1) % 10}`
    const street = record.db.prepare<[], string>('SELECT uid FROM street').pluck().get()!
    const place = record.db.prepare<[], string>('SELECT uid FROM place').pluck().get()!
    const grouped = `${house.code.slice(0, 4).toLowerCase()}-${house.code.slice(4, 7)}-${house.code.slice(7)}`
    const cases: [url: string, status: number, shows: RegExp][] = [
      [`/${house.code}`, 200, /<dt>Mã địa chỉ số<\/dt>/],
      [`/p/${house.uid}`, 200, /<dt>Địa chỉ trước đây<\/dt>/],
      [`/p/${street}`, 200, /<p class="kind">Đường<\/p>/],
      [`/p/${place}`, 200, /<p class="kind">Địa điểm<\/p>/],
      ['/p/27694%402025-07-01', 200, /<h1>Phường Long An<\/h1>[\s\S]*<dt>Được lập từ<\/dt>/],
      ['/p/27691%402019-01-01', 200, /<h1>Phường 4<\/h1>/],
      ['/p/106.41129,10.535995', 200, /<p class="kind">Toạ độ<\/p>/],
      ['/7P28GCP6+9R', 200, /<h1>7P28GCP6\+9R<\/h1>/],
      [`/${grouped}`, 301, /^$/],
      [`/${wrong}`, 404, new RegExp(`Có phải bạn muốn mở.*href="/so/${house.code}"`, 's')],
      ['/L0000000000', 404, /chưa được đăng ký/],
      ['/0900000001', 404, /Không có mã 0900000001/],
      ['/8FVC9G8F+6X', 404, /ngoài tỉnh/],
      ['/p/nothing', 404, /Liên kết này không dẫn đến đâu/],
    ]
    for (const [url, status, shows] of cases) {
      const page = await get(url)
      t.match(page, { status, text: shows }, url)
      if (status !== 301) t.match(page.headers['content-type'], 'text/html', url)
    }
    t.equal((await get(`/${grouped}?lang=en`)).headers.location, `/so/${house.code}?lang=en`)
  })

  t.test('no other path at the top is taken for a code', async (t) => {
    for (const url of [
      '/docs',
      '/ready',
      '/abc',
      '/L123',
      '/27694',
      '/L9098776506x',
      '/chuyen-doi',
      '/favicon.ico',
    ]) {
      const { text } = await get(url)
      t.notMatch(text, /class="thing"|Không có mã/, url)
    }
  })

  t.test('a page tells programs, chats and search engines the same, under the public address', async (t) => {
    const { text } = await get(`/p/${house.uid}?former=${house.former_commune_code}&lang=vi`)
    const url = `https://dia.example.vn/so/${house.code}?former=${house.former_commune_code}`
    t.match(text, `<link rel="canonical" href="${url}">`)
    t.match(text, `<meta property="og:url" content="${url}">`)
    t.match(
      text,
      /<meta property="og:description" content="[^"]*Mã địa chỉ số: L\d{3} \d{3} \d{4} · Địa chỉ trước đây: /,
    )
    const [, preview = ''] = /<meta property="og:image" content="([^"]+)">/.exec(text) ?? []
    t.match(preview, /^https:\/\/dia\.example\.vn\/so\/p\/[^/]+\/preview\.png\?former=\d+&amp;v=/)
    const [, data = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(text) ?? []
    const thing = JSON.parse(data)
    const json = await get(`/${house.code}`, { accept: 'application/json' })
    const feature = JSON.parse(json.text)
    t.match(json.headers['content-type'], 'application/geo+json')
    t.same([thing.geo.longitude, thing.geo.latitude], feature.geometry.coordinates)
    t.equal(thing.address.addressLocality, feature.properties.geocoding.city)
    t.match(thing.identifier, [{ propertyID: 'local', value: house.code }, { propertyID: 'pluscode' }])
    t.match(
      await get(`/${house.code}`, { accept: '*/*' }),
      { headers: { 'content-type': /html/ } },
      'readers of links',
    )
    const missing = await get('/L0000000000', { accept: 'application/json' })
    t.match(JSON.parse(missing.text), { status: 404, code: 'unknown-address', detail: /L0000000000/ })
  })

  t.test('pictures are PNGs of their sizes, kept for good under their version', async (t) => {
    const { text } = await get(`/${house.code}`)
    const [, preview = ''] = /og:image" content="https:\/\/dia\.example\.vn\/so([^"]+)"/.exec(text) ?? []
    const [, map = ''] = /<img src="\/so(\/p\/[^"]+)"/.exec(text) ?? []
    for (const [url, width, height] of [
      [preview, 1200, 630],
      [map, 960, 600],
    ] as const) {
      const picture = await get(url.replaceAll('&amp;', '&'))
      t.match(
        picture,
        { status: 200, headers: { 'content-type': 'image/png', 'cache-control': /immutable/ } },
        url,
      )
      const { width: wide, height: high, data } = PNG.sync.read(picture.bytes)
      t.same([wide, high], [width, height])
      const middle = (Math.floor(high * (url === preview ? 0.349 : 0.5) - 20) * wide + wide / 2) * 4
      t.ok(data[middle]! > 150 && data[middle + 1]! < 160, 'the pin is in the middle')
      const held = await get(url.replaceAll('&amp;', '&'), { 'if-none-match': String(picture.headers.etag) })
      t.equal(held.status, 304)
    }
    const plain = await get(`/p/${house.uid}/map.png?v=other`)
    t.equal(plain.headers['cache-control'], 'public, no-cache')
    t.match(await get('/p/nothing/map.png'), { status: 404 })
    t.match(await get(`/p/${house.uid}/else.png`), { status: 404 })
  })

  t.test('an edit gives the page and its pictures other versions at the next request', async (t) => {
    const versions = async () =>
      [...(await get(`/${house.code}`)).text.matchAll(/[?;]v=([\w-]+)/g)].map(([, v]) => v)
    const before = await versions()
    await change('UPDATE address SET house_number = ? WHERE uid = ?', '1234', house.uid)
    const after = await versions()
    t.equal(before.length, 2)
    t.ok(after.every((version) => !before.includes(version)))
    t.match(headingOf((await get(`/${house.code}`)).text), /1234/)
  })

  t.test('a retired address and a code that was replaced lead on', async (t) => {
    await change("UPDATE address SET status = 'retired', successor = ? WHERE uid = ?", other.uid, house.uid)
    const retired = await get(`/${house.code}`)
    t.match(retired, { status: 200, text: /Địa chỉ này đã hết hiệu lực/ })
    t.match(retired.text, new RegExp(`Được thay bằng.*href="/so/${other.code}"`, 's'))
    t.match(retired.text, '<meta name="robots" content="noindex">')
    const renewed = `L123456789${dammDigit('123456789')}`
    await change('UPDATE address SET code = ? WHERE uid = ?', renewed, other.uid)
    const replaced = await get(`/${other.code}`)
    t.match(replaced, { status: 200, text: new RegExp(`Mã ${other.code} không còn dùng nữa`) })
    t.match(replaced.text, `<link rel="canonical" href="https://dia.example.vn/so/${renewed}">`)
    other.code = renewed
  })

  t.test('texts of the record stay texts', async (t) => {
    const hostile = '</script><img src=x onerror=alert(1)>"'
    await change('UPDATE address SET street = ? WHERE uid = ?', hostile, other.uid)
    const { text } = await get(`/${other.code}`)
    t.notMatch(text, '<img src=x')
    t.equal(text.split('</script>').length, 3, 'two scripts end, and no more')
  })

  t.test('the code of the page is read by a phone as its lasting link', async (t) => {
    const { text } = await get(`/${other.code}`)
    const [, edge = '', runs = ''] =
      /<svg class="qr" viewBox="0 0 (\d+) \d+"[\s\S]*?<path d="([^"]+)"/.exec(text) ?? []
    t.equal(readQr(Number(edge), runs), `https://dia.example.vn/so/${other.code}`)
  })

  t.test('bad input is refused by name', async (t) => {
    for (const [url, path] of [
      [`/${other.code}?former=x`, 'former'],
      [`/p/${other.uid}?colour=red`, 'colour'],
      [`/p/${other.uid}/map.png?v=${'v'.repeat(41)}`, 'v'],
    ] as const) {
      const { status, text } = await get(url, { accept: 'application/json' })
      t.equal(status, 400, url)
      t.match(JSON.parse(text).problems, [{ path }], url)
    }
  })
})

/** What a QR code says that is drawn as rows of modules. */
function readQr(edge: number, path: string): string | undefined {
  const scale = 8
  const size = edge * scale
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column++)
        pixels.set([0, 0, 0], (row * size + column) * 4)
  const module = jsqr as unknown as Decode & { default?: Decode }
  return (module.default ?? module)(pixels, size, size)?.data
}

type Decode = (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null

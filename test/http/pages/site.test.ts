import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot, readConfig } from '../../../src/config.ts'
import { servedApp } from '../../support/served-app.ts'

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const skip = existsSync(join(packageRoot(), 'dist', 'web', 'portal.html')) ? false : 'the pages are not built'

t.test('The pages of the site', { skip }, async (t) => {
  const { app, demo, close } = await servedApp({ CONTACT: 'so-tnmt@example.vn', RATE_LIMIT: '1000' })
  t.teardown(close)
  const code = demo.record.db
    .prepare<[], string>("SELECT code FROM address WHERE status = 'official'")
    .pluck()
    .get()!
  const page = async (url: string, accept = HTML.accept) => {
    const { statusCode, headers, body } = await app.inject({ url, headers: { accept } })
    return { status: statusCode, type: String(headers['content-type']), text: body }
  }

  t.test(
    'each has the foot of the site, with the day of the data, licence, version and contact',
    async (t) => {
      const urls = [
        '/',
        '/ban-do',
        '/chuyen-doi',
        '/tra-cuu-ma',
        '/dia-chi-so',
        '/dia-chi-so/to-roi',
        '/nha-phat-trien',
      ]
      for (const url of [...urls, '/dang-nhap', '/ogc', `/${code}`, '/nothing']) {
        const { text } = await page(url)
        for (const part of [
          /Dữ liệu đến ngày<\/span> \d\d\/\d\d\/\d{4}/,
          /CC BY 4\.0/,
          /Phiên bản<\/span> 0\.0\.0/,
          'mailto:so-tnmt@example.vn',
        ])
          t.match(text, part, url)
        for (const other of urls)
          if (!other.endsWith('to-roi')) t.match(text, `href="${other}"`, `${url}: ${other}`)
      }
    },
  )

  t.test('the other language keeps the query', async (t) => {
    for (const url of [`/tra-cuu-ma?ma=${code}`, '/chuyen-doi?q=x&to=former', '/nothing?a=1'])
      t.match((await page(url)).text, `href="${url.replaceAll('&', '&amp;')}&amp;lang=en" lang="en"`, url)
  })

  t.test('a code is explained without scripts', async (t) => {
    const wrong = `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`
    const cases: [ma: string, shows: RegExp][] = [
      [code, /class="answer right"[\s\S]*đang được dùng[\s\S]*Mã này là của/],
      [wrong, /class="answer wrong"[\s\S]*Chữ số kiểm tra[\s\S]*Có phải bạn muốn gõ/],
      ['82120', /class="answer right"[\s\S]*Mã bưu chính[\s\S]*Phường Long An/],
      ['"><script>', /class="answer wrong"/],
    ]
    for (const [ma, shows] of cases) {
      const { status, text } = await page(`/tra-cuu-ma?ma=${encodeURIComponent(ma)}`)
      t.equal(status, 200, ma)
      t.match(text, shows, ma)
      t.notMatch(text, '"><script>', ma)
    }
  })

  t.test('the converter converts what its link says, without scripts', async (t) => {
    const { text } = await page(`/chuyen-doi?q=${encodeURIComponent('98, phường 2, Tp Tân An\n<b>')}`)
    t.match(text, /<textarea[^>]*name="q"[^>]*>98, phường 2, Tp Tân An\n&lt;b&gt;<\/textarea>/)
    t.match(text, /<noscript><section[\s\S]*Phường Long An[\s\S]*1682\/NQ-UBTVQH15/)
    t.match((await page('/chuyen-doi?q=a&q=b')).status, 200)
  })

  t.test('people get a page where programs get problem details', async (t) => {
    const cases: [url: string, status: number][] = [
      ['/nothing', 404],
      ['/v1/addresses/nothing', 404],
      ['/v1/search', 400],
      ['/tiles/nothing.json', 404],
    ]
    for (const [url, status] of cases) {
      const shown = await page(url)
      t.match(shown, { status, type: /^text\/html/, text: /<h1>/ }, url)
      for (const accept of ['*/*', 'application/json', 'application/geo+json, text/html;q=0.5']) {
        const told = await page(url, accept)
        t.match(told, { status, type: /^application\/problem\+json/ }, `${url} ${accept}`)
        t.equal(JSON.parse(told.text).status, status)
      }
    }
  })
})

t.test('Too many requests are told on a page, with the time to wait', async (t) => {
  const { app, close } = await servedApp({ RATE_LIMIT: '1' })
  t.teardown(close)
  await app.inject('/health')
  const { statusCode, headers, body } = await app.inject({ url: '/', headers: HTML })
  t.equal(statusCode, 429)
  t.match(body, /Từ mạng của bạn đang có quá nhiều yêu cầu[\s\S]*Hãy thử lại sau \d+ giây/)
  t.ok(Number(headers['retry-after']) > 0)
})

t.test('Who is to be reached is an address that a page can link to', async (t) => {
  for (const CONTACT of ['a@b.vn', '0272 3 826 123', '+84 272 3826123', 'https://longan.gov.vn/lien-he'])
    t.equal(readConfig({ CONTACT }).contact, CONTACT)
  for (const CONTACT of ['javascript:alert(1)', 'hỏi chú Ba', 'a b@c.vn', 'x'.repeat(300)])
    t.throws(() => readConfig({ CONTACT }), { message: /^CONTACT is "/ }, CONTACT)
})

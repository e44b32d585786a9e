import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openPeople } from '../../src/assembly/waiting-room.ts'
import { packageRoot } from '../../src/config.ts'
import { pathProxy } from '../support/path-proxy.ts'
import { servedApp } from '../support/served-app.ts'

const built = existsSync(join(packageRoot(), 'dist', 'web', 'portal.html'))
const skip = built ? false : 'the pages are not built: npm run build'

/** Every page for people. */
const PAGES = [
  '/',
  '/chuyen-doi',
  '/ban-do',
  '/ban-do/health',
  '/tra-cuu-ma',
  '/ban-lam-viec',
  '/ban-lam-viec/danh-so',
  '/ban-lam-viec/thay-doi',
  '/dang-ky',
  '/dang-ky?lat=10.5402&lon=106.4137',
  '/theo-doi',
  '/gxn',
  '/du-lieu-cua-toi',
  '/phan-anh?about=10.5402,106.4137',
  '/dia-chi-so',
  '/nha-phat-trien',
  '/nhung',
  '/docs',
  '/docs/can-bo',
  '/docs/deployment',
  '/docs/api',
  '/docs/api/',
  '/ogc?f=html',
  '/ogc/conformance?f=html',
  '/ogc/collections?f=html',
  '/ogc/collections/communes?f=html',
  '/ogc/collections/communes/items?f=html&limit=2',
  '/ogc/collections/addresses/items?f=html&limit=2',
  '/ogc/collections/communes/tiles?f=html',
]

/** Names of the standard's definitions, and licences, are no links of ours. */
const ELSEWHERE = ['http://www.opengis.net/def/', 'https://creativecommons.org/licenses/', 'data:']

/** Documents for programs, and what in them are addresses. */
const DOCUMENTS = [
  '/openapi.json',
  '/docs/api/json',
  '/ogc',
  '/ogc/api?f=json',
  '/ogc/collections/addresses/items?limit=1',
  '/tiles/address,commune.json',
  '/styles',
  '/styles/base-light.json',
  '/v1/layers',
]

t.test('PUBLIC_URL with a path that the proxy strips', { skip }, async (t) => {
  const proxy = await pathProxy('/dia/chi-so')
  const { publicUrl } = proxy
  const { app, close } = await servedApp({ PUBLIC_URL: `${publicUrl}/` }, {}, async (dataDir) => {
    const people = await openPeople(dataDir, undefined, () => undefined)
    return people && { people }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  proxy.target = (app.server.address() as { port: number }).port
  t.teardown(async () => {
    proxy.close()
    await close()
  })

  t.test('every link, script, style and image of every page is there', async (t) => {
    const seen = new Set<string>()
    for (const path of PAGES) {
      const page = await fetch(publicUrl + path, { headers: { accept: 'text/html' } })
      t.equal(page.status, 200, path)
      const found = [...(await page.text()).matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map(([, link]) =>
        new URL(link!.replaceAll('&amp;', '&'), page.url).href.replace(/#.*/, ''),
      )
      t.ok(found.length > 3, `${path}: ${found.length} links`)
      for (const link of found.filter((one) => !ELSEWHERE.some((begin) => one.startsWith(begin)))) {
        t.ok(link.startsWith(`${publicUrl}/`), `${path}: ${link}`)
        if (seen.has(link)) continue
        seen.add(link)
        // 405: what a form is posted to
        t.ok([200, 405].includes((await fetch(link)).status), `${path}: ${link}`)
      }
    }
  })

  t.test('styles and scripts name no address from the root', async (t) => {
    const page = await (await fetch(`${publicUrl}/`)).text()
    const scripts = [...page.matchAll(/"(\.\/assets\/[^"]+\.(?:js|css))"/g)].map(([, link]) => link!)
    t.ok(scripts.length >= 2)
    for (const script of scripts) {
      const code = await (await fetch(new URL(script, `${publicUrl}/`))).text()
      t.notMatch(code, /url\(["']?\/(?!\/)|(?:from|import\()\s*["']\/|fetch\(["'`]\//, script)
    }
  })

  t.test('documents for programs print it, and what they print is there', async (t) => {
    const { host } = new URL(publicUrl)
    for (const path of DOCUMENTS) {
      const text = await (await fetch(publicUrl + path)).text()
      const printed = [...text.matchAll(/https?:\/\/127\.0\.0\.1[^"]*/g)].map(([address]) => address)
      t.ok(printed.length > 0, `${path} prints addresses`)
      for (const address of printed) t.ok(address.startsWith(publicUrl), `${path}: ${address}`)
      t.ok(text.includes(host), path)
    }
    const openapi = (await (await fetch(`${publicUrl}/openapi.json`)).json()) as { servers: unknown }
    t.same(openapi.servers, [{ url: publicUrl }])
    const { tiles } = (await (await fetch(`${publicUrl}/tiles/address.json`)).json()) as { tiles: [string] }
    const tile = tiles[0].replace('{z}', '9').replace('{x}', '407').replace('{y}', '241')
    t.ok([200, 204].includes((await fetch(tile)).status), tile)
  })
})

t.test('/docs/api over http on another host loads its own files only', async (t) => {
  const { app, close } = await servedApp()
  t.teardown(close)
  for (const url of ['/docs/api', '/docs/api/']) {
    const { headers, body } = await app.inject({ url, headers: { host: 'maps.example.vn' } })
    const policy = String(headers['content-security-policy'])
    t.notMatch(policy, /upgrade-insecure-requests|https?:|swagger\.io|\*/, url)
    t.match(policy, "frame-ancestors 'none'", url)
    t.notMatch(body, /https?:\/\//, url)
  }
  const { body } = await app.inject('/docs/api/static/swagger-initializer.js')
  const [, logo] = /data:image\/svg\+xml;base64,([\w+/=]+)/.exec(body) ?? []
  t.match(Buffer.from(logo ?? '', 'base64').toString(), 'Địa chỉ số', 'our own logo')
  t.same((await app.inject('/openapi.json')).json().servers, [{ url: '/' }])
})

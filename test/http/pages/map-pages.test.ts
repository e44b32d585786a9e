import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ConfigError, readConfig } from '../../../src/config.ts'
import { mapPageRoutes } from '../../../src/http/pages/map-pages.ts'
import { pageRoutes } from '../../../src/http/pages/pages.ts'
import type { ThemeMap } from '../../../src/tiles/styles/theme-map.ts'
import { routeApp } from '../../support/route-app.ts'

const map: ThemeMap = {
  theme: {
    id: 'y-te',
    kind: 'features',
    title_vi: '<b>Y tế</b>',
    title_en: 'Health',
    owner: '"Sở" & <script>',
    licence: null,
    fields: '{}',
    threshold: null,
    style_by: null,
    field_texts: '{}',
    updated_at: '2026-11-02T08:00:00+07:00',
  },
  size: 1234,
  bounds: undefined,
  categories: [],
  label: undefined,
  periods: [],
  subjects: [],
  classes: [],
  places: [],
  shades: new Map(),
  picture: { communes: 'M0 0 9 9 9 0z', spots: 'M4 5h0', classed: [{ shade: 1, area: 'M0 0 9 9 9 0z' }] },
}
const themes = {
  all: async () => [map],
  one: async (id: string) => (id === map.theme.id ? map : undefined),
}

t.test('Pages of maps and who may frame them', async (t) => {
  const webDir = mkdtempSync(join(tmpdir(), 'diachiso-web-'))
  t.teardown(() => rmSync(webDir, { recursive: true, force: true }))
  for (const file of ['theme-map.html', 'portal.html'])
    writeFileSync(join(webDir, file), `<!doctype html>${file}`)
  const appWith = async (embed: string | undefined) => {
    const { embedOrigins } = readConfig(embed === undefined ? {} : { EMBED_ORIGINS: embed })
    const app = await routeApp(async (app) => {
      await pageRoutes(app, { webDir })
      mapPageRoutes(app, { themes, webDir, embedOrigins })
    })
    t.teardown(() => app.close())
    return app
  }

  const allowed: [setting: string | undefined, ancestors: string, frameOptions: string | undefined][] = [
    [undefined, '*', undefined],
    ['*', '*', undefined],
    ['https://longan.gov.vn', "'self' https://longan.gov.vn", undefined],
    ['https://a.vn, http://b.vn:8080', "'self' https://a.vn http://b.vn:8080", undefined],
    ['https://*.gov.vn', "'self' https://*.gov.vn", undefined],
    ['none', "'none'", 'DENY'],
    ['', "'none'", 'DENY'],
  ]
  for (const [setting, ancestors, frameOptions] of allowed)
    t.test(`EMBED_ORIGINS ${setting ?? 'not set'}: maps ${ancestors}, other pages never`, async (t) => {
      const app = await appWith(setting)
      const framing = async (url: string) => {
        const { headers, statusCode } = await app.inject(url)
        const [, found] = /frame-ancestors ([^;]*)/.exec(String(headers['content-security-policy'])) ?? []
        return { statusCode, ancestors: found, options: headers['x-frame-options'] }
      }
      for (const url of ['/ban-do/y-te', '/ban-do/y-te?embed=1'])
        t.same(await framing(url), { statusCode: 200, ancestors, options: frameOptions })
      for (const [url, statusCode] of Object.entries({
        '/': 200,
        '/ban-do': 200,
        '/ban-do/none': 404,
        '/health': 404,
      }))
        t.same(await framing(url), { statusCode, ancestors: "'none'", options: 'DENY' }, url)
      const { headers } = await app.inject('/ban-do/y-te')
      t.match(headers['content-security-policy'], "default-src 'self'", 'nothing else is let go')
    })

  for (const setting of [
    'longan.gov.vn',
    'https://a.vn;script-src *',
    'https://a.vn/path',
    'javascript:1',
    '* https://a.vn',
    "'self'",
  ])
    t.test(`EMBED_ORIGINS "${setting}" is refused`, async (t) => {
      t.throws(() => readConfig({ EMBED_ORIGINS: setting }), new ConfigError(), 'names the setting')
      t.throws(() => readConfig({ EMBED_ORIGINS: setting }), /EMBED_ORIGINS/)
    })

  t.test('the list names the maps as text, in the language asked for', async (t) => {
    const app = await appWith(undefined)
    const page = await app.inject('/ban-do')
    t.match(page.body, '<html lang="vi">')
    t.match(page.body, '&lt;b&gt;Y tế&lt;/b&gt;')
    t.match(page.body, '&quot;Sở&quot; &amp; &lt;script&gt;')
    t.match(page.body, 'href="/ban-do/y-te"')
    t.notMatch(page.body, /<script|<b>/)
    t.match((await app.inject('/ban-do?lang=en')).body, /Health[\s\S]*1,234 features/)
    t.match(page.body, /cập nhật 02\/11\/2026/i)
    t.match(page.body, '<path class="spots" d="M4 5h0"/>')
    t.match(page.body, '<path class="shade-1" d="M0 0 9 9 9 0z"/>')
    t.equal(page.body.split('M0 0 9 9 9 0z').length, 3, 'communes are in the page once')
    t.match(
      (await app.inject({ url: '/ban-do', headers: { 'accept-language': 'en' } })).body,
      '<html lang="en">',
    )
    t.equal((await app.inject('/ban-do/none')).json().code, 'unknown-layer')
    t.equal((await app.inject('/ban-do/constructor')).statusCode, 404)
  })
})

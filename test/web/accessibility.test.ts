import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import { noBrowser, settled, stage } from '../support/browser.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }"
const HERE = 'lat=10.5402&lon=106.4137'

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly target: readonly unknown[] }[]
}

t.test(
  'axe finds nothing in any page, light and dark',
  { skip: noBrowser('portal.html'), timeout: 900_000 },
  async (t) => {
    const here = await stage(undefined, { withPeople: true })
    t.teardown(() => here.close())
    const { features } = (await here.app.inject('/v1/search?q=ap%204,%20phuong%20long%20an&limit=1')).json()
    const [address] = (await here.app.inject('/ogc/collections/addresses/items?f=json&limit=1')).json()
      .features
    const pages = [
      '/',
      `/?${HERE}`,
      `/p/${encodeURIComponent(features[0].id)}`,
      '/ban-do',
      '/ban-do/health',
      '/ban-do/epidemiology',
      '/chuyen-doi?q=x%C3%A3%20nh%E1%BB%8B%20th%C3%A0nh,%20th%E1%BB%A7%20th%E1%BB%ABa',
      '/tra-cuu-ma',
      '/dia-chi-so',
      '/nha-phat-trien',
      '/dang-ky',
      `/dang-ky?${HERE}`,
      '/theo-doi',
      '/gxn',
      '/docs',
      '/docs/can-bo',
      '/docs/clients',
      '/gxn/K7QM-2WXD-94HA-3T',
      '/du-lieu-cua-toi',
      `/dang-ky?sua=${encodeURIComponent(address.id)}`,
      `/phan-anh?${HERE}`,
      '/nhung',
      '/dang-nhap',
      '/ban-lam-viec',
      '/ban-lam-viec/danh-so',
      '/ban-lam-viec/thay-doi',
      '/khong-co',
    ]
    for (const path of pages)
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await here.open(path, {
          viewport: { width: 360, height: 740 },
          colorScheme,
          locale: 'vi-VN',
        })
        await settled(page)
        await page.evaluate(AXE)
        const { violations } = (await page.evaluate(`axe.run(document, ${RULES})`)) as {
          violations: Violation[]
        }
        t.same(
          violations.map(
            ({ id, help, nodes }) =>
              `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
          ),
          [],
          `${path}, ${colorScheme}`,
        )
        await page.context().close()
      }
  },
)

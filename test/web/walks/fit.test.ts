import t from 'tap'
import { noBrowser, settled, stage } from '../../support/browser.ts'
import { misfits } from '../../support/page-fit.ts'

const HERE = 'lat=10.5402&lon=106.4137'
/** A browser's zoom makes the page's pixels larger: 1,280 px at 200 % are 640, at 400 % 320. */
const SCREENS: readonly { name: string; width: number; height: number; text?: string }[] = [
  { name: 'a phone', width: 360, height: 740 },
  { name: 'a phone, text of double size', width: 360, height: 740, text: '200%' },
  { name: 'a phone on its side', width: 740, height: 360 },
  { name: 'zoom of 200 %', width: 640, height: 400 },
  { name: 'zoom of 400 %', width: 320, height: 200 },
]

t.test(
  'Every page fits small screens and large text',
  { skip: noBrowser('portal.html'), timeout: 900_000 },
  async (t) => {
    const here = await stage(undefined, { withPeople: true })
    t.teardown(() => here.close())
    const [address] = (await here.app.inject('/ogc/collections/addresses/items?f=json&limit=1')).json()
      .features
    const { code } = address.properties
    const pages = [
      '/',
      `/?code=${code}`,
      `/${code}`,
      '/ban-do',
      '/ban-do/health',
      '/ban-do/epidemiology',
      '/chuyen-doi?q=x%C3%A3%20nh%E1%BB%8B%20th%C3%A0nh,%20th%E1%BB%A7%20th%E1%BB%ABa',
      `/tra-cuu-ma?q=${code}`,
      '/dia-chi-so',
      '/nha-phat-trien',
      `/dang-ky?${HERE}`,
      `/phan-anh?${HERE}`,
      '/theo-doi',
      '/du-lieu-cua-toi',
      '/gxn',
      '/nhung',
      '/dang-nhap',
      '/docs/can-bo',
      '/docs/clients',
      '/ogc/collections/addresses/items?f=html',
      '/khong-co',
    ]
    for (const path of pages) {
      const page = await here.open(path, { hasTouch: true, locale: 'vi-VN', reducedMotion: 'reduce' })
      if (path.startsWith('/?code')) await page.locator('#card h2').waitFor()
      await settled(page)
      for (const { name, width, height, text = '100%' } of SCREENS) {
        await page.setViewportSize({ width, height })
        await page.locator('html').evaluate((html, size) => html.style.setProperty('font-size', size), text)
        t.same(await misfits(page), [], `${path}, ${name}`)
      }
      await page.context().close()
    }
  },
)

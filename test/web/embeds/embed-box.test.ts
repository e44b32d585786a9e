import t from 'tap'
import { noBrowser, picture, stage } from '../../support/browser.ts'

t.test('The code for other pages', { skip: noBrowser('theme-map.html'), timeout: 600_000 }, async (t) => {
  const here = await stage()
  t.teardown(() => here.close())
  const page = await here.open('/ban-do/health')
  await page.getByText('Chia sẻ, nhúng vào trang khác').click()
  const code = page.locator('#embed')

  t.test('has the size that is chosen, and is seen before it is taken', async (t) => {
    t.match(await code.inputValue(), 'width="100%" height="480"')
    await page.getByLabel('Cỡ khung nhúng').selectOption('300 × 400')
    t.match(await code.inputValue(), 'width="300" height="400"')
    await page.getByRole('button', { name: 'Xem thử' }).click()
    const frame = page.locator('#embed-preview iframe')
    await frame.waitFor()
    t.same([await frame.getAttribute('width'), await frame.getAttribute('height')], ['300', '400'])
    t.match(await frame.getAttribute('src'), /\/ban-do\/health\?.*embed=1/)
    await page.getByLabel('Cỡ khung nhúng').selectOption('640 × 480')
    t.equal(await frame.getAttribute('width'), '640', 'the preview follows')
  })

  for (const width of [300, 480, 640, 1280])
    t.test(`its map, legend and whose it is fit ${width} pixels`, async (t) => {
      const frame = await here.open('/ban-do/health?embed=1', { viewport: { width, height: 400 } })
      await frame.locator('#map[data-idle]').waitFor()
      await frame.locator('#legend li').first().waitFor()
      const across = await frame.evaluate<number>('document.documentElement.scrollWidth')
      t.equal(across, width)
      for (const part of ['#legend', '.maplibregl-ctrl-attrib', '#whole']) {
        const box = await frame.locator(part).first().boundingBox()
        t.ok(box && box.x >= 0 && box.x + box.width <= width + 0.5 && box.y + box.height <= 400.5, part)
      }
      const attribution = await frame.locator('.maplibregl-ctrl-attrib').first().boundingBox()
      for (const part of ['.panel', '#whole']) {
        const box = await frame.locator(part).first().boundingBox()
        t.notOk(box && attribution && overlap(box, attribution), `${part} leaves free whose the map is`)
      }
      t.notOk(await frame.locator('.site-foot').isVisible(), 'a frame has no foot')
      await picture(frame, `ban-do-embedded-${width}`)
      await frame.context().close()
    })

  t.test('the page has the links of the others in its foot', async (t) => {
    t.ok(await page.locator('.site-foot').getByRole('link', { name: 'Khai báo' }).count())
  })
  t.same(here.wrongs, [])
})

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { mapAtRest, noBrowser, picture, stage } from '../support/browser.ts'

t.test('Thematic maps in a browser', { skip: noBrowser('theme-map.html'), timeout: 600_000 }, async (t) => {
  const here = await stage()
  t.teardown(() => here.close())
  const { themes } = here.demo.record
  here.demo.record.write(() => {
    const other = themes.all().find(({ id }) => id === 'agriculture')!
    themes.put({ ...other, id: 'fishery', title_vi: 'Thuỷ sản', owner: null, fields: '{}' })
    themes.insert({
      theme: 'health',
      uid: 'hostile',
      address_uid: null,
      properties: JSON.stringify({ name: '<img src=x onerror=alert(1)>', type: 'Bệnh viện', source: 'demo' }),
      geom: encodePoint(106.0, 10.7),
    })
  })
  await here.state.catchUp()

  t.test('each map opens in light and dark, and nothing is wrong in it', async (t) => {
    for (const id of ['health', 'education', 'tourism', 'agriculture', 'epidemiology', 'fishery']) {
      const page = await here.open(`/ban-do/${id}`, { viewport: { width: 1100, height: 720 } })
      await mapAtRest(page)
      t.ok((await page.locator('h1').textContent())!.length > 3)
      t.equal(await page.locator('#empty').isVisible(), id === 'fishery')
      await picture(page, `ban-do-${id}-light`)
      await page.locator('#map').evaluate((map) => map.removeAttribute('data-idle'))
      await page.emulateMedia({ colorScheme: 'dark' })
      await mapAtRest(page)
      await picture(page, `ban-do-${id}-dark`)
      await page.context().close()
    }
  })

  t.test('a popup shows what was sent as text, and keys reach it', async (t) => {
    const page = await here.open('/ban-do/health?map=15/10.7/106')
    await mapAtRest(page)
    await page.locator('.maplibregl-canvas').focus()
    await page.keyboard.press('Enter')
    const popup = page.locator('.popup')
    await popup.waitFor()
    t.equal(await popup.locator('h3').textContent(), '<img src=x onerror=alert(1)>')
    t.equal(await popup.locator('img').count(), 0)
    await picture(page, 'ban-do-popup')
    await popup.getByRole('button', { name: 'Đóng' }).click()
    t.equal(await popup.count(), 0)

    const beforeNextFrame = await page.getByRole('checkbox', { name: 'Bệnh viện' }).evaluate((box) => {
      const { ownerDocument: document } = box
      box.click()
      const enter = new document.defaultView!.KeyboardEvent('keydown', { key: 'Enter' })
      document.querySelector('.maplibregl-canvas')!.dispatchEvent(enter)
      return document.querySelector('.popup')!.textContent
    })
    t.match(beforeNextFrame, 'Không có gì tại đây')
    t.match(page.url(), 'hide.type=')
    await page.reload()
    t.notOk(await page.getByRole('checkbox', { name: 'Bệnh viện' }).isChecked(), 'the link keeps the choice')
    await page.context().close()
  })

  t.test('features are listed as the view shows them, searched, sorted and taken', async (t) => {
    const page = await here.open('/ban-do/education?map=10/10.55/106.4', {
      viewport: { width: 360, height: 740 },
    })
    await mapAtRest(page)
    const rows = page.locator('#list li')
    await rows.first().waitFor()
    const shown = await rows.count()
    const names = await rows.locator('a').allTextContents()
    t.same(
      names,
      names.toSorted((a, b) => a.localeCompare(b, 'vi')),
      'by name',
    )
    await page.locator('#list-order').selectOption('distance')
    const metres = (await rows.locator('small').allTextContents()).map((text) => {
      const [, value, unit] = /([\d.,]+) (k?m)$/.exec(text)!
      return Number(value!.replaceAll('.', '').replace(',', '.')) * (unit === 'km' ? 1000 : 1)
    })
    t.same(
      metres,
      metres.toSorted((a, b) => a - b),
      'by distance',
    )
    await page.locator('#list-search').fill('truong tieu hoc')
    t.ok((await rows.count()) > 0 && (await rows.count()) < shown, 'searched without marks')
    t.match(await rows.first().locator('a').textContent(), 'Tiểu học')
    await page.locator('#list-box').scrollIntoViewIfNeeded()
    await picture(page, 'ban-do-list-beside-phone')
    const csv = await page.request.get((await page.locator('#list-csv').getAttribute('href'))!)
    t.equal((await csv.text()).trim().split('\n').length - 1, shown, 'the file has what the view shows')
    const one = await page.request.get((await rows.first().locator('a').getAttribute('href'))!)
    t.equal(one.status(), 200)
    await page.locator('#list-search').fill('')
    const box = page.locator('#legend input').first()
    await box.uncheck()
    await page.locator(`#list li:nth-child(${shown})`).waitFor({ state: 'detached' })
    const width = await page.locator('html').evaluate((html) => html.scrollWidth)
    t.ok(width <= 360, `${width} px wide`)
    await page.locator('#list button').first().click()
    await page.waitForURL(/map=1[5-9]/)
    await page.context().close()
    const wide = await here.open('/ban-do/education', { viewport: { width: 1280, height: 800 } })
    await mapAtRest(wide)
    await wide.locator('#list li').first().waitFor()
    await picture(wide, 'ban-do-list-beside-wide')
    await wide.context().close()
  })

  t.test('more points than a tile holds are gathered in dots, which are said to be so', async (t) => {
    const fields = JSON.stringify({ name: 'String', type: 'String' })
    here.demo.record.write(() => {
      const other = themes.all().find(({ id }) => id === 'agriculture')!
      themes.put({ ...other, id: 'shops', title_vi: 'Cửa hàng', owner: null, fields, style_by: 'type' })
      for (let i = 0; i < 9000; i++) {
        const type = ['Quán ăn', 'Tạp hoá'][i % 2]
        const properties = JSON.stringify({ name: `Cửa hàng ${i}`, type })
        const geom = encodePoint(106.2 + (i % 100) / 500, 10.5 + Math.floor(i / 100) / 500)
        themes.insert({ theme: 'shops', uid: `s${i}`, address_uid: null, properties, geom })
      }
    })
    await here.state.catchUp()
    const page = await here.open('/ban-do/shops?map=8/10.6/106.3')
    await mapAtRest(page)
    t.match(await page.locator('#facts').textContent(), '9.000 đối tượng')
    t.match(await page.locator('#cells').textContent(), 'mỗi chấm gộp nhiều đối tượng')
    t.ok(await page.locator('#cells').isVisible())
    await picture(page, 'ban-do-cells')
    await page.goto(`${here.base}/ban-do/shops?map=16/10.6/106.3`)
    await mapAtRest(page)
    t.notOk(await page.locator('#cells').isVisible(), 'nearer by each point is drawn')
    await page.context().close()
  })

  t.test('the slider chooses a period, by keys too', async (t) => {
    const page = await here.open('/ban-do/epidemiology', { viewport: { width: 360, height: 740 } })
    await mapAtRest(page)
    const slider = page.locator('#period-slider')
    t.equal(await page.locator('#period-value').textContent(), 'Tháng 12 năm 2025')
    await slider.focus()
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft')
    t.equal(await slider.getAttribute('aria-valuetext'), 'Tháng 8 năm 2025')
    t.equal(await page.locator('#count-title').textContent(), 'Sốt xuất huyết, tháng 8 năm 2025')
    t.match(page.url(), 'period=2025-08')
    await mapAtRest(page)
    const width = await page.locator('html').evaluate((html) => html.scrollWidth)
    t.ok(width <= 360, `${width} px wide`)
    await picture(page, 'ban-do-phone')
    await page.locator('#language').click()
    t.equal(await page.locator('h1').textContent(), 'Epidemiology')
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 800, height: 1100 })
    await mapAtRest(page)
    await picture(page, 'ban-do-print')
    await page.context().close()
  })

  t.test('counts are read out: rates, ranking, a commune over time, months played', async (t) => {
    const page = await here.open('/ban-do/epidemiology?period=2025-10', { reducedMotion: 'no-preference' })
    await mapAtRest(page)
    const rows = page.locator('#ranking tbody tr')
    await rows.first().waitFor()
    const numbers = async (column: number) =>
      (await rows.locator(`td:nth-of-type(${column})`).allTextContents())
        .filter((text) => /^[\d.,]+$/.test(text))
        .map((text) => Number(text.replaceAll('.', '').replace(',', '.')))
    for (const [measure, column] of [
      ['count', 2],
      ['rate', 3],
    ] as const) {
      await page.locator(`[name="measure"][value="${measure}"]`).check()
      const shown = await numbers(column)
      t.ok(shown.length > 30)
      t.same(
        shown,
        shown.toSorted((a, b) => b - a),
        measure,
      )
    }
    t.match(page.url(), 'measure=rate')
    const [last] = (await rows.last().locator('td').allTextContents()).slice(1)
    t.equal(last, 'chưa có số liệu')
    const first = rows.first().getByRole('button')
    const name = await first.textContent()
    await first.focus()
    await page.keyboard.press('Enter')
    t.equal(await page.locator('#course-title').textContent(), name)
    t.ok(await page.locator('#course svg .dot').count())
    t.match(page.url(), /commune=\d{5}/)
    const play = page.locator('#play')
    await play.focus()
    await page.keyboard.press('Enter')
    t.equal(await play.getAttribute('aria-pressed'), 'true')
    await page.waitForURL(/^(?!.*period=)/)
    await page.locator('#play[aria-pressed="false"]').waitFor()
    t.equal(await page.locator('#period-value').textContent(), 'Tháng 12 năm 2025', 'it ends at the last')
    await picture(page, 'ban-do-counts')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await play.click()
    t.equal(await page.locator('#period-value').textContent(), 'Tháng 1 năm 2025', 'and begins again')
    t.equal(await play.getAttribute('aria-pressed'), null, 'one step a press, without motion')
    await page.context().close()
  })

  t.test('a map of counts is printed on one sheet', async (t) => {
    for (const width of [360, 1280]) {
      const page = await here.open('/ban-do/epidemiology?commune=27694', { viewport: { width, height: 800 } })
      await mapAtRest(page)
      await page.locator('#course svg').waitFor()
      const sheet = await page.pdf({ preferCSSPageSize: true, printBackground: true })
      t.equal(sheet.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1, `${width} px`)
      await page.context().close()
    }
  })

  t.test('the embed code works in a page of another origin; other pages do not', async (t) => {
    const page = await here.open('/ban-do/tourism?lang=vi')
    await mapAtRest(page)
    await page.locator('.share summary').click()
    const code = await page.locator('#embed').inputValue()
    await page.context().close()
    const portal = code.replace('/ban-do/tourism', '/').replace(/title="[^"]*"/, 'title="portal"')
    const server = createServer((_request, reply) => {
      reply.setHeader('content-type', 'text/html; charset=utf-8')
      reply.end(`<!doctype html><title>x</title><link rel="icon" href="data:,">${code}${portal}`)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    t.teardown(() => server.close())
    const before = here.wrongs.length
    const other = await here.openElsewhere(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const frame = other.frameLocator('iframe[title="Du lịch"]')
    await frame.locator('#map[data-idle]').waitFor()
    t.ok(await frame.locator('#whole').isVisible())
    t.notOk(await frame.locator('header').isVisible())
    t.equal(
      await other.frameLocator('iframe[title="portal"]').locator('#q').count(),
      0,
      'the portal stays out',
    )
    await picture(other, 'ban-do-embedded')
    await other.context().close()
    here.wrongs.splice(before)
  })

  t.test('the list, and a page of features, are pages without script', async (_t) => {
    for (const [path, name] of [
      ['/ban-do', 'ban-do-list'],
      ['/ogc/collections/communes/items?f=html', 'ogc-items'],
      ['/ogc/collections?f=html', 'ogc-collections'],
    ] as const) {
      const page = await here.open(path, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
      await picture(page, name)
      await page.setViewportSize({ width: 1100, height: 720 })
      await picture(page, `${name}-wide`)
      await page.context().close()
    }
  })

  t.test('and nothing goes wrong in the pages', async (t) => t.same(here.wrongs, []))
})

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Page } from 'playwright-core'
import t from 'tap'
import { mapAtRest, noBrowser, picture } from '../support/browser.ts'
import { deskApp } from '../support/desk-app.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }"
const PHONE = { width: 360, height: 740 }
const HOUSE = { class: 2, name: 'Trụ sở', house_number: '7', street: 'Đường Thử', commune_code: '27694' }

t.test('Pages of offices on a phone', { skip: noBrowser('portal.html'), timeout: 600_000 }, async (t) => {
  const { app, send, close } = await deskApp()
  const base = await app.listen({ host: '127.0.0.1', port: 0 })
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  })
  t.teardown(async () => {
    await browser.close()
    await close()
  })
  const open = async (as: string, path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> => {
    const headers = as === '' ? {} : { extraHTTPHeaders: { 'x-test-actor': as } }
    const context = await browser.newContext({ viewport: PHONE, colorScheme, locale: 'vi-VN', ...headers })
    const page = await context.newPage()
    await page.goto(base + path)
    return page
  }
  const { id } = (await send('officer', 'POST', '/v1/addresses', { ...HOUSE, lon: 106.4137, lat: 10.5402 }))
    .body

  t.test('axe finds nothing, and nothing is wider than the phone', async (t) => {
    const pages: [as: string, path: string][] = [
      ['coordinator', '/ban-lam-viec/tong-quan?show=basic'],
      ['officer', '/ban-lam-viec/tong-quan?class=1'],
      ['officer', `/ban-lam-viec/lich-su?about=${id}`],
      ['officer', '/ban-lam-viec/yeu-cau'],
      ['agency', '/tai-khoan/khai-bao-bang'],
    ]
    for (const [as, path] of pages)
      for (const scheme of ['light', 'dark'] as const) {
        const page = await open(as, path, scheme)
        await page.evaluate(AXE)
        const { violations } = (await page.evaluate(`axe.run(document, ${RULES})`)) as {
          violations: { id: string; nodes: { target: unknown[] }[] }[]
        }
        t.same(
          violations.map(
            (each) => `${each.id}: ${each.nodes.map(({ target }) => target.join(' ')).join(', ')}`,
          ),
          [],
          `${path}, ${scheme}`,
        )
        t.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= PHONE.width, path)
        await page.context().close()
      }
  })

  t.test('an officer says what is expected and sees the share', async (t) => {
    const page = await open('officer', '/ban-lam-viec/tong-quan')
    await page.locator('#e-class').selectOption('2')
    await page.locator('#e-count').fill('10')
    await page.locator('#e-source').fill('điều tra')
    await page.locator('#expected button').click()
    await page.locator('.done').waitFor()
    await page.locator('#class').selectOption('2')
    await page.locator('.filters button').click()
    await page.locator('path.shade-0, path.shade-1').first().waitFor({ state: 'attached' })
    t.match(await page.locator('.sources').textContent(), '10, theo điều tra')
    await picture(page, 'tong-quan-360')
    await page.context().close()
  })

  t.test('a correction: the map is tapped, the address stays the one that it is about', async (t) => {
    const page = await open('', `/dang-ky?sua=${id}`)
    await mapAtRest(page)
    const moved = page.waitForResponse((reply) => reply.url().includes(`sua=${id}`))
    await page.locator('#map canvas').click({ position: { x: 60, y: 60 } })
    await moved
    t.equal(await page.locator('#f-street').inputValue(), 'Đường Thử')
    await page.locator('#f-house_number').fill('9')
    await picture(page, 'dang-ky-sua-360')
    await page.locator('#declare button:not([type])').click()
    await page.waitForURL(/\/theo-doi\//)
    t.match(await page.locator('h1').textContent(), 'Biên nhận đề nghị sửa')
    await page.context().close()
  })

  t.test('who is refused reads why without scrolling, and objects', async (t) => {
    const page = await open('', '/dang-ky?lat=10.5402&lon=106.4137')
    await page.locator('#f-house_number').fill('61')
    await page.locator('#f-street').fill('Hẻm Cổng')
    await page.locator('#declare button:not([type])').click()
    await page.waitForURL(/\/theo-doi\//)
    const { items } = (await send('officer', 'GET', '/v1/queue?sort=newest&kind=declaration')).body
    const refusal = { reason: 'not-enough', text: 'không tìm thấy nhà' }
    t.equal((await send('officer', 'POST', `/v1/proposals/${items[0].id}/reject`, refusal)).status, 200)
    await page.reload()
    for (const text of ['không tìm thấy nhà', 'Chưa đủ thông tin', 'Khiếu nại gửi'])
      t.ok(
        ((await page.getByText(text).first().boundingBox())?.y ?? 9999) < PHONE.height,
        `${text} is on the first screen`,
      )
    await picture(page, 'theo-doi-tu-choi-360')
    await page.locator('#object summary').click()
    await page.locator('#why').fill('nhà có cổng xanh')
    await page.locator('#object button').click()
    await page.getByText('Biên nhận khiếu nại').first().waitFor()
    await page.context().close()
  })
})

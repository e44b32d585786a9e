import { readFileSync } from 'node:fs'
import t from 'tap'
import { noBrowser, picture, stage } from '../support/browser.ts'

t.test('The converter in a browser', { skip: noBrowser('converter.html'), timeout: 600_000 }, async (t) => {
  const here = await stage()
  t.teardown(() => here.close())
  const page = await here.open('/chuyen-doi', { viewport: { width: 360, height: 740 } })
  const text = page.locator('#addresses')
  const results = page.locator('.result')

  t.test('asks for an address when there is none', async (t) => {
    await page.getByRole('button', { name: 'Chuyển đổi' }).click()
    t.match(await page.locator('#status').textContent(), 'ít nhất một địa chỉ')
  })

  t.test('shows what each line became, with its legal document, and what is not certain', async (t) => {
    await text.fill('98, phường 2, Tp Tân An\nXã Nhị Thành, huyện Thủ Thừa')
    await text.press('Control+Enter')
    await results.first().waitFor()
    t.equal(await results.count(), 2)
    t.match(await results.first().textContent(), /Phường Long An.*1682\/NQ-UBTVQH15/)
    const split = await results.nth(1).textContent()
    for (const part of ['Xã Thủ Thừa', 'Xã Nhựt Tảo', 'Cần kiểm tra', 'đã chia']) t.match(split, part)
    t.match(await page.locator('#status').textContent(), '1 chắc chắn, 1 cần kiểm tra')
    const width = await page.locator('html').evaluate((html) => html.scrollWidth)
    t.ok(width <= 360, `${width} px wide`)
    await page.locator('.spot').first().waitFor({ state: 'attached' })
    await picture(page, 'converter-phone')
  })

  t.test('gives the table as a file', async (t) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('#download').click()])
    t.equal(file.suggestedFilename(), 'doi-dia-chi.csv')
    t.match(readFileSync((await file.path())!, 'utf8'), /^\uFEFFDòng,Địa chỉ đã nhập,/)
  })

  t.test('converts the other way, in English', async (t) => {
    await page.locator('#language').click()
    await page.getByRole('radio', { name: 'Today → former' }).check()
    await text.fill('Phường Long An, Tỉnh Tây Ninh')
    await text.press('Control+Enter')
    await page.getByText('1 addresses converted').waitFor()
    t.match(await results.first().textContent(), 'Thành phố Tân An')
  })

  t.test('and nothing goes wrong in the page', async (t) => t.same(here.wrongs, []))
})

import t from 'tap'
import { noBrowser, picture, stage } from '../../support/browser.ts'

const skip = noBrowser('portal.html')
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

t.test('Where am I, and what is near', { skip, timeout: 600_000 }, async (t) => {
  const here = await stage()
  t.teardown(() => here.close())
  const someone = here.demo.record.addresses.byFid(1)!
  const [lon, lat] = [106.4113, 10.536]
  t.ok(someone)
  const at = (accuracy: number) => ({
    ...PHONE,
    permissions: ['geolocation'],
    geolocation: { longitude: lon, latitude: lat, accuracy },
  })

  t.test('told when it is asked for, to be read out, and what is nearest', async (t) => {
    const page = await here.open('/', at(15))
    await page.getByRole('button', { name: 'Vị trí của tôi' }).click()
    const card = page.locator('#card')
    await card.locator('h2').waitFor()
    t.match(await card.textContent(), 'Vĩ độ 10 phẩy 536 00; kinh độ 106 phẩy 411 30')
    t.match(await card.textContent(), /Xã, phường(Xã|Phường) /)
    await page.getByRole('button', { name: 'Đóng thẻ' }).click()
    await page.getByRole('button', { name: 'UBND' }).click()
    const first = page.locator('.near-list button').first()
    await first.waitFor()
    t.match(await first.textContent(), /Ủy ban nhân dân .*\d (m|km)/)
    await first.click()
    await card.getByRole('heading', { name: /Ủy ban nhân dân/ }).waitFor()
    t.ok((await page.locator('html').evaluate((html) => html.scrollWidth)) <= 360)
    await picture(page, 'portal-near')
    await page.context().close()
  })

  t.test('a rough position names no address', async (t) => {
    const page = await here.open('/', at(5000))
    await page.getByRole('button', { name: 'Vị trí của tôi' }).click()
    const card = page.locator('#card')
    await card.locator('h2').waitFor()
    t.match(await card.textContent(), 'trong khoảng 5 km')
    t.match(await card.locator('h2').textContent(), /^(Xã|Phường) /)
    await page.context().close()
  })

  t.test('a refusal is said in words that help', async (t) => {
    const page = await here.open('/', PHONE)
    await page.getByRole('button', { name: 'Vị trí của tôi' }).click()
    await page.locator('#status').getByText('cho phép “Vị trí”').waitFor()
    t.equal(await page.locator('#card').isVisible(), false)
    await page.context().close()
  })
  t.same(here.wrongs, [], 'nothing went wrong in the pages')
})

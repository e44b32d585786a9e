import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { AddressRow } from '../../src/store/record/rows.ts'
import { mapAtRest, noBrowser, picture, type Stage, stage } from '../support/browser.ts'

const skip = noBrowser('portal.html')

/** A house whose street and number lead to it. */
function someHouse({ demo }: Stage): AddressRow & { house_number: string; street: string } {
  const { addresses } = demo.record
  const rows = Array.from({ length: 500 }, (_, i) => addresses.byFid(i + 1))
  const found = rows.find((row) => row?.house_number?.match(/^\d+$/) && row.street && row.code && !row.name)
  return found as AddressRow & { house_number: string; street: string }
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase()
}

async function type(page: Page, text: string): Promise<void> {
  await page.locator('#q').fill(text)
  await page.getByRole('option').first().waitFor()
}

/** Types a text and waits for its own suggestions, not those that an earlier one left. */
async function suggested(page: Page, text: string): Promise<void> {
  await page.locator('#q').fill(text)
  await page
    .locator('#status')
    .getByText(/^\d+ gợi ý/)
    .waitFor()
}

t.test('The portal in a browser', { skip, timeout: 600_000 }, async (t) => {
  const here = await stage()
  t.teardown(() => here.close())
  const house = someHouse(here)
  const small = { viewport: { width: 640, height: 640 } }
  const nothingWrong = (t: Test) => t.same(here.wrongs.splice(0), [], 'nothing went wrong in the page')

  t.test('says what it is, to eyes and to a screen reader', async (t) => {
    const page = await here.open('/')
    await page.locator('#demo').waitFor()
    await mapAtRest(page)
    const tree = await page.locator('body').ariaSnapshot()
    for (const part of [
      'heading "Tìm địa chỉ, xem mã địa chỉ số và địa chỉ cũ trên bản đồ." [level=1]',
      'combobox "Tìm địa chỉ, đường, ấp, xã hoặc mã"',
      'region "Bản đồ"',
      'button "Phóng to"',
      'link "English"',
      'main:',
      'search:',
      'banner:',
      'Dữ liệu minh hoạ',
    ])
      t.ok(tree.includes(part), part)
    t.equal(await page.locator('html').getAttribute('lang'), 'vi')
    await picture(page, 'portal-light')
    nothingWrong(t)
    await page.context().close()
  })

  const page = await here.open('/', small)
  const box = page.locator('#q')
  const card = page.locator('#card')
  const title = card.locator('h2')

  t.test('is used with the keyboard alone, without accents', async (t) => {
    await type(page, withoutAccents(`${house.house_number} ${house.street}`))
    t.equal(await box.getAttribute('aria-expanded'), 'true')
    t.match(await page.locator('#status').textContent(), /^\d+ gợi ý/)

    await box.press('ArrowDown')
    const option = page.locator(`#${await box.getAttribute('aria-activedescendant')}`)
    t.equal(await option.getAttribute('aria-selected'), 'true')
    t.match(await option.textContent(), house.street)
    t.ok((await option.locator('mark').count()) > 0, 'what was typed is marked')
    await box.press('ArrowUp')
    t.equal(await box.getAttribute('aria-activedescendant'), null, 'back in the text')
    await box.press('Escape')
    t.equal(await box.getAttribute('aria-expanded'), 'false')

    await box.press('ArrowDown')
    await box.press('Enter')
    await title.waitFor()
    t.match(await title.textContent(), house.street)
    t.match(await page.locator('#status').textContent(), /^Đã mở/)
    await page.locator('.pin').waitFor()
    t.match(page.url(), /\?(code|q)=/)
    nothingWrong(t)
  })

  t.test('opens again by its link, closes, and goes back', async (t) => {
    await page.goto(`${here.base}/?code=${house.code}`)
    await title.waitFor()
    const groups = house
      .code!.match(/^(L...)(...)(....)$/)!
      .slice(1)
      .join(' ')
    t.match(await card.textContent(), groups)
    for (const term of ['Loại đối tượng', 'Tình trạng', 'Xã, phường', 'Toạ độ', 'Plus code', 'Liên kết'])
      t.equal(await card.getByText(term, { exact: true }).count(), 1, term)
    await page.getByRole('button', { name: 'Đóng thẻ' }).press('Enter')
    await title.waitFor({ state: 'detached' })
    t.equal(new URL(page.url()).search, '')
    await page.goBack()
    await title.waitFor()
    t.match(page.url(), house.code!)
    nothingWrong(t)
  })

  t.test('tells what the map is clicked on, and always the commune', async (t) => {
    const canvas = page.locator('#map canvas')
    const reverse = () => page.waitForResponse((response) => response.url().includes('/v1/reverse'))
    await mapAtRest(page)
    await Promise.all([reverse(), canvas.click()])
    await card.getByText('Cách điểm bạn bấm').waitFor()
    t.match(await card.textContent(), /Xã, phường(Xã|Phường) /)
    await page.locator('.clicked').waitFor()
    await canvas.focus()
    await Promise.all([reverse(), page.keyboard.press('Enter')])
    nothingWrong(t)
  })

  t.test('speaks English when asked, and remembers it', async (t) => {
    await page.locator('#language').click()
    t.equal(await page.locator('html').getAttribute('lang'), 'en')
    t.match(await page.locator('label[for=q]').textContent(), /^Find an address/)
    t.match(await card.textContent(), /Object class/)
    t.match(page.url(), /lang=en/)
    await page.goto(`${here.base}/?lat=12.5&lon=108.4`)
    await title.waitFor()
    t.equal(await title.textContent(), 'This point lies outside the province')
    await page.locator('#language').click()
    t.equal(await title.textContent(), 'Điểm này nằm ngoài tỉnh')
    nothingWrong(t)
  })

  t.test('explains a mistyped code and offers the right one', async (t) => {
    const last = (Number(house.code!.at(-1)) + 1) % 10
    const explained = async () => {
      await box.press('Enter')
      await card.getByText('Có phải bạn muốn gõ').waitFor()
      t.equal(await title.textContent(), 'Mã không hợp lệ')
    }
    await box.fill(house.code!.slice(0, -1) + last)
    await explained()
    // And so it is when the right one has been suggested before.
    await page.getByRole('button', { name: 'Đóng thẻ' }).click()
    await box.fill('')
    await box.fill(house.code!.slice(0, -1) + last)
    await page.getByRole('option').first().waitFor()
    await explained()
    nothingWrong(t)
  })

  t.test('asks for what is picked, says when that is slow, and again when it fails', async (t) => {
    const trouble = page.locator('#trouble')
    const status = page.locator('#status')
    const pick = async (text: string) => {
      await suggested(page, text)
      await box.press('Enter')
    }
    const listed = page.waitForRequest((request) => request.url().includes('/v1/autocomplete'))
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/v1/features/*', (route) => held.then(() => route.continue()).catch(() => {}))
    await pick(`${house.house_number} ${house.street}`)
    t.match((await listed).url(), /[?&]view=list(&|$)/)
    await status.getByText(/^Đang mở /).waitFor()
    t.notMatch(await status.getAttribute('class'), 'visually-hidden', 'seen by everybody')
    const abandoned = page.waitForEvent('requestfailed')
    await pick('Xã Bến Lức')
    t.match((await abandoned).url(), /\/v1\/features\//)
    release()
    await title.getByText('Xã Bến Lức').waitFor()
    t.match(await status.textContent(), /^Đã mở Xã Bến Lức/)
    t.match(page.url(), /\?q=/)
    nothingWrong(t)

    await page.unroute('**/v1/features/*')
    await page.route('**/v1/features/*', (route) => route.fulfill({ status: 500, body: '' }))
    await pick(`${house.house_number} ${house.street}`)
    await trouble.getByText('Máy chủ gặp lỗi').waitFor()
    t.equal(await status.textContent(), '')
    await page.unroute('**/v1/features/*')
    await trouble.getByRole('button').press('Enter')
    await title.getByText(house.street).waitFor()
    t.equal(await trouble.isVisible(), false)
    here.wrongs.length = 0
  })

  t.test('a picked code is shown as the code, a missing number with those near it', async (t) => {
    const kind = card.locator('.card-kind')
    for (const [text, expected] of [
      ['82120', 'Mã bưu chính'],
      ['7P28GCP6+9RX', 'Plus code'],
    ] as const) {
      await suggested(page, text)
      t.match(await page.getByRole('option').first().textContent(), expected)
      await box.press('Enter')
      await title.getByText(text).waitFor()
      t.equal(await kind.textContent(), expected)
      t.equal(new URL(page.url()).searchParams.get('q'), text)
    }
    await suggested(page, `9998 ${house.street}`)
    await box.press('Enter')
    await title.getByText(house.street).waitFor()
    t.match(await card.locator('.card-warnings').textContent(), /\d/)
    nothingWrong(t)
  })

  t.test('says in plain words when the network or the server fails, and goes on afterwards', async (t) => {
    const trouble = page.locator('#trouble')
    await page.context().setOffline(true)
    await box.fill(house.street)
    await trouble.waitFor()
    t.match(await trouble.textContent(), 'không có mạng')
    await page.context().setOffline(false)
    await page.getByRole('option').first().waitFor()
    t.equal(await trouble.isVisible(), false)

    await page.route('**/v1/autocomplete*', (route) => route.fulfill({ status: 500, body: '' }))
    await box.fill(`${house.street} x`)
    await trouble.waitFor()
    t.match(await trouble.textContent(), 'Máy chủ gặp lỗi')
    here.wrongs.length = 0
    await page.context().close()
  })

  t.test('fits a phone of 360 pixels, in the dark, also with large text', async (t) => {
    const page = await here.open(`/?code=${house.code}`, {
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
      reducedMotion: 'reduce',
    })
    await page.locator('#card h2').waitFor()
    const width = () => page.locator('html').evaluate((html) => html.scrollWidth)
    t.ok((await width()) <= 360, `${await width()} px wide`)
    await mapAtRest(page)
    await picture(page, 'portal-phone-dark')
    await page.locator('html').evaluate((html) => {
      html.style.fontSize = '200%'
    })
    t.ok((await width()) <= 360, `${await width()} px wide with text of double size`)
    await type(page, withoutAccents(house.street))
    t.ok((await width()) <= 360, `${await width()} px wide with suggestions`)
    await picture(page, 'portal-phone-large-text')
    nothingWrong(t)
    await page.context().close()
  })
})

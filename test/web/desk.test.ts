import type { Page } from 'playwright-core'
import t from 'tap'
import { axe } from '../support/axe.ts'
import { mapAtRest, noBrowser, picture } from '../support/browser.ts'
import { deskStage, openCreated, openItem } from '../support/desk-stage.ts'

const PHONE = { viewport: { width: 360, height: 740 } }

const title = (page: Page) => page.locator('#item h2').first()
/** Waits for another item than the one that was open. */
const another = (page: Page, before: string | null) =>
  page.locator(`#item .session[data-ready] h2:not(:text-is(${JSON.stringify(before)}))`).waitFor()
/** Opens the first declaration of a street. */
const openStreet = async (page: Page, street: string) => {
  await page.locator('[data-tab=declaration]').click()
  await page.locator('.items button', { hasText: street }).first().click()
  await page.locator('#item .session[data-ready] h2', { hasText: street }).waitFor()
}
const point = (page: Page) => page.locator('#item .point').textContent()

t.test('An officer at the desk', { skip: noBrowser('portal.html'), timeout: 900_000 }, async (t) => {
  const here = await deskStage()
  t.teardown(() => here.close())
  const stateOf = (id: string) => here.people.read(async ({ proposals }) => (await proposals.byId(id))?.state)

  t.test('sixty declarations by keyboard: one key each, and the next is there', async (t) => {
    const ids = await here.declare(60, 'Đường Bàn Phím')
    const page = await here.desk('oanh-can-bo')
    t.match(page.url(), /\/ban-lam-viec$/, 'led to the login and back')
    await page.locator('[data-tab=declaration]').click()
    t.match(await page.locator('[data-tab=declaration] .count').textContent(), '60')
    let keys = 0
    for (let n = 0; n < ids.length; n++) {
      await openItem(page).waitFor()
      const before = await title(page).textContent()
      await page.keyboard.press('a')
      keys++
      if (n < ids.length - 1) await another(page, before)
    }
    await page.locator('#queue .quiet:visible').waitFor()
    t.ok(keys <= 3 * ids.length, `${keys} keys`)
    for (const id of ids) t.equal(await stateOf(id), 'accepted')
    const { features } = (
      await here.app.inject(`/v1/search?q=${encodeURIComponent('37 Đường Bàn Phím, Phường Long An')}`)
    ).json()
    t.equal(features[0]?.id, ids[36], 'found at once')
    await page.keyboard.press('u')
    await page.locator('#told', { hasText: 'Đã hoàn tác' }).waitFor()
    const [undone] = [(await here.app.inject(`/v1/addresses/${ids[59]}`)).json()]
    t.equal(undone.properties.vn.status, 'retired', 'the last one is taken back')
    await page.context().close()
  })

  t.test('a rejection is three keys, and its reason reaches who sent it', async (t) => {
    const [id = ''] = await here.declare(1, 'Đường Từ Chối')
    const page = await here.desk('oanh-can-bo')
    await openStreet(page, 'Đường Từ Chối')
    for (const key of ['r', '3', 'Enter']) await page.keyboard.press(key)
    await page.locator('#told', { hasText: 'Đã từ chối' }).waitFor()
    const settled = await here.people.read(({ proposals }) => proposals.byId(id))
    t.match(settled, { state: 'rejected', settle_reason: 'wrong-place', settle_text: 'Vị trí sai' })
    await page.context().close()
  })

  t.test(
    'neither typing nor moving the map moves the pin; an explicit move does, and is taken back',
    async (t) => {
      const [id = ''] = await here.declare(2, 'Đường Cái Ghim')
      const page = await here.desk('oanh-can-bo')
      await page.locator('[data-tab=declaration]').click()
      await openItem(page).waitFor()
      await mapAtRest(page)
      const before = await point(page)
      const box = (await page.locator('#map canvas').boundingBox())!
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      await page.mouse.move(x + 90, y + 90)
      await page.mouse.down()
      await page.mouse.move(x - 60, y + 120, { steps: 4 })
      await page.mouse.up()
      await page.mouse.click(x + 140, y - 120)
      await page.locator('#f-house_number').fill('')
      await page.locator('#f-house_number').pressSequentially('1a')
      t.equal(await point(page), before)
      await page.keyboard.press('Escape')
      await page.keyboard.press('m')
      await page.locator('#mode', { hasText: 'Đang dời ghim' }).waitFor()
      await page.mouse.click(x + 40, y - 40)
      t.match(await point(page), /đã dời \d+ m/)
      await page.locator('#item').focus()
      await page.keyboard.press('u')
      t.equal(await point(page), before, 'put back')
      await page.keyboard.press('j')
      await page.locator('dialog[open]', { hasText: 'chưa lưu' }).waitFor()
      await page.keyboard.press('Escape')
      t.equal(await page.locator('#f-house_number').inputValue(), '1a', 'what was typed is still there')
      await page.locator('#item').focus()
      await page.keyboard.press('a')
      await page.locator('#told', { hasText: 'Đã duyệt' }).waitFor()
      const { properties } = (await here.app.inject(`/v1/addresses/${id}`)).json()
      t.equal(properties.geocoding.housenumber, '1a', 'set right with the approval')
      t.equal(await page.locator('#f-house_number').inputValue(), '2', 'the next form has its own number')
      await page.context().close()
    },
  )

  t.test('a session that ends and a minute offline lose nothing', async (t) => {
    const [one = '', two = ''] = await here.declare(2, 'Đường Đứt Quãng')
    const page = await here.desk('oanh-can-bo')
    await openStreet(page, 'Đường Đứt Quãng')
    const first = await title(page).textContent()
    await page.locator('#f-group_name').fill('Tổ 9')
    await page.context().clearCookies()
    await page.locator('#item').focus()
    await page.keyboard.press('a')
    const link = page.locator('#line a')
    await link.waitFor()
    const [login] = await Promise.all([page.context().waitForEvent('page'), link.click()])
    await here.logIn(login, 'oanh-can-bo')
    await login.locator('#desk').waitFor()
    await login.close()
    await another(page, first)
    const settled = await Promise.all([one, two].map(stateOf))
    t.same(settled.filter((state) => state === 'accepted').length, 1)
    const { properties } = (await here.app.inject(`/v1/addresses/${one}`)).json()
    t.match(properties.geocoding.label, 'Tổ 9', 'with what was typed before')
    await page.context().setOffline(true)
    await page.keyboard.press('a')
    await page.locator('#line', { hasText: 'Mất kết nối' }).waitFor()
    t.equal(await stateOf(two), 'open')
    await page.context().setOffline(false)
    await page.locator('#told', { hasText: 'Đã duyệt' }).waitFor()
    await page.locator('#line:empty').waitFor({ state: 'attached' })
    t.equal(await stateOf(two), 'accepted')
    await page.context().close()
  })

  t.test('two officers in one form see each other; the second is told that it is settled', async (t) => {
    const [id = ''] = await here.declare(1, 'Đường Hai Người')
    const one = await here.desk('oanh-can-bo')
    await openStreet(one, 'Đường Hai Người')
    const two = await here.desk('hai-can-bo')
    await openStreet(two, 'Đường Hai Người')
    await two.locator('.others', { hasText: 'Cũng đang mở' }).waitFor()
    await one.locator('.others', { hasText: 'Cũng đang mở' }).waitFor()
    await two.keyboard.press('a')
    await two.locator('#told', { hasText: 'Đã duyệt' }).waitFor()
    await one.keyboard.press('a')
    await one.locator('.session .trouble', { hasText: 'đã duyệt' }).waitFor()
    t.equal(await stateOf(id), 'accepted')
    await one.context().close()
    await two.context().close()
  })

  t.test('of two who change one address the second sees both versions', async (t) => {
    const [id = ''] = await here.declare(1, 'Đường Hai Bản')
    const page = await here.desk('oanh-can-bo')
    await openStreet(page, 'Đường Hai Bản')
    await page.keyboard.press('a')
    await page.locator('#told', { hasText: 'Đã duyệt' }).waitFor()
    const other = await here.desk('hai-can-bo')
    await openCreated(page, id)
    await openCreated(other, id)
    await page.locator('#f-group_name').fill('Tổ 1')
    await other.locator('#f-house_number').fill('77')
    await other.locator('#f-house_number').press('Enter')
    await other.locator('#told', { hasText: 'Đã lưu' }).waitFor()
    await page.locator('#f-group_name').press('Enter')
    await page.locator('.trouble .versions', { hasText: '77' }).waitFor()
    await picture(page, 'ban-lam-viec-hai-ban')
    await page.getByRole('button', { name: 'Giữ phần tôi đã sửa' }).click()
    await page.locator('#told', { hasText: 'Đã lưu' }).waitFor()
    const { properties } = (await here.app.inject(`/v1/addresses/${id}`)).json()
    t.match(properties.geocoding, { housenumber: '77', label: /Tổ 1/ }, 'both are in the address')
    await page.context().close()
    await other.context().close()
  })

  t.test('a verifier verifies with one key, marks the rest and verifies them together', async (t) => {
    const page = await here.desk('vinh-xac-minh')
    await openItem(page).waitFor()
    const before = await title(page).textContent()
    const key = await page.locator('[aria-current]').getAttribute('data-key')
    await page.keyboard.press('a')
    await page.locator('#told', { hasText: 'Đã xác thực' }).waitFor()
    await another(page, before)
    const { properties } = (await here.app.inject(`/v1/addresses/${key?.split(':')[1]}`)).json()
    t.equal(properties.vn.status, 'verified')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await openItem(page).waitFor()
    await page.keyboard.press('x')
    await page.locator('.marks', { hasText: '2 địa chỉ' }).waitFor()
    await page.keyboard.press('v')
    await page.keyboard.press('Enter')
    await page.locator('#told', { hasText: 'Đã xác thực 2 địa chỉ' }).waitFor()
    await page.context().close()
  })

  t.test('on a phone: the list, then the item with the map above; axe finds nothing', async (t) => {
    await here.declare(3, 'Đường Điện Thoại')
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await here.desk('oanh-can-bo', { ...PHONE, colorScheme })
      await page.locator('[data-tab=declaration]').click()
      await page.locator('.items button').first().waitFor()
      t.same(await axe(page), [], `list, ${colorScheme}`)
      await picture(page, `ban-lam-viec-360-${colorScheme}-list`)
      await page.locator('.items button').first().click()
      await openItem(page).waitFor()
      await mapAtRest(page)
      t.same(await axe(page), [], `item, ${colorScheme}`)
      t.ok(
        (await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)) <= 360,
        'nothing is wider than the phone',
      )
      await picture(page, `ban-lam-viec-360-${colorScheme}`)
      await page.goBack()
      t.ok(await page.locator('#queue').isVisible(), 'back to the list')
      await page.context().close()
      const wide = await here.desk('oanh-can-bo', { colorScheme })
      await openItem(wide).waitFor()
      await mapAtRest(wide)
      t.same(await axe(wide), [], `wide, ${colorScheme}`)
      await picture(wide, `ban-lam-viec-1280-${colorScheme}`)
      await wide.keyboard.press('?')
      await wide.locator('dialog[open]').waitFor()
      t.same(await axe(wide), [], `keys, ${colorScheme}`)
      await wide.context().close()
    }
  })

  t.same(
    here.wrongs.filter((wrong) => !/40[149]|412|ERR_INTERNET_DISCONNECTED/.test(wrong)),
    [],
    'nothing was wrong in the pages',
  )
})

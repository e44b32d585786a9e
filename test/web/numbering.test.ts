import type { Page } from 'playwright-core'
import t from 'tap'
import { axe } from '../support/axe.ts'
import { mapAtRest, noBrowser, picture } from '../support/browser.ts'
import { deskStage } from '../support/desk-stage.ts'

const PHONE = { viewport: { width: 360, height: 740 } }
const COUNT = 80

const choose = (page: Page, street: string) =>
  page.locator('#what').selectOption({ value: `street:${street}` })
const number = (page: Page, n: number) => page.locator('.numbers input').nth(n)
const planned = (page: Page) =>
  page
    .locator('.numbers input')
    .evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value))

t.test('An officer numbers a street', { skip: noBrowser('portal.html'), timeout: 900_000 }, async (t) => {
  const here = await deskStage()
  t.teardown(() => here.close())
  const numberOf = async (id: string) =>
    (await here.app.inject(`/v1/addresses/${id}`)).json().properties.geocoding.housenumber

  t.test('of 80 houses: chosen, looked at, corrected, written, found, taken back', async (t) => {
    const street = 'Đường Tám Mươi'
    const ids = await here.build(COUNT, street)
    const page = await here.numbering('oanh-can-bo')
    await mapAtRest(page)
    await choose(page, street)
    await number(page, COUNT - 1).waitFor()
    t.same(
      await planned(page),
      ids.map((_, i) => String(i + 1)),
      'odd numbers on the left, from the west',
    )
    t.equal(await page.locator('#map .numbered').count(), COUNT, 'all of them on the map')
    await mapAtRest(page)
    await picture(page, 'danh-so-1280')
    await number(page, 2).focus()
    await page.keyboard.type('7')
    await page.keyboard.press('Enter')
    await page.locator('.numbers .corrected').waitFor()
    t.same((await planned(page)).slice(0, 6), ['1', '2', '7', '4', '9', '6'], 'those behind run on')
    t.equal(
      await page.locator('.numbers li').nth(3).locator('input:focus').count(),
      1,
      'Enter leads to the next',
    )
    await page.keyboard.type('7')
    await page.keyboard.press('ArrowUp')
    await page.locator('.trouble', { hasText: 'Số 7 đã là của nhà khác' }).waitFor()
    await page.locator('.numbers [aria-invalid]').waitFor()
    t.ok(await page.locator('.acts button').isDisabled(), 'nothing is written with it')
    await number(page, 3).fill('4')
    await number(page, 3).press('Enter')
    await page.locator('.acts button:enabled', { hasText: `Ghi ${COUNT} số` }).click()
    await page.locator('#numbered', { hasText: `Đã ghi ${COUNT} số ở ${street}` }).waitFor()
    t.same(await Promise.all(ids.slice(0, 5).map(numberOf)), ['1', '2', '7', '4', '9'])
    const q = encodeURIComponent(`80 ${street}, Phường Long An`)
    const { features } = (await here.app.inject(`/v1/search?q=${q}`)).json()
    t.equal(features[0]?.id, ids[79], 'found at once')
    await page.locator('#numbered button').click()
    await page.locator('#numbered', { hasText: 'Đã hoàn tác' }).waitFor()
    t.same(
      await Promise.all(ids.map(numberOf)),
      ids.map(() => undefined),
      'all of it is taken back',
    )
    await number(page, COUNT - 1).waitFor()
    await page.context().close()
  })

  t.test(
    'an alley by keyboard: a line is drawn, its houses alone are numbered, one is left out',
    async (t) => {
      const street = 'Đường Có Hẻm'
      const ids = await here.build(12, street)
      const page = await here.numbering('oanh-can-bo')
      await mapAtRest(page)
      await choose(page, street)
      await number(page, 11).waitFor()
      await mapAtRest(page)
      await page.locator('#prefix').fill('51')
      await page.locator('#prefix').press('Tab')
      await page.locator('.line-tool button', { hasText: 'Vẽ tuyến' }).press('Enter')
      await page.locator('#mode', { hasText: 'Đang vẽ' }).waitFor()
      await page.keyboard.press('Enter')
      await page.keyboard.press('ArrowRight')
      await mapAtRest(page)
      await page.keyboard.press('Enter')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Backspace')
      await page.locator('.line-tool', { hasText: '2 điểm' }).waitFor()
      await picture(page, 'danh-so-ve-tuyen')
      await page.keyboard.press('Escape')
      await page.locator('.acts button:enabled', { hasText: /Ghi [1-9]\d? số/ }).waitFor()
      const numbers = await planned(page)
      t.ok(numbers.length > 1 && numbers.length < ids.length, `${numbers.length} houses beside the line`)
      t.ok(
        numbers.every((each) => each.startsWith('51/')),
        numbers.join(' '),
      )
      await page.locator('.numbers button', { hasText: 'Để lại' }).first().press('Enter')
      await page.locator('.plan', { hasText: '1 để lại' }).waitFor()
      await page.locator('.acts button:enabled', { hasText: `Ghi ${numbers.length - 1} số` }).press('Enter')
      await page.locator('#numbered', { hasText: 'Đã ghi' }).waitFor()
      const written = (await Promise.all(ids.map(numberOf))).filter(Boolean)
      t.equal(written.length, numbers.length - 1)
      await page.context().close()
    },
  )

  t.test('on a phone, in both themes; axe finds nothing', async (t) => {
    const street = 'Đường Điện Thoại'
    await here.build(10, street)
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await here.numbering('oanh-can-bo', { ...PHONE, colorScheme })
      await choose(page, street)
      await number(page, 9).waitFor()
      await mapAtRest(page)
      t.same(await axe(page), [], colorScheme)
      t.ok(
        (await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)) <= 360,
        'nothing is wider than the phone',
      )
      await picture(page, `danh-so-360-${colorScheme}`)
      await number(page, 0).scrollIntoViewIfNeeded()
      await picture(page, `danh-so-360-${colorScheme}-list`)
      await page.context().close()
    }
  })

  t.same(
    here.wrongs.filter((wrong) => !/422/.test(wrong)),
    [],
    'nothing was wrong in the pages',
  )
})

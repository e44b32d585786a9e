import t from 'tap'
import { axe } from '../support/axe.ts'
import { noBrowser, picture } from '../support/browser.ts'
import { deskStage, openCreated } from '../support/desk-stage.ts'

t.test('An officer splits an address', { skip: noBrowser('portal.html'), timeout: 600_000 }, async (t) => {
  const here = await deskStage()
  t.teardown(() => here.close())

  t.test(
    'one address is split into three: the fate of the codes is told first, and taken back',
    async (t) => {
      const [id = ''] = await here.build(1, 'Đường Tách')
      const { properties: whole } = (await here.app.inject(`/v1/addresses/${id}`)).json()
      const page = await here.desk('oanh-can-bo')
      await openCreated(page, id)
      await page.keyboard.press('t')
      const dialog = page.locator('dialog[open]')
      await dialog.waitFor()
      await page.keyboard.press('Enter')
      await dialog.locator('.trouble', { hasText: 'số nhà hoặc tên' }).waitFor()
      await page.keyboard.type('5')
      await dialog.locator('#part-2').fill('5')
      await page.keyboard.press('Enter')
      await dialog.locator('.trouble', { hasText: 'giống hệt' }).waitFor()
      await dialog.locator('#part-2').fill('5A')
      await dialog.getByRole('button', { name: 'Thêm một địa chỉ' }).click()
      await page.keyboard.type('5B')
      await dialog.locator('[role=status]', { hasText: `${whole.vn.code} ngừng dùng và dẫn đến 3` }).waitFor()
      await dialog.locator('[role=status]', { hasText: '5; 5A; 5B' }).waitFor()
      t.same(await axe(page), [])
      await picture(page, 'ban-lam-viec-tach')
      await page.keyboard.press('Enter')
      await page.locator('#told', { hasText: 'thành 3 địa chỉ' }).waitFor()
      const { properties } = (await here.app.inject(`/v1/addresses/${id}`)).json()
      t.equal(properties.vn.status, 'retired')
      const found = async (number: string) =>
        (await here.app.inject(`/v1/search?q=${encodeURIComponent(`${number} Đường Tách`)}&limit=1`)).json()
          .features[0]?.properties.geocoding.housenumber
      for (const number of ['5', '5A', '5B']) t.equal(await found(number), number)
      await page.keyboard.press('u')
      await page.locator('#told', { hasText: 'Đã hoàn tác' }).waitFor()
      t.equal((await here.app.inject(`/v1/addresses/${id}`)).json().properties.vn.status, 'created')
      await page.context().close()
    },
  )

  t.same(here.wrongs, [], 'nothing was wrong in the page')
})

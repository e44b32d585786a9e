import t from 'tap'
import { axe } from '../support/axe.ts'
import { batchRow, batchWorld } from '../support/batch-world.ts'
import { noBrowser, picture } from '../support/browser.ts'
import { deskStage, openItem } from '../support/desk-stage.ts'
import { officer } from '../support/registry-actors.ts'

const uid = (n: number) => `40000000-0000-4000-8000-${String(n).padStart(12, '0')}`

t.test(
  'A verifier settles the sample of a batch at the desk',
  { skip: noBrowser('portal.html'), timeout: 300_000 },
  async (t) => {
    const here = await deskStage()
    t.teardown(() => here.close())
    const { send, writing, sampling } = batchWorld(here, 'up_to,sample,allowed\n,6,1\n')
    const place = { lon: 106.4137, lat: 10.5402, street: 'Đường Mẫu', hamlet: 'Khu phố 9', raw_text: null }
    const batch = await send(
      officer,
      Array.from({ length: 12 }, (_, i) =>
        batchRow(2 + i, uid(i), { ...place, house_number: String(i + 1) }),
      ),
    )
    await writing.apply(officer, batch, [])
    const drawn = (await sampling.draw(officer, batch)).drawn.map((one) => one.uid)
    const states = async () => {
      const { items } = await here.store.read(async ({ sets }) => ({
        items: [...(await sets.byUids(Array.from({ length: 12 }, (_, i) => uid(i)))).values()],
      }))
      return items.filter(({ status }) => status === 'verified').length
    }

    const page = await here.desk('vinh-xac-minh')
    await page.locator('[data-tab=sample] .count', { hasText: '6' }).waitFor()
    await page.locator('[data-tab=sample]').click()
    await openItem(page).waitFor()
    t.match(await page.locator('#item').textContent(), /Mẫu của một mẻ.*không hoàn tác được/s)
    t.equal(
      await page.locator('#f-house_number').getAttribute('readonly'),
      '',
      'who changes it could not settle it',
    )
    t.same(await axe(page), [])
    await picture(page, 'desk-sample')
    const [right, wrong] = await page
      .locator('.items [data-key]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-key')))

    await page.keyboard.press('a')
    await page.locator('#told', { hasText: '1 địa chỉ đúng' }).waitFor()
    await page.locator(`[data-key="${wrong}"][aria-current]`).waitFor()
    await openItem(page).waitFor()
    for (const key of ['r', '3', 'Enter']) await page.keyboard.press(key)
    await page.locator('#told', { hasText: 'sai' }).waitFor()
    t.equal(await states(), 0, 'nothing is verified before all are settled')

    await page.getByRole('button', { name: 'Đánh dấu cả danh sách' }).click()
    await page.locator('#item').focus()
    await page.keyboard.press('v')
    await page.locator('dialog[open]', { hasText: '4 địa chỉ mẫu' }).waitFor()
    // It is not taken back: Enter alone calls it off.
    await page.locator('dialog[open] button[value=send]').click()
    await page.locator('#told', { hasText: '4 địa chỉ đúng' }).waitFor()
    await page.locator('#queue .quiet:visible').waitFor()
    t.equal(await states(), 11, 'within what is allowed all but the wrong one are verified')
    const { lots, drawn: settled } = await here.people.read(async ({ samples }) => ({
      lots: await samples.lots(batch),
      drawn: await samples.drawn(batch),
    }))
    t.match(lots, [{ state: 'verified' }])
    t.match(
      settled.find((one) => `sample:${one.uid}` === wrong),
      { verdict: 'wrong', text: 'Nội dung chưa đúng' },
    )
    t.match(
      settled.find((one) => `sample:${one.uid}` === right),
      { verdict: 'right' },
    )
    t.equal(settled.length, drawn.length)
    await page.context().close()

    const opened = await here.open(`/ban-lam-viec?dia-chi=${uid(3)}`, { locale: 'vi-VN' })
    await here.logIn(opened, 'vinh-xac-minh')
    await openItem(opened).waitFor()
    t.match(
      await opened.locator('#item h2').first().textContent(),
      /4 Đường Mẫu/,
      'an address that is named is open, behind the login too',
    )
    await opened.context().close()
  },
)

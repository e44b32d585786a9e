import sharp from 'sharp'
import t from 'tap'
import { mapAtRest, noBrowser, picture, stage } from '../support/browser.ts'

const PHONE = { viewport: { width: 360, height: 740 }, locale: 'vi-VN', hasTouch: true }
/** An input with a file. */
interface Chosen {
  readonly files: readonly [{ readonly size: number }]
}
const AT = { latitude: 10.5402, longitude: 106.4137 }

t.test('A citizen declares on a phone', { skip: noBrowser('portal.html'), timeout: 600_000 }, async (t) => {
  const here = await stage(undefined, { withPeople: true })
  t.teardown(() => here.close())

  t.test('my position → the map → what is nearby → sent → the receipt, in nine taps', async (t) => {
    const page = await here.open('/dang-ky', {
      ...PHONE,
      permissions: ['geolocation'],
      geolocation: { ...AT, accuracy: 35 },
    })
    let taps = 0
    const tap = (selector: string) => {
      taps++
      return page.locator(selector).click()
    }
    await tap('#mine button')
    await page.waitForURL(/lat=10\.540200&lon=106\.413700#sure=35$/)
    await mapAtRest(page)
    t.match(await page.locator('#sure').textContent(), 'lệch đến 35 m')
    await tap('#f-house_number')
    await page.keyboard.type('117')
    await tap('#f-street')
    await page.keyboard.type('Đường Cổng Ngõ')
    const before = await page.locator('[name=lon]').inputValue()
    const moved = page.waitForResponse((reply) => reply.url().includes('/dang-ky?lat='))
    await tap('#map canvas')
    await moved
    t.not(await page.locator('[name=lon]').inputValue(), before, 'the pin is where the map was tapped')
    t.equal(await page.locator('#f-street').inputValue(), 'Đường Cổng Ngõ', 'what was typed stays')
    t.equal(await page.locator('#f-commune_code').inputValue(), '27694')
    await picture(page, 'dang-ky-360')
    const noise = {
      width: 2400,
      height: 1600,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    } as const
    const buffer = await sharp({ create: { ...noise, background: '#fff' } })
      .png()
      .toBuffer()
    const photo = page.locator('#f-photo')
    await photo.setInputFiles({ name: '<script>.png', mimeType: 'image/png', buffer })
    await page.waitForFunction((input) => input?.files[0].name === 'photo.jpg', await photo.elementHandle())
    const size = await photo.evaluate((input) => (input as unknown as Chosen).files[0].size)
    t.ok(size < buffer.length / 4, `${buffer.length} bytes become ${size}`)
    await tap('#declare button:not([type])')
    await page.waitForURL(/\/theo-doi\//)
    t.match(await page.locator('.state').textContent(), 'Đã nhận')
    t.ok(taps <= 12, `${taps} taps`)
    t.ok(
      (await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)) <= 360,
      'nothing is wider than the phone',
    )
    t.equal(
      await page
        .locator('html')
        .evaluate(({ ownerDocument }) => ownerDocument.defaultView?.localStorage.length),
      0,
      'nothing is left on the phone',
    )
    await picture(page, 'theo-doi-360')
    await page.context().close()
  })

  t.test('an address is corrected from its page, without photo and contact, in few taps', async (t) => {
    const { features } = (
      await here.app.inject('/v1/reverse?lat=10.5402&lon=106.4137&radius=5000&types=house')
    ).json()
    const page = await here.open(`/p/${features[0].id}`, PHONE)
    let taps = 0
    const tap = (selector: string) => {
      taps++
      return page.locator(selector).first().click()
    }
    await tap('a[href*="/dang-ky?sua="]')
    await page.waitForURL(/\/dang-ky\?sua=/)
    await mapAtRest(page)
    t.equal(await page.locator('#f-photo, [name="contact.name"]').count(), 0, 'neither is asked for')
    await tap('#f-house_number')
    await page.locator('#f-house_number').fill('')
    await page.keyboard.type('119')
    const moved = page.waitForResponse((reply) => reply.url().includes('/dang-ky?sua='))
    await tap('#map canvas')
    await moved
    await tap('#declare button:not([type])')
    await page.waitForURL(/\/theo-doi\//)
    t.match(await page.locator('.state').textContent(), 'Đã nhận')
    t.ok(taps <= 12, `${taps} taps`)
    await page.context().close()
  })

  t.test(
    'a position that is refused, unknown or too vague is said in words, and the way without it is there',
    async (t) => {
      const cases: [name: string, geolocation: object | undefined, permissions: string[], said: RegExp][] = [
        ['refused', { ...AT, accuracy: 5 }, [], /chưa cho phép/],
        ['5 km', { ...AT, accuracy: 5_000 }, ['geolocation'], /khoảng 5\.0 km/],
      ]
      for (const [name, geolocation, permissions, said] of cases) {
        const page = await here.open('/dang-ky', { ...PHONE, permissions, geolocation } as object)
        await page.locator('#mine button').click()
        await page.locator('#mine-trouble:not([hidden])').waitFor()
        t.match(await page.locator('#mine-trouble').textContent(), said, name)
        t.ok(await page.locator('#q').isEnabled())
        await page.context().close()
      }
    },
  )

  t.test('by keyboard alone; what is wrong has the focus and leads to its field', async (t) => {
    const page = await here.open('/dang-ky?lat=10.5402&lon=106.4137&lang=vi', PHONE)
    await page.locator('#f-street').fill('')
    await page.locator('#f-hamlet').fill('')
    await page.locator('#f-house_number').focus()
    await page.keyboard.press('Enter')
    await page.locator('#trouble:focus').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    t.match(page.url(), /#f-/)
    await page.context().close()
  })

  t.same(
    here.wrongs.filter((wrong) => !wrong.includes('422')),
    [],
    'nothing was wrong in the pages',
  )
})

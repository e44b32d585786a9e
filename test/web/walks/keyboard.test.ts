import type { Page } from 'playwright-core'
import t from 'tap'
import { mapAtRest, noBrowser, stage } from '../../support/browser.ts'

const MOST_TABS = 80

/** What has the focus: its role or tag, and what it is called. */
const FOCUSED = `(() => {
  const one = document.activeElement
  const isMarked = (each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
  }
  return {
    id: one.id,
    text: (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().replace(/\\s+/g, ' '),
    shown: isMarked(one) || (one.id === 'q' && isMarked(one.parentElement)),
  }
})()`
interface Focused {
  readonly id: string
  readonly text: string
  readonly shown: boolean
}

/** Goes on with the key of tabulators until what has the focus is meant; throws where nothing is. */
async function tabTo(page: Page, meant: (one: Focused) => boolean, key = 'Tab'): Promise<Focused> {
  const met: string[] = []
  for (let i = 0; i < MOST_TABS; i++) {
    await page.keyboard.press(key)
    const one = await page.evaluate<Focused>(FOCUSED)
    if (meant(one)) return one
    met.push(one.id || one.text.slice(0, 20))
  }
  throw new Error(`not reached: ${met.join(' → ')}`)
}

t.test(
  'Everything is done by keyboard alone',
  { skip: noBrowser('portal.html'), timeout: 600_000 },
  async (t) => {
    const here = await stage()
    t.teardown(() => here.close())
    const { db } = here.demo.record
    const house = db
      .prepare<[], { street: string; house_number: string; code: string; commune_code: string }>(
        `SELECT street, house_number, code, commune_code FROM address a
       WHERE status = 'official' AND house_number NOT GLOB '*[^0-9]*' AND name IS NULL
         AND EXISTS (SELECT 1 FROM street s WHERE s.name = a.street AND s.commune_code = a.commune_code)`,
      )
      .get()!
    const { full_name: commune } = here.demo.record.units
      .all()
      .find(({ code }) => code === house.commune_code)!
    const options = {
      viewport: { width: 1280, height: 800 },
      locale: 'vi-VN',
      permissions: ['clipboard-read', 'clipboard-write'],
      reducedMotion: 'reduce' as const,
    }

    t.test('from a street to a house, its code copied, and back to the search', async (t) => {
      const page = await here.open('/', options)
      await mapAtRest(page)
      const box = await tabTo(page, ({ id }) => id === 'q')
      t.ok(box.shown, 'the focus is seen')
      await page.keyboard.type(`${house.street}, ${commune}`)
      await page.locator('#status').getByText(/gợi ý/).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      const card = page.locator('#card')
      await card.locator('h2').getByText(house.street).waitFor()
      await card.locator('#house-number').waitFor()
      t.ok((await tabTo(page, ({ id }) => id === 'house-number')).shown)
      await page.keyboard.type(house.house_number)
      await card.locator('.houses button').getByText(house.house_number, { exact: true }).first().waitFor()
      await page.keyboard.press('Enter')
      await card.locator('h2').getByText(`${house.house_number} ${house.street}`).waitFor()
      const copy = await tabTo(page, ({ text }) => /Chép/.test(text))
      t.ok(copy.shown)
      await page.keyboard.press('Enter')
      await page.locator('#status').getByText('Đã chép').waitFor()
      t.match(await page.evaluate('navigator.clipboard.readText()'), `${house.house_number} ${house.street}`)
      t.ok((await tabTo(page, ({ text }) => text === 'Đóng thẻ', 'Shift+Tab')).shown)
      await page.keyboard.press('Enter')
      await card.waitFor({ state: 'hidden' })
      t.equal((await page.evaluate<Focused>(FOCUSED)).id, 'q', 'the focus is back where one goes on')
      await page.context().close()
    })

    t.test('the map is moved, and its buttons are not behind the sheet of a phone', async (t) => {
      const page = await here.open(`/?code=${house.code}`, {
        ...options,
        viewport: { width: 360, height: 740 },
      })
      await page.locator('#card h2').waitFor()
      for (const id of ['locate', 'zoom-in', 'zoom-out']) {
        await tabTo(page, (one) => one.id === id)
        const isOnTop = await page.evaluate<boolean>(`(() => {
        const { left, top, width, height } = document.activeElement.getBoundingClientRect()
        return document.elementFromPoint(left + width / 2, top + height / 2) === document.activeElement
      })()`)
        t.ok(isOnTop, id)
      }
      await page.context().close()
    })

    t.test('an old unit is converted', async (t) => {
      const page = await here.open('/chuyen-doi', options)
      t.ok((await tabTo(page, ({ id }) => id === 'addresses')).shown)
      await page.keyboard.type('Phường 4, thành phố Tân An')
      t.ok((await tabTo(page, ({ text }) => text === 'Chuyển đổi')).shown)
      await page.keyboard.press('Enter')
      const result = page.locator('.result').first()
      await result.waitFor()
      t.match(await result.textContent(), 'Phường Long An')
      t.ok((await tabTo(page, ({ text }) => /^Chép/.test(text))).shown)
      await page.keyboard.press('Enter')
      await page.getByText('Đã chép').first().waitFor()
      t.match(await page.evaluate('navigator.clipboard.readText()'), 'Phường Long An')
      await page.context().close()
    })

    t.test('a code is checked', async (t) => {
      const page = await here.open('/tra-cuu-ma', options)
      const first = await tabTo(page, ({ id }) => id !== '' && id !== 'language' && id !== 'main')
      t.ok(first.shown)
      await page.keyboard.type(house.code)
      await page.keyboard.press('Enter')
      await page.locator('.answer').waitFor()
      t.match(await page.locator('.answer').textContent(), house.street)
      await page.context().close()
    })

    t.test('nothing moves for who asked for less motion', async (t) => {
      const page = await here.open('/', options)
      await tabTo(page, ({ id }) => id === 'q')
      await page.keyboard.type(house.code)
      await page.keyboard.press('Enter')
      await page.locator('#card h2').waitFor()
      const moving = await page.evaluate<number>(
        `document.getAnimations().filter(({ effect }) => effect.getComputedTiming().duration > 0).length`,
      )
      t.equal(moving, 0)
      await page.context().close()
    })

    t.test('forced colours leave every button its edge', async (t) => {
      for (const path of ['/', `/?code=${house.code}`, `/${house.code}`, '/chuyen-doi', '/ban-do/health']) {
        const page = await here.open(path, { ...options, forcedColors: 'active' })
        if (path.includes('?code')) await page.locator('#card h2').waitFor()
        const bare = await page.evaluate<string[]>(`[...document.querySelectorAll('button, .tools a')]
        .filter((one) => one.checkVisibility() && !one.closest('.maplibregl-map, table'))
        .filter((one) => { const { borderTopStyle, borderTopWidth, textDecorationLine } = getComputedStyle(one)
          return (borderTopStyle === 'none' || parseFloat(borderTopWidth) === 0) && textDecorationLine === 'none' })
        .map((one) => one.id || one.className || one.textContent)`)
        t.same(bare, [], path)
        await page.context().close()
      }
    })
    t.same(here.wrongs, [], 'nothing went wrong in the pages')
  },
)

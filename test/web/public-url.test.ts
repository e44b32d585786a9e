import type { Page } from 'playwright-core'
import t from 'tap'
import { mapAtRest, noBrowser, stage } from '../support/browser.ts'
import { pathProxy } from '../support/path-proxy.ts'

const skip = noBrowser('theme-map.html')

t.test('below a path that a proxy strips', { skip }, async (t) => {
  const { open, close, wrongs, base } = await stage(await pathProxy('/dia-chi'))
  t.teardown(close)

  t.test('the portal searches, draws its map and makes links', async (t) => {
    const page = await open('/')
    await mapAtRest(page)
    await page.locator('#q').fill('phuong long an')
    await page.locator('[role=option]').first().click()
    await page.locator('#card').waitFor()
    t.match(page.url(), `${base}/?`)
    await page.locator('a[href$="chuyen-doi"]').click()
    await page.locator('#addresses').fill('Phường 4, Tân An')
    await page.locator('button[type=submit]').click()
    await page.locator('#list li').first().waitFor()
    t.same(wrongs, [])
  })

  t.test('a thematic map finds its layer, its style and its table', async (t) => {
    const page = await open('/ban-do/health')
    await mapAtRest(page)
    t.match(await page.locator('#table').getAttribute('href'), `${base}/ogc/collections/health/items?`)
    t.same(wrongs, [])
  })

  t.test('/docs/api describes the routes', async (t) => {
    const page = await open('/docs/api')
    await firstRoutes(page)
    t.match(await page.locator('.servers').innerText(), base)
    t.same(wrongs, [])
  })
})

t.test('/docs/api over http on another host', { skip }, async (t) => {
  const { openElsewhere, close, base } = await stage()
  t.teardown(close)
  const page = await openElsewhere(`http://maps.example.vn:${new URL(base).port}/docs/api`)
  await firstRoutes(page)
  t.match(await page.locator('.opblock').first().innerText(), '/v1/autocomplete')
})

/** The description draws only the routes that are in view, and anew while the page settles. */
async function firstRoutes(page: Page): Promise<void> {
  await page.locator('#operations-search-reverse').waitFor()
}

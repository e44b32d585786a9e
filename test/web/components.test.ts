import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import { noBrowser, picture, stage } from '../support/browser.ts'

const skip = noBrowser('embed.html')
/** Bytes of `<diachiso-search>` as it travels. */
const MOST = 15_000

t.test('What other pages load is one small file', { skip }, async (t) => {
  for (const name of ['diachiso-search', 'diachiso-map']) {
    const script = readFileSync(join(packageRoot(), 'dist/web', `${name}.js`))
    const bytes = gzipSync(script, { level: 9 }).length
    t.ok(bytes <= MOST, `${name}: ${bytes} bytes`)
    t.notMatch(script.toString(), /\bfrom\s*"\.|\bimport\s*\(?"/, 'imports nothing')
  }
})

t.test('The address field in a form', { skip, timeout: 600_000 }, async (t) => {
  const here = await stage()
  t.teardown(() => here.close())
  const page = await here.open('/nhung')
  const box = page.getByRole('combobox', { name: 'Địa chỉ giao hàng' })
  const house = Array.from({ length: 500 }, (_, i) => here.demo.record.addresses.byFid(i + 1)).find(
    (row) => row?.house_number?.match(/^\d+$/) && row.street && row.code && !row.name,
  )!
  const field = (name: string) => page.locator(`form > p input[name=${name}]`).inputValue()

  await box.focus()
  await page.keyboard.type(`${house.house_number} ${house.street}`)
  await page.getByRole('option').first().waitFor()
  t.equal(await box.getAttribute('aria-expanded'), 'true')
  await page.keyboard.press('ArrowDown')
  t.match(await box.getAttribute('aria-activedescendant'), /^list-0$/)
  await page.keyboard.press('Enter')
  await page.waitForFunction("document.querySelector('#lat').value !== ''")
  t.match(await field('address'), house.street!)
  t.match(await field('code'), /^L\d{10}$/)
  t.ok(Math.abs(Number(await field('lat')) - 11) < 1)
  t.ok(Math.abs(Number(await field('lon')) - 106.2) < 1)
  await picture(page, 'components')

  await page.keyboard.type(' x')
  t.equal(await field('code'), '', 'a text that was typed on names no place')
  t.same(here.wrongs, [], 'nothing went wrong in the page')
})

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { noBrowser, picture, stage } from '../../support/browser.ts'

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'vi-VN' }
const MAY_COPY = { ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] }
const PDF_TO_TEXT = '/usr/bin/pdftotext'

/** Takes notes instead of sending; runs in the page before its scripts. */
const SHARES = `globalThis.sent = []
  Object.defineProperty(navigator, 'share', { value: async (what) => { sent.push(what) }, configurable: true })`
const CANNOT_SHARE = `Object.defineProperty(navigator, 'share', { value: undefined, configurable: true })`
const NO_CLIPBOARD = `Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })`

const inClipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')

t.test(
  'An address is sent, copied and printed',
  { skip: noBrowser('portal.html'), timeout: 600_000 },
  async (t) => {
    const here = await stage()
    t.teardown(() => here.close())
    const house = here.demo.record.db
      .prepare<[], { uid: string; code: string; former_commune_code: string }>(
        "SELECT uid, code, former_commune_code FROM address WHERE status = 'official' AND former_commune_code IS NOT NULL",
      )
      .get()!
    const path = `/${house.code}?former=${house.former_commune_code}`
    const { properties } = (await here.app.inject(`/v1/features/${house.uid}`)).json()
    const { label } = properties.geocoding
    const [former] = properties.vn.former
    /** A page whose scripts find the browser as `script` makes it. */
    const opened = async (script: string, options: object) => {
      const page = await here.open('/khong-co', options)
      here.wrongs.length = 0
      await page.addInitScript(script)
      await page.goto(here.base + path)
      return page
    }

    t.test('shared with what was chosen, by a phone that can', async (t) => {
      const page = await opened(SHARES, PHONE)
      await page.getByRole('button', { name: 'Chia sẻ' }).click()
      const [sent, ...more] = await page.evaluate<{ title: string; text: string; url: string }[]>('sent')
      t.same(more, [])
      t.match(sent, { text: label, url: `${here.base}${path}` })
      t.match(sent!.title, /·/)
      const friend = await here.open(sent!.url.slice(here.base.length), PHONE)
      t.match(await friend.locator('.told').textContent(), former.commune.name)
      await friend.context().close()
      await page.context().close()
    })

    t.test('where sharing is not known, the button is not there and the rest is', async (t) => {
      const page = await opened(CANNOT_SHARE, MAY_COPY)
      t.equal(await page.getByRole('button', { name: 'Chia sẻ' }).count(), 0)
      const copy = page.getByRole('button', { name: 'Chép địa chỉ' })
      await copy.click()
      await page.getByRole('button', { name: 'Đã chép' }).waitFor()
      t.equal(await inClipboard(page), label)
      await page.context().close()
    })

    t.test('copied over plain http, too, where the clipboard is closed to scripts', async (t) => {
      const page = await opened(NO_CLIPBOARD, PHONE)
      await page.getByRole('button', { name: 'Chép địa chỉ' }).click()
      await page.getByRole('button', { name: 'Đã chép' }).waitFor()
      await page.goto(`${here.base}/tra-cuu-ma`)
      const box = page.getByRole('textbox').first()
      await box.focus()
      await page.keyboard.press('Control+V')
      t.equal(await box.inputValue(), label)
      await page.context().close()
    })

    t.test('from the card: the address, its code, and what it was before', async (t) => {
      const page = await here.open(`/?code=${house.code}`, MAY_COPY)
      const card = page.locator('#card')
      await card.locator('h2').waitFor()
      await card.locator('.copy-main').click()
      const { properties: own } = (await here.app.inject(`/v1/addresses/${house.uid}`)).json()
      t.equal(await inClipboard(page), own.geocoding.label)
      await card.getByRole('button', { name: /^Chép.*[Mm]ã địa chỉ số/ }).click()
      t.equal(await inClipboard(page), house.code)
      await card.getByRole('button', { name: /^Chép.*[Đđ]ịa chỉ trước đây/ }).click()
      t.match(await inClipboard(page), former.commune.name)
      await page.context().close()
    })

    t.test(
      'printed, the page is one sheet of A4 without buttons and menus',
      { skip: !existsSync(PDF_TO_TEXT) },
      async (t) => {
        const page = await here.open(path, { viewport: { width: 1280, height: 800 } })
        await page.locator('.picture-of img').evaluate('(image) => image.decode()')
        const sheet = await page.pdf({ preferCSSPageSize: true, printBackground: true })
        const folder = mkdtempSync(join(tmpdir(), 'diachiso-print-'))
        t.teardown(() => rmSync(folder, { recursive: true, force: true }))
        const file = join(folder, 'page.pdf')
        writeFileSync(file, sheet)
        const text = execFileSync(PDF_TO_TEXT, ['-layout', file, '-'], { encoding: 'utf8' }).normalize('NFC')
        t.equal(text.split('\f').length - 1, 1, 'one page')
        // lines may end within a name
        const plain = text.replace(/\s/g, '')
        for (const part of [house.code, former.district.name, former.basis])
          t.ok(plain.includes(part.replace(/\s/g, '')), part)
        for (const part of ['Chép', 'Chia sẻ', 'English', 'Nhà phát triển'])
          t.notOk(plain.includes(part.replace(/\s/g, '')), `${part} is not printed`)
        t.match(sheet.toString('latin1'), /\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/)
        await page.emulateMedia({ media: 'print' })
        await picture(page, 'thing-print')
        await page.context().close()
      },
    )
    t.same(here.wrongs, [], 'nothing went wrong in the pages')
  },
)

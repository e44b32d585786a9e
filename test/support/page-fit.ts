import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { type Stage, settled } from './browser.ts'

/** A browser's zoom makes the page's pixels larger: 1,280 px at 200 % are 640, at 400 % 320. */
const SCREENS: readonly { name: string; width: number; height: number; text?: string }[] = [
  { name: 'a phone', width: 360, height: 740 },
  { name: 'a phone, text of double size', width: 360, height: 740, text: '200%' },
  { name: 'a phone on its side', width: 740, height: 360 },
  { name: 'zoom of 200 %', width: 640, height: 400 },
  { name: 'zoom of 400 %', width: 320, height: 200 },
]

/** Tests that a page fits small screens and large text. */
export async function testFit(t: Test, here: Stage, path: string): Promise<void> {
  const page = await here.open(path, { hasTouch: true, locale: 'vi-VN', reducedMotion: 'reduce' })
  if (path.startsWith('/?code')) await page.locator('#card h2').waitFor()
  await settled(page)
  for (const { name, width, height, text = '100%' } of SCREENS) {
    await page.setViewportSize({ width, height })
    await page.locator('html').evaluate((html, size) => html.style.setProperty('font-size', size), text)
    t.same(await misfits(page), [], `${path}, ${name}`)
  }
  await page.context().close()
}

/** Runs in a page. What lies in a map is its library's; what scrolls by itself (`.wide`, `pre`) may be wider than the screen. */
const MISFITS = `(() => {
  const said = []
  const nameOf = (one) => one.tagName.toLowerCase() + (one.id && '#' + one.id) + ' "' +
    (one.textContent || one.getAttribute('aria-label') || '').trim().replace(/\\s+/g, ' ').slice(0, 30) + '"'
  const wide = document.documentElement.scrollWidth
  if (wide > innerWidth) {
    const over = [...document.querySelectorAll('body *')].find((one) =>
      one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.wide, pre, .maplibregl-map, .visually-hidden'))
    said.push('the page is ' + wide + ' px wide: ' + (over ? nameOf(over) : ''))
  }
  const isSeen = (one) => {
    const style = getComputedStyle(one)
    const { width, height } = one.getBoundingClientRect()
    return width > 2 && height > 2 && style.visibility !== 'hidden' && !one.closest('.maplibregl-map, details:not([open]) > :not(summary)')
  }
  const reached = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((one) => isSeen(one) && !one.disabled)
  for (const one of reached) {
    // a link within a text is as high as its line
    if (one.tagName === 'A' && getComputedStyle(one).display === 'inline') continue
    const target = (/radio|checkbox/.test(one.type) && one.closest('label')) || one
    const { width, height } = target.getBoundingClientRect()
    if (width < 43.5 || height < 43.5) said.push(nameOf(one) + ' is ' + Math.round(width) + ' × ' + Math.round(height))
  }
  for (const one of document.querySelectorAll('body *')) {
    const { overflowX, overflowY, textOverflow } = getComputedStyle(one)
    const cuts = /hidden|clip/.test(overflowX + overflowY) && textOverflow !== 'ellipsis' && one.textContent.trim() !== ''
    if (cuts && isSeen(one) && (one.scrollWidth > one.clientWidth + 2 || one.scrollHeight > one.clientHeight + 2)) said.push(nameOf(one) + ' is cut off')
  }
  for (const one of reached) {
    one.focus()
    const box = one.getClientRects()[0]
    if (!box) continue
    // of what is larger than the screen, the part that is on it
    const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2
    const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)]
    const top = document.elementFromPoint(x, y)
    if (!top) said.push(nameOf(one) + ' is out of sight when it has the focus')
    else if (!one.contains(top) && !top.contains(one) && ![...(one.labels ?? [])].some((label) => label.contains(top)))
      said.push(nameOf(one) + ' lies behind ' + nameOf(top))
  }
  document.activeElement?.blur()
  scrollTo(0, 0)
  return said
})()`

/** What of a page is wider than its screen, cut off, smaller than 44 px to a finger, or out of sight when it has the focus. */
function misfits(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(MISFITS)
}

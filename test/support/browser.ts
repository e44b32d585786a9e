import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { openPeople } from '../../src/assembly/waiting-room.ts'
import { packageRoot } from '../../src/config.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import type { PathProxy } from './path-proxy.ts'
import { type ServedApp, servedApp } from './served-app.ts'

const CHROMIUM = '/usr/bin/chromium'
const WEB_DIR = join(packageRoot(), 'dist', 'web')
const ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--host-resolver-rules=MAP maps.example.vn 127.0.0.1',
]
/** Milliseconds that a page may take for one step; software rendering on a busy machine is slow. */
const PATIENCE = 120_000
/** Milliseconds until a page counts as loaded though something still loads. */
const QUIET = 20_000

/** Why pages cannot be driven here, or false. */
export function noBrowser(page: string): string | false {
  if (!existsSync(CHROMIUM)) return `there is no ${CHROMIUM}`
  return existsSync(join(WEB_DIR, page)) ? false : `dist/web/${page} is not built`
}

export interface Stage extends ServedApp {
  base: string
  /** What is kept beside the record, where it is. */
  people: PeopleStore | undefined
  /** Opens a page; what goes wrong in it is written to `wrongs`. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>
  /** Opens a page of another server. */
  openElsewhere(address: string): Promise<Page>
  /** Console errors and warnings, exceptions, failed answers and requests to anyone else. */
  wrongs: string[]
}

/**
 * The whole server on a small demonstration record, below the path of a proxy if there is one, and a browser to visit it; with `people.db`
 * only `withPeople`.
 */
export async function stage(proxy?: PathProxy, { withPeople = false } = {}): Promise<Stage> {
  let people: PeopleStore | undefined
  const served = await servedApp(proxy ? { PUBLIC_URL: proxy.publicUrl } : {}, {}, async (dataDir) => {
    people = withPeople ? await openPeople(dataDir, undefined, () => undefined) : undefined
    return people && { people }
  })
  const address = await served.app.listen({ host: '127.0.0.1', port: 0 })
  if (proxy) proxy.target = Number(new URL(address).port)
  const base = proxy?.publicUrl ?? address
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS })
  const wrongs: string[] = []
  return {
    ...served,
    base,
    people,
    wrongs,
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
      context.setDefaultTimeout(PATIENCE)
      const page = await context.newPage()
      listen(page, base, wrongs)
      await page.goto(base + path)
      return page
    },
    async openElsewhere(address) {
      const page = await (await browser.newContext()).newPage()
      page.setDefaultTimeout(PATIENCE)
      await page.goto(address)
      return page
    },
    async close() {
      await browser.close()
      proxy?.close()
      await served.close()
    },
  }
}

function listen(page: Page, base: string, wrongs: string[]): void {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrongs.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => wrongs.push(`exception: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${base}/`) && !/^(data|blob):/.test(url)) wrongs.push(`request to ${url}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) wrongs.push(`${response.status()} ${response.url()}`)
  })
}

/** Waits until nothing was loaded for half a second, but not for ever: a request that a map's worker gives up may count as open. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: QUIET }).catch((error: Error) => {
    if (error.name !== 'TimeoutError') throw error
  })
}

/** Waits until the map has drawn everything it wants to draw. */
export async function mapAtRest(page: Page): Promise<void> {
  await page.locator('#map[data-idle]').waitFor()
}

/** Keeps a picture for people to look at; the folder is not in git. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(packageRoot(), 'test', 'screenshots')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

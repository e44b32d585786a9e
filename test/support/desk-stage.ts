import type { BrowserContextOptions, Page } from 'playwright-core'
import { PasswordHashing } from '../../src/registry/accounts/login/password-hashing.ts'
import type { Role } from '../../src/registry/actor.ts'
import { Proposals } from '../../src/registry/proposals/proposals.ts'
import { Registry } from '../../src/registry/registry.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { stage } from './browser.ts'
import { addHolder, PASSWORD, QUICK } from './login-world.ts'
import { draft, officer } from './registry-actors.ts'
import { made } from './registry-engines.ts'

/** Accounts of the stage; they are of the demonstration, so that none needs a second factor. */
const ACCOUNTS = {
  'oanh-can-bo': ['officer'],
  'hai-can-bo': ['officer'],
  'vinh-xac-minh': ['verifier'],
} as const satisfies Record<string, readonly Role[]>

/** The whole server with accounts of one commune, a browser that logs them in, and declarations from nobody. */
export async function deskStage() {
  const here = await stage(undefined, { withPeople: true })
  const { people, demo } = here
  if (!people) throw new Error('people.db could not be opened')
  const hashing = new PasswordHashing(QUICK)
  for (const [name, roles] of Object.entries(ACCOUNTS))
    await addHolder(people, hashing, name, roles, { demo: 1 })
  const store = new RegistryStore(openSqliteEngine(demo.dataDir))
  const proposals = new Proposals({ store, people })
  return {
    ...here,
    people,
    store,
    /** Declarations of neighbours along a street of their own. */
    async declare(count: number, street: string) {
      const ids: string[] = []
      for (let n = 0; n < count; n++) {
        const place = { lon: 106.4137 + n * 3e-5, lat: 10.5402 }
        const house = draft({ ...place, house_number: String(n + 1), street, hamlet: null, raw_text: null })
        ids.push((await proposals.declare(undefined, house)).proposal)
      }
      return ids
    },
    /** Houses without number on both sides of a street of their own, in turn; the first is the westernmost, north of it. */
    async build(count: number, street: string) {
      const registry = new Registry({ store, proposals })
      const ids: string[] = []
      for (let n = 0; n < count; n++) {
        const place = { lon: 106.408 + n * 1e-4, lat: 10.5402 + (n % 2 === 0 ? 1e-4 : -1e-4) }
        const house = draft({ ...place, house_number: null, street, hamlet: null, raw_text: null })
        ids.push((await made(registry.create(officer, house))).version.uid)
      }
      return ids
    },
    /** Opens the desk as who is nobody yet, and logs in on the form that it leads to. */
    async desk(as: keyof typeof ACCOUNTS, options: BrowserContextOptions = {}): Promise<Page> {
      const page = await here.open('/ban-lam-viec', { locale: 'vi-VN', ...options })
      await logIn(page, as)
      await page.locator('#queue .tabs').waitFor()
      return page
    },
    /** Likewise the page where a street is numbered. */
    async numbering(as: keyof typeof ACCOUNTS, options: BrowserContextOptions = {}): Promise<Page> {
      const page = await here.open('/ban-lam-viec/danh-so', { locale: 'vi-VN', ...options })
      await logIn(page, as)
      await page.locator('#what option').nth(1).waitFor({ state: 'attached' })
      return page
    },
    logIn,
    async close() {
      await store.close()
      await here.close()
    },
  }
}

async function logIn(page: Page, as: keyof typeof ACCOUNTS): Promise<void> {
  await page.locator('#login').fill(as)
  await page.locator('#password').fill(PASSWORD)
  await page.locator('form.box button').first().click()
}

/** The item that is open and may be settled by a key. */
export function openItem(page: Page) {
  return page.locator('#item .session[data-ready]')
}

/** Opens an address of the list of those to verify, however far down it stands. */
export async function openCreated(page: Page, id: string): Promise<void> {
  await page.locator('[data-tab=created]').click()
  const listed = page.locator(`[data-key="created:${id}"]`)
  await page.locator('[data-key^="created:"]').first().waitFor()
  for (let shown = 0; (await listed.count()) === 0; ) {
    shown = await page.locator('[data-key^="created:"]').count()
    await page.getByRole('button', { name: 'Xem thêm' }).click()
    await page.locator('[data-key^="created:"]').nth(shown).waitFor()
  }
  await listed.click()
  await page.locator(`[data-key="created:${id}"][aria-current]`).waitFor()
  await openItem(page).waitFor()
}

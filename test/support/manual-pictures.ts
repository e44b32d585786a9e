// Makes the pictures of the manual (src/web/docs/pictures) on a running demonstration:
//   PUBLIC_URL=http://127.0.0.1:3000 DEMO_ACCOUNTS=1 npm start
//   npx tsx test/support/manual-pictures.ts http://127.0.0.1:3000 PASSWORD-OF-THIS-RUN
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { packageRoot } from '../../src/config.ts'

const FOLDER = join(packageRoot(), 'src', 'web', 'docs', 'pictures')
const DESK = { width: 900, height: 640 }
const PHONE = { width: 360, height: 740 }
/** Where a citizen of the exercise stands. */
const PLACE = 'lat=10.5402&lon=106.4137'

const [base = '', password = ''] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  await takeAll(browser)
} finally {
  await browser.close()
}

async function takeAll(browser: Browser): Promise<void> {
  const office = await browser.newContext({ viewport: DESK, locale: 'vi-VN', colorScheme: 'light' })
  const desk = await office.newPage()
  await desk.goto(`${base}/dang-nhap`)
  await desk.fill('input[name=login]', 'demo-can-bo')
  await desk.fill('input[name=password]', password)
  await desk.click('main form button')
  await desk.waitForURL(({ pathname }) => pathname !== '/dang-nhap')
  await desk.goto(`${base}/tai-khoan`)
  await take(desk, 'tai-khoan')
  const id = await certifiedAddress()
  await desk.goto(`${base}/p/${id}`)
  await take(desk, 'dia-chi')
  await desk.goto(`${base}/giay-xac-nhan?dia-chi=${id}`)
  await take(desk, 'cap-giay')
  await desk.locator('button', { hasText: 'Cấp giấy xác nhận' }).click()
  await desk.waitForURL(/giay=/)
  const serial = new URL(desk.url()).searchParams.get('giay')

  const street = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', colorScheme: 'light' })
  const phone = await street.newPage()
  await phone.goto(`${base}/gxn/${serial}`)
  await take(phone, 'gxn')
  await phone.goto(`${base}/dang-ky?${PLACE}`)
  await phone.waitForLoadState('networkidle')
  await take(phone, 'khai-bao')
}

/** Id of a verified or official address. */
async function certifiedAddress(): Promise<string> {
  const reply = await fetch(`${base}/v1/reverse?${PLACE}&limit=20&radius=5000&types=house`)
  const { features } = (await reply.json()) as {
    features: { id: string; properties: { vn: { status: string } } }[]
  }
  const found = features.find(({ properties }) => /verified|official/.test(properties.vn.status))
  if (found === undefined) throw new Error(`no certified address at ${PLACE}`)
  return found.id
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}

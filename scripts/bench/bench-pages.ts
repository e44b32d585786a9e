import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Browser, chromium } from 'playwright-core'
import { startProcess } from './bench-process.ts'
import { median, spread, table } from './bench-table.ts'
import { type SlowNetwork, slowNetwork } from './slow-network.ts'

/** What is measured of a page, milliseconds from the request for it; undefined where it has none. */
interface Measured {
  readonly paint: number
  /** The input answers: scripts that it needs have run, or it needs none. */
  readonly usable: number
  /** The map has drawn all that it shows. */
  readonly map: number | undefined
  /** Bytes of everything, as they came over the network, heads too. */
  readonly kilobytes: number
}

const CHROMIUM = '/usr/bin/chromium'
/** A slow phone on a slow network: 400 kbit/s, 400 ms, a fourth of this processor. */
const BYTES_A_SECOND = 50_000
const LATENCY = 400
const SLOWER = 4
const PHONE = { width: 360, height: 740 }
const PAGES: readonly { path: string; hasMap: boolean }[] = [
  { path: '/', hasMap: true },
  { path: '/dang-ky', hasMap: false },
  { path: '/ban-do', hasMap: false },
  { path: '/chuyen-doi', hasMap: false },
]
const RUNS = Number(process.argv[3] ?? 5)
/** Milliseconds after which a page is given up. */
const PATIENCE = 120_000
const BARE =
  '<!doctype html><html lang="vi"><meta charset="utf-8"><title>a</title><p>Một trang trống.</p><input>'

/**
 * `npm run bench -- pages [RUNS]`: first paint, usable, map drawn and bytes of the pages that people come to, on a slow phone with
 * nothing cached, in turns beside a bare page.
 */
export async function benchPages(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const bare = createServer((_, reply) => reply.setHeader('content-type', 'text/html').end(BARE))
  bare.listen(0, '127.0.0.1')
  await once(bare, 'listening')
  const server = await startProcess('bench/bench-server', [], { DATA_DIR: dataDir })
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
    ],
  })
  try {
    await server.settled()
    const networks = [(bare.address() as AddressInfo).port, Number(new URL(server.base).port)]
    const [toBare, toServer] = await Promise.all(
      networks.map((port) => slowNetwork(port, BYTES_A_SECOND, LATENCY)),
    )
    const asked = [
      { name: 'a bare page', path: '/', hasMap: false, network: toBare! },
      ...PAGES.map((page) => ({ ...page, name: page.path, network: toServer! })),
    ]
    const runs = new Map<string, Measured[]>(asked.map(({ name }) => [name, []]))
    // the server reads its files and makes its tiles once, for anybody
    for (const { path } of PAGES)
      await measure(browser, { ...toServer!, port: Number(new URL(server.base).port) }, path, path === '/')
    for (let run = 0; run < RUNS; run++)
      for (const { name, path, hasMap, network } of asked) {
        const measured = await measure(browser, network, path, hasMap)
        runs.get(name)!.push(measured)
        process.stderr.write(`${run + 1} ${name} ${JSON.stringify(measured)}\n`)
      }
    const rows = [...runs].map(([name, all]) => [
      name,
      seconds(all.map(({ paint }) => paint)),
      seconds(all.map(({ usable }) => usable)),
      seconds(all.flatMap(({ map }) => map ?? [])),
      median(all.map(({ kilobytes }) => kilobytes)).toFixed(0),
    ])
    for (const network of [toBare!, toServer!]) network.close()
    process.stdout.write(table(['page, cold', 'first paint, s', 'usable, s', 'map drawn, s', 'kB'], rows))
  } finally {
    await browser.close()
    await server.stop()
    bare.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measure(
  browser: Browser,
  network: SlowNetwork,
  path: string,
  hasMap: boolean,
): Promise<Measured> {
  const context = await browser.newContext({
    viewport: PHONE,
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE)
    const devtools = await context.newCDPSession(page)
    const before = network.received()
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
    await page.addInitScript(WATCH)
    await page.goto(`http://127.0.0.1:${network.port}${path}`, { waitUntil: 'commit', timeout: PATIENCE })
    const isDone = `seen.usable !== undefined && (seen.map !== undefined || ${!hasMap})`
    // not waitForFunction, which the pages' own policy forbids
    for (const end = Date.now() + PATIENCE; !(await page.evaluate<boolean>(isDone)); await setTimeout(100))
      if (Date.now() > end) throw new Error(`${path}: not usable, or no map, within ${PATIENCE / 1000} s`)
    await page.waitForLoadState('load')
    return {
      ...(await page.evaluate<Omit<Measured, 'kilobytes'>>(TIMES)),
      kilobytes: (network.received() - before) / 1000,
    }
  } finally {
    await context.close()
  }
}

/**
 * Runs in the page before its own scripts: tells as a phone would what the network is, and notes when it says that it is usable (a page
 * without a script that its input needs is so as it is read), and when its map is at rest first.
 */
const WATCH = `
  Object.defineProperty(navigator, 'connection', { value: { effectiveType: '3g', saveData: false } })
  globalThis.seen = {}
  new MutationObserver(() => {
    if (document.documentElement?.dataset.usable !== undefined) seen.usable ??= performance.now()
    if (document.querySelector('[data-idle]')) seen.map ??= performance.now()
  }).observe(document, { subtree: true, childList: true, attributes: true })
  addEventListener('DOMContentLoaded', () => {
    if (!document.querySelector('script[src*="portal-page"]')) seen.usable ??= performance.now()
  })`
const TIMES = `({
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  usable: seen.usable,
  map: seen.map,
})`

function seconds(milliseconds: readonly number[]): string {
  // a page that is left at once may not have been painted
  const each = milliseconds.filter(Number.isFinite).map((one) => one / 1000)
  if (each.length === 0) return ''
  return `${median(each).toFixed(1)} (${spread(each, 1)})`
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/config.ts'
import { memoryOf } from './bench-process.ts'
import { median } from './bench-table.ts'

/** Logins at once, and how often that is done. */
const AT_ONCE = 50
const ROUNDS = 5
/** People come from networks of their own: of one network few passwords are tried at once. */
const FROM_ANYWHERE = { DEMO_ACCOUNTS: '1', TRUST_PROXY: '1' }
const LOGINS = ['demo-thu-thap', 'demo-can-bo', 'demo-xac-minh', 'demo-nganh', 'demo-kiem-toan']
/** Milliseconds between two light requests, and for which they are sent without logins. */
const EVERY = 5
const ALONE = 3000

/** Fifty logins at once, argon2id with 64 MiB each, while somebody else asks a light route: its p99, and the server's memory. */
export async function benchLogin(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-login-'))
  const server = spawn(process.execPath, [join(packageRoot(), 'dist', 'main.js')], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', ...FROM_ANYWHERE },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const said = await saidBy(server, /password of this run: (\S+)\s+(http:\S+)\/dang-nhap/)
    const [, password = '', base = ''] = said
    const light = (during: Promise<unknown>) => latencies(`${base}/v1/codes/82120`, during)
    const pause = () => new Promise((resolve) => setTimeout(resolve, ALONE))
    await light(pause())
    const rows: [string, number[], number][] = []
    for (let round = 0; round < ROUNDS; round++) {
      const alone = await light(pause())
      const from = performance.now()
      const busy = await light(logins(base, password))
      rows.push([`${round + 1}`, [percentile(alone, 0.99), percentile(busy, 0.99)], performance.now() - from])
    }
    process.stdout.write(
      '| round | light route alone, p99 ms | beside 50 logins, p99 ms | logins, s |\n| --- | --- | --- | --- |\n',
    )
    for (const [name, [alone = 0, busy = 0], ms] of rows)
      process.stdout.write(
        `| ${name} | ${alone.toFixed(1)} | ${busy.toFixed(1)} | ${(ms / 1000).toFixed(2)} |\n`,
      )
    const p99 = median(rows.map(([, [, busy = 0]]) => busy))
    process.stdout.write(
      `\nmedian p99 beside logins ${p99.toFixed(1)} ms; highest memory ${memoryOf(server.pid as number)?.highest.toFixed(0) ?? '?'} MB\n`,
    )
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** All logins at once; throws where one did not succeed. */
async function logins(base: string, password: string): Promise<void> {
  const one = async (i: number) => {
    const reply = await fetch(`${base}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `198.51.${i}.7` },
      body: JSON.stringify({ login: LOGINS[i % LOGINS.length], password }),
    })
    if (reply.status !== 201) throw new Error(`${reply.status} ${await reply.text()}`)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => one(i)))
}

/** Milliseconds of light requests that are begun at fixed moments, whatever the ones before are doing. */
async function latencies(url: string, during: Promise<unknown>): Promise<number[]> {
  const found: number[] = []
  const waiting: Promise<void>[] = []
  let isOver = false
  during.finally(() => {
    isOver = true
  })
  while (!isOver) {
    waiting.push(
      (async () => {
        const from = performance.now()
        await (await fetch(url)).arrayBuffer()
        found.push(performance.now() - from)
      })(),
    )
    await new Promise((resolve) => setTimeout(resolve, EVERY))
  }
  await during
  await Promise.all(waiting)
  return found
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

async function saidBy(child: ChildProcess, what: RegExp): Promise<RegExpExecArray> {
  let words = ''
  for await (const chunk of child.stderr ?? []) {
    words += chunk
    const found = what.exec(words)
    if (found) return found
  }
  throw new Error(`the server ended: ${words}`)
}

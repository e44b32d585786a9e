import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../src/config.ts'

/** A server in a process of its own, as it is built. */
export interface Run {
  child: ChildProcess
  /** Everything written to stderr so far. */
  words: () => string
  ended: Promise<number | null>
}

/** Starts the built server with nothing but these variables. */
export function start(env: Record<string, string>): Run {
  const child = spawn(process.execPath, [join('dist', 'main.js')], {
    cwd: packageRoot(),
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk
  })
  return { child, words: () => words, ended: once(child, 'close').then(([code]) => code as number | null) }
}

/** The port that the server says it listens on; throws when it ends before. */
export async function listening(run: Run): Promise<number> {
  for (;;) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(run.words())?.[1]
    if (port) return Number(port)
    const ended = await Promise.race([
      run.ended.then(() => true),
      once(run.child.stderr!, 'data').then(() => false),
    ])
    if (ended) throw new Error(`the server ended: ${run.words()}`)
  }
}

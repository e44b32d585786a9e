import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../src/config.ts'

/** A server in a process of its own that takes the senders of `http-actors.ts`. */
export interface RegistryProcess {
  readonly child: ChildProcess
  /** Everything written to stderr so far. */
  words(): string
  /** `http://127.0.0.1:PORT`, once it listens; rejects when it ends before. */
  base(): Promise<string>
  /** Waits until it has written something. */
  said(what: RegExp): Promise<void>
  /** Ends it in order; resolves with its exit code. */
  stop(): Promise<number | null>
}

/** Starts one over `DATA_DIR` or `RECORD_URL`. */
export function registryProcess(env: Readonly<Record<string, string>>): RegistryProcess {
  const program = join(packageRoot(), 'test', 'support', 'registry-server.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    cwd: packageRoot(),
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let words = ''
  const more = (chunk: Buffer) => {
    words += chunk
  }
  child.stdout.on('data', more)
  child.stderr.on('data', more)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const said = async (what: RegExp) => {
    while (!what.test(words)) {
      const over = await Promise.race([
        ended.then(() => true),
        once(child.stderr, 'data').then(() => false),
        once(child.stdout, 'data').then(() => false),
      ])
      if (over && !what.test(words)) throw new Error(`the server ended: ${words}`)
    }
  }
  return {
    child,
    words: () => words,
    said,
    async base() {
      await said(/http:\/\/127\.0\.0\.1:\d+/)
      return /http:\/\/127\.0\.0\.1:\d+/.exec(words)![0]
    },
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

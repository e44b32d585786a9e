import { ConfigError } from '../../src/config.ts'
import { reportFailure } from './failure.ts'

/** Runs a command that takes one path and no options; else writes its use. */
export function withPath(usage: string, command: (path: string) => void): void {
  const [path, ...more] = process.argv.slice(2)
  if (path === undefined || path.startsWith('-') || more.length > 0) {
    process.stderr.write(usage)
    process.exitCode = path === '--help' || path === '-h' ? 0 : 1
    return
  }
  try {
    command(path)
  } catch (error) {
    reportFailure(error, [ConfigError])
  }
}

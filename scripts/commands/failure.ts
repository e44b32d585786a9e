import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { postgresFailure } from '../../src/store/engines/postgres-failure.ts'
import { foreseenError } from '../../src/store/errors.ts'
import { RECORD_FILE } from '../../src/store/record-store.ts'

/**
 * Writes why a command failed: the message of an error of the kinds in `known`, a sentence for what was foreseen, what the
 * operating system says, else the stack.
 */
export function reportFailure(
  error: unknown,
  known: readonly (abstract new (...args: never[]) => Error)[],
): void {
  const { message, stack, syscall } = error as NodeJS.ErrnoException
  const { recordUrl } = known.some((type) => error instanceof type) ? {} : readConfig()
  const words = known.some((type) => error instanceof type)
    ? message
    : recordUrl !== undefined
      ? (postgresFailure(error, recordUrl)?.message ?? stack)
      : (foreseenError(error, fileOf(error))?.message ?? (syscall === undefined ? stack : message))
  process.stderr.write(`${words}\n`)
  process.exitCode = 1
}

/** The file that the operating system names, else the record. */
function fileOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).path ?? join(readConfig().dataDir, RECORD_FILE)
}

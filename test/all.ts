// Loads the test files that TEST_FILES names, one a line, into this one process: they share a TAP stream and start-up costs are paid once.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('.', import.meta.url))

// tap's own limit is 30 s for the whole process; a slow machine needs three quarters of an hour.
t.setTimeout(4_500_000)
// Nothing runs before all is loaded: the run would end with the tests that are there by then.
t.waitOn(
  load((process.env.TEST_FILES ?? '').split('\n')).catch((error) => {
    t.fail('a test file cannot be loaded', { error: String(error.stack) })
  }),
)

async function load(files: readonly string[]): Promise<void> {
  for (const file of files) await import(pathToFileURL(join(root, file)).href)
}

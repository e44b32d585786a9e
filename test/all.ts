// Loads every test file into this one process: the files share a TAP stream and start-up costs are paid once.
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('.', import.meta.url))
const wanted = process.argv.slice(2)
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join(root, file))
  .filter((file) => wanted.length === 0 || wanted.some((part) => relative(root, file).includes(part)))
  .sort()

// tap's own limit is 30 s for the whole process; a slow machine needs a quarter of an hour.
t.setTimeout(2_400_000)
if (files.length === 0) t.fail(`no test file matches ${wanted.join(' ')}`)
// Nothing runs before all is loaded: the run would end with the tests that are there by then.
t.waitOn(
  load().catch((error) => {
    t.fail('a test file cannot be loaded', { error: String(error.stack) })
  }),
)

async function load(): Promise<void> {
  for (const file of files) await import(pathToFileURL(file).href)
}

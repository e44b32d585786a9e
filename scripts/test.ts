// Runs the tests in a process a core, two at most, and prints failures, which tests took longest, the failures' names again, where a log
// that is cut still has them, and one closing line: N passed, N failed[, N skipped].
// Arguments are parts of the paths of test files; without any all are run.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FinalResults, Parser, type Result } from 'tap-parser'

const failures: string[] = []
const times: { readonly name: string; readonly ms: number }[] = []
/** Tests that are told to have taken longest, of more than as many seconds. */
const LONGEST = { count: 15, seconds: 5 }
const root = fileURLToPath(new URL('../test/', import.meta.url))
const wanted = process.argv.slice(2)
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort()

interface Counts {
  passed: number
  failed: number
  skipped: number
}

// More than two would need memory for as many browsers, databases and generated records.
const processes = Math.min(2, availableParallelism(), files.length)
const counts = await Promise.all(
  Array.from({ length: processes }, (_, part) =>
    run(
      part,
      files.filter((_, i) => i % processes === part),
    ),
  ),
)
if (files.length === 0) counts.push(failed(`no test file matches ${wanted.join(' ')}`))
const total = (kind: keyof Counts) => counts.reduce((sum, each) => sum + each[kind], 0)
const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : ''
const longest = times
  .filter(({ ms }) => ms > LONGEST.seconds * 1000)
  .sort((a, b) => b.ms - a.ms)
  .slice(0, LONGEST.count)
for (const { name, ms } of longest) process.stdout.write(`  ${(ms / 1000).toFixed(0)} s: ${name}\n`)
if (failures.length > 0) process.stdout.write(`\n${failures.map((what) => `✗ ${what}\n`).join('')}`)
process.stdout.write(`\n${total('passed')} passed, ${total('failed')} failed${skipped}\n`)
process.exitCode = total('failed') === 0 ? 0 : 1

async function run(part: number, files: readonly string[]): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  // tap names the folders that tests ask for after the arguments: the files would make too long a name.
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'all.ts'), String(part)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TAP_JOBS: '1', TAP_BAIL: '0', TEST_FILES: files.join('\n') },
  })
  const closed = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)))
  const results = await new Promise<FinalResults>((resolve) => {
    const parser = new Parser({ strict: false }, resolve)
    watch(parser, [], counts)
    child.stdout.pipe(parser)
  })
  const code = await closed
  if (counts.failed > 0 || (code === 0 && results.ok && results.count > 0)) return counts
  failed(`the test process ended with code ${code} after ${results.count} test points`, counts)
  for (const { name, tapError } of results.failures)
    process.stdout.write(`    ${name}: ${tapError ?? 'failed'}\n`)
  return counts
}

/** Counts leaf assertions: a test point that closes a subtest repeats what its children said. */
function watch(stream: Parser, path: string[], counts: Counts): void {
  let child: Parser | undefined
  stream.on('child', (subtest: Parser) => {
    child = subtest
    watch(subtest, [...path, subtest.name], counts)
    if (path.length === 0)
      subtest.on('complete', () => process.stdout.write(`${mark(subtest)} ${subtest.name}\n`))
  })
  stream.on('assert', (result: Result) => {
    const closesSubtest = child !== undefined && child.name === result.name
    const empty = closesSubtest && child?.count === 0
    child = undefined
    if (closesSubtest && path.length === 0 && result.time) times.push({ name: result.name, ms: result.time })
    if (closesSubtest && !empty) return
    if (result.skip) {
      counts.skipped++
      process.stdout.write(`  passed over: ${[...path, result.name].join(' > ')}: ${result.skip}\n`)
    } else if (result.ok || result.todo) counts.passed++
    else failed([...path, result.name].join(' > '), counts, result.diag)
  })
  // lines that are lost or come twice are no assertions, and no test that has passed
  stream.on('complete', ({ failures }: FinalResults) => {
    for (const { tapError } of failures) if (tapError) failed([...path, String(tapError)].join(' > '), counts)
  })
  stream.on('bailout', (reason: string) => failed(`bailout: ${reason}`, counts))
}

function mark(stream: Parser): string {
  return stream.ok ? '✓' : '✗'
}

function failed(
  what: string,
  counts: Counts = { passed: 0, failed: 0, skipped: 0 },
  details?: unknown,
): Counts {
  counts.failed++
  failures.push(what)
  process.stdout.write(`\n✗ ${what}\n`)
  if (details) process.stdout.write(`${JSON.stringify(details, null, 2).replace(/^/gm, '    ')}\n`)
  return counts
}

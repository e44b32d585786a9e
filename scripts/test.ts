// Runs the tests in a child process and prints failures and one closing line: N passed, N failed[, N skipped].
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type FinalResults, Parser, type Result } from 'tap-parser'

const child = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('../test/all.ts', import.meta.url)), ...process.argv.slice(2)],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TAP_JOBS: '1', TAP_BAIL: '0' } },
)
const counts = { passed: 0, failed: 0, skipped: 0 }
const parser = new Parser({ strict: false }, finish)
watch(parser, [])
child.stdout.pipe(parser)
const closed = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)))

/** Counts leaf assertions: a test point that closes a subtest repeats what its children said. */
function watch(stream: Parser, path: string[]): void {
  let child: Parser | undefined
  stream.on('child', (subtest: Parser) => {
    child = subtest
    watch(subtest, [...path, subtest.name])
    if (path.length === 0)
      subtest.on('complete', () => process.stdout.write(`${mark(subtest)} ${subtest.name}\n`))
  })
  stream.on('assert', (result: Result) => {
    const closesSubtest = child !== undefined && child.name === result.name
    const empty = closesSubtest && child?.count === 0
    child = undefined
    if (closesSubtest && !empty) return
    if (result.skip) {
      counts.skipped++
      process.stdout.write(`  passed over: ${[...path, result.name].join(' > ')}: ${result.skip}\n`)
    } else if (result.ok || result.todo) counts.passed++
    else fail(path, result)
  })
  stream.on('bailout', (reason: string) => {
    counts.failed++
    process.stdout.write(`bailout: ${reason}\n`)
  })
}

function mark(stream: Parser): string {
  return stream.ok ? '✓' : '✗'
}

function fail(path: string[], result: Result): void {
  counts.failed++
  process.stdout.write(`\n✗ ${[...path, result.name].join(' > ')}\n`)
  if (result.diag) process.stdout.write(`${JSON.stringify(result.diag, null, 2).replace(/^/gm, '    ')}\n`)
}

async function finish(results: FinalResults): Promise<void> {
  const code = await closed
  if (counts.failed === 0 && (code !== 0 || !results.ok || results.count === 0)) {
    counts.failed++
    process.stdout.write(`\n✗ the test process ended with code ${code} after ${results.count} test points\n`)
    for (const { name, tapError } of results.failures)
      process.stdout.write(`    ${name}: ${tapError ?? 'failed'}\n`)
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
  process.exitCode = counts.failed === 0 ? 0 : 1
}

// 100,000 queries of arbitrary bytes, characters and words against the small record of the tests: none may throw or take
// over 50 ms. A query that seems slow is asked again, so that a pause of the machine is not taken for its own time.
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { arbitraryQuery } from '../../test/support/arbitrary-queries.ts'
import { searchRecord } from '../../test/support/search-record.ts'
import { quantile } from './bench-table.ts'

const SEED = 20250701
const SLOW = 50
const AGAIN = 5

/** Prints quantiles of the time a query takes (ms) and every query over the limit; throws when there is one. */
export async function benchFuzz(count = Number(process.argv[3] ?? 100_000)): Promise<void> {
  const { engine, close } = await searchRecord()
  try {
    const random = new SeededRandom(SEED)
    const times: number[] = []
    const slow: string[] = []
    for (let i = 0; i < count; i++) {
      const text = arbitraryQuery(random)
      const ask = () => {
        const began = performance.now()
        engine.search({ text, unfinished: i % 2 === 0, limit: 5 })
        return performance.now() - began
      }
      let ms = ask()
      for (let n = 0; n < AGAIN && ms > SLOW / 10; n++) ms = Math.min(ms, ask())
      times.push(ms)
      if (ms > SLOW) slow.push(`${ms.toFixed(1)} ms: ${JSON.stringify(text)}`)
    }
    const at = (share: number) => quantile(times, share).toFixed(2)
    process.stdout.write(
      `${count} queries: p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, longest ${at(1)} ms, ${slow.length} over ${SLOW} ms\n`,
    )
    if (slow.length > 0) throw new Error(slow.join('\n'))
  } finally {
    close()
  }
}

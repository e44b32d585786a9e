import { table } from '../../bench/bench-table.ts'
import type { ConversionResult } from './conversion-measure.ts'

/** Misses of a class that are printed. */
const MISSES = 40

/** How every class of texts was converted, as a table, with what went wrong if `misses`. */
export function conversionReport(results: readonly ConversionResult[], misses: boolean): string {
  const rows = [...results, inAll(results)].map(({ name, queries, right, honest, confidentlyWrong }) => {
    const percent = (count: number) => ((count / queries) * 100).toFixed(2)
    return [name, String(queries), percent(right), percent(right + honest), percent(confidentlyWrong)]
  })
  const lines = results.flatMap(({ name, missed }) =>
    missed.slice(0, MISSES).map(({ text, got, wanted }) => `${name} | ${text} | ${got} | ${wanted}\n`),
  )
  return (
    table(['class', 'queries', 'right, %', 'right or honest, %', 'confidently wrong, %'], rows) +
    (misses ? lines.join('') : '')
  )
}

function inAll(results: readonly ConversionResult[]): ConversionResult {
  const sum = (of: (one: ConversionResult) => number) => results.reduce((total, one) => total + of(one), 0)
  return {
    name: 'all',
    queries: sum(({ queries }) => queries),
    right: sum(({ right }) => right),
    honest: sum(({ honest }) => honest),
    confidentlyWrong: sum(({ confidentlyWrong }) => confidentlyWrong),
    missed: [],
  }
}

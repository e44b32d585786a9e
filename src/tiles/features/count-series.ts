import type { Populations } from '../../store/record/counts/population.ts'
import type { ThemeCountRow } from '../../store/record/themes.ts'

/** A number of a layer of counts as it is shown; null for none at all. */
export type ShownCount = number | 'hidden' | null

/** Counts of a layer by commune and period. */
export interface CountSeries {
  /** Oldest first. */
  readonly periods: readonly string[]
  /** What is counted, that with most cases first; one empty text where a layer counts one thing without a name. */
  readonly subjects: readonly string[]
  /** By commune, one a period. */
  readonly counts: ReadonlyMap<string, readonly ShownCount[]>
  /** Cases for 100,000 people, null where the count is not shown, and without population. */
  readonly rates: ReadonlyMap<string, readonly (number | null)[]>
  /** Lower bounds of classes, ascending. */
  readonly classes: { readonly count: readonly number[]; readonly rate: readonly number[] }
}

/** The newest periods that maps show. */
export const MAX_PERIODS = 36
const CLASSES = 5

/**
 * Counts of one subject, or of all together: a sum is not shown where a number in it is not, so that no hidden one can be told from
 * it, nor from its rate.
 */
export function countSeries(
  rows: readonly ThemeCountRow[],
  people: Populations,
  subject?: string,
): CountSeries {
  const periods = [...new Set(rows.map(({ period }) => period))].sort().slice(-MAX_PERIODS)
  const places = new Map(periods.map((period, i) => [period, i]))
  const counts = new Map<string, ShownCount[]>()
  for (const row of rows) {
    const place = places.get(row.period)
    if (place === undefined || (subject !== undefined && row.subject !== subject)) continue
    const own = counts.get(row.commune_code) ?? periods.map(() => null)
    const before = own[place]!
    own[place] = row.count === null || before === 'hidden' ? 'hidden' : row.count + (before ?? 0)
    counts.set(row.commune_code, own)
  }
  const rates = new Map(
    [...counts].map(([commune, own]) => [
      commune,
      own.map((count, i) => people.rate(commune, periods[i]!, typeof count === 'number' ? count : null)),
    ]),
  )
  const positive = (numbers: Iterable<readonly (ShownCount | undefined)[]>) =>
    [...numbers].flat().filter((count): count is number => typeof count === 'number' && count > 0)
  return {
    periods,
    subjects: subjectsOf(rows),
    counts,
    rates,
    classes: { count: classesOf(positive(counts.values())), rate: classesOf(positive(rates.values())) },
  }
}

/** By how many cases are shown of each, which says nothing of hidden ones. */
function subjectsOf(rows: readonly ThemeCountRow[]): string[] {
  const cases = new Map<string, number>()
  for (const { subject, count } of rows) cases.set(subject, (cases.get(subject) ?? 0) + (count ?? 0))
  return [...cases].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([subject]) => subject)
}

/** Lower bounds of classes that hold about as many numbers each, rounded to what a reader can keep in mind. */
function classesOf(numbers: number[]): number[] {
  const sorted = numbers.sort((a, b) => a - b)
  if (sorted.length === 0) return []
  const least = sorted[0]!
  const bounds = Array.from({ length: CLASSES }, (_, i) =>
    i === 0
      ? least < 1
        ? least
        : Math.floor(least)
      : rounded(sorted[Math.floor((i * sorted.length) / CLASSES)]!),
  )
  return [...new Set(bounds)].filter((bound) => bound >= bounds[0]!).sort((a, b) => a - b)
}

/** To 1, 2 or 5 in its leading digits; below ten to a whole number. */
function rounded(number: number): number {
  if (number < 10) return Math.round(number)
  const step = 10 ** Math.floor(Math.log10(number)) / 2
  return Math.round(number / step) * step
}

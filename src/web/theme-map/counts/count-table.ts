import { serverUrl } from '../../api/server-url.ts'

/** A number of a layer of counts as it is shown; null for no data. */
export type Shown = number | 'hidden' | null
export type Measure = 'count' | 'rate'

/** Counts of one subject of a layer, or of all together, as the server tells them. */
export interface CountTable {
  subjects: string[]
  subject: string | null
  periods: string[]
  /** Lower bounds of classes, ascending. */
  classes: Record<Measure, number[]>
  communes: CountedCommune[]
}

export interface CountedCommune {
  code: string
  name: string
  counts: Shown[]
  rates: (number | null)[]
  population: { year: number; number: number; source: string | null } | null
}

/** Asks for the counts of a layer; rejects when they cannot be had. */
export async function loadCounts(layer: string, subject: string | undefined): Promise<CountTable> {
  const query = subject === undefined ? '' : `?${new URLSearchParams({ subject })}`
  const response = await fetch(serverUrl(`/v1/layers/${encodeURIComponent(layer)}/counts${query}`))
  if (!response.ok) throw new Error(`counts: ${response.status}`)
  return (await response.json()) as CountTable
}

/** What is shown of a commune in a period: a hidden count has no rate, a count without population neither. */
export function shownAt(commune: CountedCommune, place: number, measure: Measure): Shown {
  const count = commune.counts[place] ?? null
  return measure === 'count' || typeof count !== 'number' ? count : (commune.rates[place] ?? null)
}

/** Whether a layer has rates at all. */
export function hasRates({ communes }: CountTable): boolean {
  return communes.some(({ rates }) => rates.some((rate) => rate !== null))
}

/** A commune's place among those with a number: equal numbers share one. Hidden numbers and missing ones have none. */
export interface Ranked {
  readonly commune: CountedCommune
  readonly rank: number | undefined
  readonly value: Shown
}

/** Communes from the highest number down, then those whose number is hidden, then those without data, both by name. */
export function ranking({ communes }: CountTable, place: number, measure: Measure): Ranked[] {
  const all = communes.map((commune) => ({ commune, value: shownAt(commune, place, measure) }))
  const group = (value: Shown) => (typeof value === 'number' ? 0 : value === 'hidden' ? 1 : 2)
  const height = (value: Shown) => (typeof value === 'number' ? value : 0)
  all.sort(
    (a, b) =>
      group(a.value) - group(b.value) ||
      height(b.value) - height(a.value) ||
      a.commune.name.localeCompare(b.commune.name, 'vi'),
  )
  return all.map((one) => ({
    ...one,
    rank: typeof one.value === 'number' ? 1 + all.findIndex(({ value }) => value === one.value) : undefined,
  }))
}

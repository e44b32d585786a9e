import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import type { SearchEngine } from '../../src/search/search-engine.ts'
import type { EvalQuery } from './eval-query.ts'
import { QUERY_CLASSES } from './query-classes.ts'
import type { Targets } from './targets.ts'

/** How often a class of queries was answered rightly; shares from 0 to 1. */
export interface ClassResult {
  readonly name: string
  readonly queries: number
  readonly first: number
  readonly five: number
  readonly ten: number
  /** Mean share of the text typed until the target is among the first five; 1 where it never is. */
  readonly typed: number
  readonly missed: readonly Miss[]
}

export interface Miss {
  readonly text: string
  /** What came first instead, as kind and name. */
  readonly got: string
  /** Where the right answer stood, from 0; -1 when it was not among ten. */
  readonly rank: number
}

export interface MeasureOptions {
  readonly seed: number
  /** Queries of each class. */
  readonly queries: number
  /** Of these, how many are also typed key by key. */
  readonly typed: number
  /** Names of the classes to measure; all when absent. */
  readonly only?: readonly string[]
}

/** Attempts at a query before a class is said to have no targets. */
const ATTEMPTS = 500

/** Asks every class its queries. The same record, seed and numbers give the same queries, whatever other classes do. */
export function measure(
  engine: Pick<SearchEngine, 'search'>,
  targets: Targets,
  { seed, queries, typed, only }: MeasureOptions,
): ClassResult[] {
  return QUERY_CLASSES.filter(({ name }) => !only || only.includes(name)).map((queryClass) => {
    const random = new SeededRandom(seed ^ hash(queryClass.name))
    const asked = Array.from({ length: queries }, () => {
      for (let i = 0; i < ATTEMPTS; i++) {
        const query = queryClass.make(targets, random)
        if (query) return query
      }
      throw new Error(`no target of the record makes a query of class "${queryClass.name}"`)
    })
    const missed: Miss[] = []
    const ranks = asked.map((query) => {
      const { hits } = engine.search({ text: query.text, unfinished: query.unfinished ?? false, limit: 10 })
      const rank = hits.findIndex((hit) => query.right(hit))
      const [hit] = hits
      if (rank !== 0) missed.push({ text: query.text, got: hit ? describe(hit) : 'nothing', rank })
      return rank
    })
    const within = (limit: number) => ranks.filter((rank) => rank >= 0 && rank < limit).length / queries
    const shares = asked.slice(0, typed).map((query) => typedShare(engine, query))
    return {
      name: queryClass.name,
      queries,
      first: within(1),
      five: within(5),
      ten: within(10),
      typed: shares.reduce((sum, share) => sum + share, 0) / (shares.length || 1),
      missed,
    }
  })
}

/** Mean of all classes, each counted once. */
export function macro(results: readonly ClassResult[]): Omit<ClassResult, 'missed'> {
  const mean = (of: (result: ClassResult) => number) =>
    results.reduce((sum, result) => sum + of(result), 0) / results.length
  return {
    name: 'macro',
    queries: results.reduce((sum, { queries }) => sum + queries, 0),
    first: mean(({ first }) => first),
    five: mean(({ five }) => five),
    ten: mean(({ ten }) => ten),
    typed: mean(({ typed }) => typed),
  }
}

function typedShare(engine: Pick<SearchEngine, 'search'>, query: EvalQuery): number {
  const letters = [...query.text]
  for (let length = 1; length < letters.length; length++) {
    const text = letters.slice(0, length).join('')
    if (engine.search({ text, unfinished: true, limit: 5 }).hits.some((hit) => query.right(hit)))
      return length / letters.length
  }
  return 1
}

function describe({
  kind,
  name,
  address,
  place,
  within,
}: ReturnType<SearchEngine['search']>['hits'][number]): string {
  const what = address
    ? `${address.house_number} ${address.street ?? ''} ${address.hamlet}`
    : (place?.name ?? name)
  return `${kind}: ${what}, ${within?.fullName ?? ''}`
}

function hash(text: string): number {
  let value = 2_166_136_261
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) as number), 16_777_619)
  return value
}

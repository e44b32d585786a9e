import type { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import type { SearchHit } from '../../src/search/search-types.ts'
import type { Targets } from './targets.ts'

/** One text and what answers it. */
export interface EvalQuery {
  readonly text: string
  /** It is asked while being typed. */
  readonly unfinished?: boolean
  right(hit: SearchHit): boolean
}

/** A way of asking; makes a query, or undefined where a target does not lend itself to it. */
export interface QueryClass {
  readonly name: string
  make(targets: Targets, random: SeededRandom): EvalQuery | undefined
}

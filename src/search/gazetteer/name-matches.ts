import type { Alignment } from '../names/alignment.ts'
import type { Query } from '../query/query.ts'
import type { UnitMatches } from '../units/unit-matches.ts'
import type { Indexes } from './indexes.ts'
import type { QueryScratch } from './query-scratch.ts'

/** The names of the gazetteer that stand in a query. Places are matched while ranking, which bounds how many are looked at. */
export interface NameMatches {
  /** Of streets and hamlets, in no order. */
  readonly entries: readonly Alignment[]
  readonly units: UnitMatches
  /** Whether words that names have were compared by sound and typing errors too. */
  readonly fuzzy: boolean
}

/** Aligns the names of streets, hamlets and units with a query. */
export function matchNames(
  query: Query,
  { names, units }: Indexes,
  scratch: QueryScratch,
  fuzzy: boolean,
): NameMatches {
  const ofUnits: Alignment[] = []
  const entries: Alignment[] = []
  for (const one of scratch.names.match(query, fuzzy))
    (names.kinds[one.name] === 'unit' ? ofUnits : entries).push(one)
  return { entries, units: units.match(query, ofUnits), fuzzy }
}

import { Problem } from '../../errors.ts'

/** Rules that need `people.db`; throws {@link Problem} `no-proposals` where it cannot be used. */
export function peopleOrProblem<T>(rules: T | undefined): T {
  if (rules !== undefined) return rules
  throw new Problem('no-proposals')
}

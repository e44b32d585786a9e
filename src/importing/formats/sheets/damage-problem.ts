import { type CsvRecord, MAX_RECORD } from '../../../tables/csv-splitter.ts'
import { type ImportProblem, problem } from '../../reading/problem.ts'

/** Why a record of CSV cannot be read. */
export function damageProblem({
  damage,
  text,
}: Pick<Extract<CsvRecord, { damage: string }>, 'damage' | 'text'>): ImportProblem {
  return damage === 'quote'
    ? problem('quote', '', text)
    : problem('too-long', 'row', text, `${MAX_RECORD} characters`)
}

import type { CommuneOverview, ToldTally } from '../../../registry/desk/overview.ts'
import { csvLine } from '../../../tables/csv-writer.ts'
import { guardFormula } from '../../../text/formula-guard.ts'

const COUNTS = [
  'collected',
  'basic',
  'advanced',
  'created',
  'verified',
  'official',
  'without_code',
  'with_contact',
] as const
const HEADER = [
  'level',
  'commune_code',
  'hamlet',
  'class',
  ...COUNTS,
  'expected',
  'expected_source',
  'expected_date',
  'offices',
]
/** So that spreadsheets read it as UTF-8. */
const BOM = '\uFEFF'

/** Overviews as a table: a line a class of each commune (`level` commune), then of each of its hamlets (`level` hamlet). */
export function overviewCsv(communes: readonly CommuneOverview[]): string {
  const lines = communes.flatMap(({ commune_code, tallies }) =>
    tallies.map((tally) => csvLine(cellsOf(commune_code, tally), ',')),
  )
  return BOM + csvLine(HEADER, ',') + lines.join('')
}

function cellsOf(commune: string, tally: ToldTally): string[] {
  const { hamlet, expected, offices } = tally
  return [
    hamlet === null ? 'commune' : 'hamlet',
    commune,
    guardFormula(hamlet ?? ''),
    String(tally.class),
    ...COUNTS.map((name) => String(tally[name] ?? '')),
    expected === null ? '' : String(expected.count),
    guardFormula(expected?.source ?? ''),
    expected?.date ?? '',
    guardFormula(
      Object.entries(offices)
        .map(([office, count]) => `${office || '–'}: ${count}`)
        .join('; '),
    ),
  ]
}

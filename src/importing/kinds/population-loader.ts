import type { PopulationRow } from '../../store/record/counts/population.ts'
import { digits } from '../reading/problem.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { KeyedRowLoader } from './keyed-row-loader.ts'
import { COMMUNE, type KindColumn, SOURCE } from './kind-columns.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'

export const POPULATION_COLUMNS: readonly KindColumn[] = [
  COMMUNE,
  { name: 'year', aliases: ['nam'], type: 'INTEGER' },
  { name: 'number', aliases: ['population', 'danso', 'songuoi'], type: 'INTEGER' },
  SOURCE,
]
const YEARS = [1979, 2100] as const
const MOST_PEOPLE = 10_000_000

/** Loads how many people live in communes, each number identified by commune and year; it holds for all layers of counts. */
export function populationLoader({ record, source }: LoadContext): KindLoader {
  return new KeyedRowLoader<PopulationRow>(record.themes.population.rows, {}, (row) =>
    readPopulation(row, source, (code) =>
      record.units.versions(code).some(({ level }) => level === 'commune'),
    ),
  )
}

function readPopulation(
  row: RowReader,
  source: string,
  isCommune: (code: string) => boolean,
): Partial<PopulationRow> | null {
  const commune = row.matching('commune_code', /^\d{5}$/, digits('5'))
  const year = row.whole('year', ...YEARS)
  const number = row.whole('number', 1, MOST_PEOPLE)
  const named = row.text('source', 200)
  if (row.problems.length > 0) return null
  if (commune === null) return row.refuse('required', 'commune_code', '', digits('5'))
  if (year === null) return row.refuse('required', 'year', '', YEARS.join('…'))
  if (number === null) return row.refuse('required', 'number', '', `1…${MOST_PEOPLE}`)
  if (!isCommune(commune)) return row.refuse('unknown-unit', 'commune_code', commune, 'data/units.csv')
  return { theme: '', commune_code: commune, year, number, source: named ?? source }
}

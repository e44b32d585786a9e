import { recogniserOf } from '../reading/columns.ts'
import type { RowReader } from '../reading/row-reader.ts'

/** Columns of a table of counts; those of positions are recognised to be refused. */
export const countColumns = recogniserOf([
  { name: 'commune_code', aliases: ['wardcode', 'maxa', 'maphuongxa'] },
  { name: 'period', aliases: ['ky', 'thang', 'tuan', 'nam', 'month', 'week', 'year'] },
  { name: 'subject', aliases: ['disease', 'benh', 'tenbenh', 'loaibenh'] },
  { name: 'count', aliases: ['soca', 'cases', 'soluong', 'number'] },
  { name: 'population', aliases: ['danso', 'songuoi', 'people'] },
  { name: 'lon', aliases: ['lng', 'longitude', 'x', 'kinhdo'] },
  { name: 'lat', aliases: ['latitude', 'y', 'vido'] },
  { name: 'wkt', aliases: ['geometry', 'geom', 'thegeom'] },
  { name: 'address', aliases: ['addressid', 'addresscode', 'diachi'] },
])
/** Columns that would say where one person is. */
export const POSITIONS = ['lon', 'lat', 'wkt', 'address'] as const
const LARGEST = 1_000_000
const MOST_PEOPLE = 10_000_000
/** Words for all subjects together. */
const TOTALS = /^(tổng( số| cộng)?|tất cả|chung|toàn bộ|total|all|sum|overall|any)$/iu
const PERIODS = [
  ['year', /^\d{4}$/],
  ['quarter', /^\d{4}-Q[1-4]$/],
  ['month', /^\d{4}-(0[1-9]|1[0-2])$/],
  ['week', /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/],
  ['day', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
] as const

/** Length of a period in words, as its form shows: `2025`, `2025-Q4`, `2025-11`, `2025-W07`, `2025-11-30`. */
export function periodLength(period: string): (typeof PERIODS)[number][0] | undefined {
  return PERIODS.find(([, form]) => form.test(period))?.[0]
}

/** One number of a table as it was read; an empty one was suppressed before. */
export interface CountOfRow {
  commune: string
  period: string
  subject: string
  count: number | null
}

/** How many people a row says to live in its commune. */
export interface PopulationOfRow {
  population: number | null
}

/** Reads one row; null when the reader holds problems. Sums over subjects are no rows of such a table. */
export function countOfRow(
  row: RowReader,
  inForce: (commune: string) => boolean,
): (CountOfRow & PopulationOfRow) | null {
  const position = row.geometry ? 'geometry' : POSITIONS.find((field) => row.filled(field))
  if (position) return row.refuse('no-points', position, '', 'commune_code, period, subject, count')
  const commune = row.required('commune_code', 16)
  const period = row.required('period', 16).toUpperCase()
  const subject = row.text('subject', 80) ?? ''
  const count = row.whole('count', 0, LARGEST)
  const population = row.whole('population', Math.max(1, count ?? 0), MOST_PEOPLE)
  if (row.problems.length > 0) return null
  if (!inForce(commune)) return row.refuse('unknown-unit', 'commune_code', commune, 'data/units.csv')
  if (!periodLength(period))
    return row.refuse('value', 'period', period, '2025, 2025-Q4, 2025-11, 2025-W07, 2025-11-30')
  if (TOTALS.test(subject))
    return row.refuse('total', 'subject', subject, { vi: 'mỗi dòng một bệnh', en: 'one disease a row' })
  return { commune, period, subject, count, population }
}

import type { Text } from '../../errors.ts'
import type { UnitChangeRow, UnitLevel } from '../../store/record/rows.ts'
import type { UnitTables } from '../../store/record/units.ts'
import { digits } from '../reading/problem.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { KeyedRowLoader } from './keyed-row-loader.ts'
import type { KindColumn } from './kind-columns.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'

export const UNIT_CHANGE_COLUMNS: readonly KindColumn[] = [
  { name: 'date', type: 'DATE' },
  { name: 'kind' },
  { name: 'level' },
  { name: 'from_code' },
  { name: 'to_code' },
  { name: 'extent' },
  { name: 'basis' },
  { name: 'article' },
]

const LEVELS: readonly UnitLevel[] = ['commune', 'district', 'province']
const KINDS: readonly UnitChangeRow['kind'][] = ['merge', 'split', 'part', 'rename', 'move']
const EXTENTS: readonly UnitChangeRow['extent'][] = ['whole', 'part']
const CODE = /^\d{2,3}$|^\d{5}$/

/**
 * Loads changes of units, each identified by day, level and the two codes. Both units must be in the record: the
 * one that was there on the day before, and the one in force on the day (`import -- units` first).
 */
export function unitChangeLoader({ record }: LoadContext): KindLoader {
  return new KeyedRowLoader<UnitChangeRow>(record.units.unitChange, { article: null }, (row) =>
    readChange(row, record.units),
  )
}

function readChange(row: RowReader, units: UnitTables): Partial<UnitChangeRow> | null {
  const date = required(row, 'date', row.date('date'), 'YYYY-MM-DD')
  const kind = required(row, 'kind', row.oneOf('kind', KINDS), KINDS.join(', '))
  const level = row.oneOf('level', LEVELS) ?? 'commune'
  const from = required(
    row,
    'from_code',
    row.matching('from_code', CODE, digits('2, 3, 5')),
    digits('2, 3, 5'),
  )
  const to = required(row, 'to_code', row.matching('to_code', CODE, digits('2, 3, 5')), digits('2, 3, 5'))
  const extent = required(row, 'extent', row.oneOf('extent', EXTENTS), EXTENTS.join(', '))
  const basis = row.required('basis', 100)
  const article = row.text('article', 100)
  if (row.problems.length > 0 || !date || !kind || !from || !to || !extent) return null
  if (!units.inForce(level, from, date, 'day before'))
    row.refuse('unknown-unit', 'from_code', `${from} (< ${date})`, 'npm run import -- units')
  if (!units.inForce(level, to, date))
    row.refuse('unknown-unit', 'to_code', `${to} (≥ ${date})`, 'npm run import -- units')
  if (row.problems.length > 0) return null
  return {
    date,
    kind,
    level,
    from_code: from,
    to_code: to,
    extent,
    basis,
    ...(row.has('article') ? { article } : {}),
  }
}

function required<T>(row: RowReader, field: string, value: T | null, rule: string | Text): T | null {
  return value === null && !row.filled(field) ? row.refuse('required', field, '', rule) : value
}

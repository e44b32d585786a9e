import type { PostcodeRow } from '../../store/record/rows.ts'
import { digits } from '../reading/problem.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { KeyedRowLoader } from './keyed-row-loader.ts'
import { COMMUNE, type KindColumn } from './kind-columns.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'

export const POSTCODE_COLUMNS: readonly KindColumn[] = [
  { name: 'postcode', aliases: ['postalcode', 'mabuuchinh', 'ma'] },
  COMMUNE,
  { name: 'valid_from', aliases: ['validfrom'], type: 'DATE' },
  { name: 'valid_to', aliases: ['validto'], type: 'DATE' },
  { name: 'basis', aliases: ['cancu', 'vanban'] },
]

/**
 * Loads postal codes, each identified by code, commune and first day. A list that is no longer in force
 * says so by `valid_to`: a code that only it has is answered as retired, with the code of today for its land.
 */
export function postcodeLoader({ record }: LoadContext): KindLoader {
  return new KeyedRowLoader<PostcodeRow>(record.units.postcode, { valid_to: null, basis: null }, (row) =>
    readPostcode(row, (code) => record.units.versions(code)),
  )
}

function readPostcode(
  row: RowReader,
  versions: (code: string) => readonly { level: string; valid_from: string; valid_to: string | null }[],
): Partial<PostcodeRow> | null {
  const postcode = row.matching('postcode', /^\d{5}$/, digits('5'))
  const commune = row.matching('commune_code', /^\d{5}$/, digits('5'))
  const from = row.date('valid_from')
  const to = row.date('valid_to')
  const basis = row.text('basis', 100)
  if (row.problems.length > 0) return null
  if (postcode === null) return row.refuse('required', 'postcode', '', digits('5'))
  if (commune === null) return row.refuse('required', 'commune_code', '', digits('5'))
  if (from === null) return row.refuse('required', 'valid_from', '', 'YYYY-MM-DD')
  if (to !== null && to < from) return row.refuse('range', 'valid_to', to, `≥ ${from}`)
  const isCommune = versions(commune).some(
    (unit) =>
      unit.level === 'commune' &&
      (to === null || unit.valid_from <= to) &&
      (unit.valid_to === null || unit.valid_to >= from),
  )
  if (!isCommune) return row.refuse('unknown-unit', 'commune_code', commune, `${from} … ${to ?? ''}`)
  return {
    postcode,
    commune_code: commune,
    valid_from: from,
    ...(row.has('valid_to') ? { valid_to: to } : {}),
    ...(row.has('basis') ? { basis } : {}),
  }
}

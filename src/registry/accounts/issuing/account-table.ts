import { Refusal } from '../../refusal.ts'
import type { CheckedIdentity } from './account-draft.ts'
import type { DraftRow } from './issuing.ts'
import type { ListedOffice } from './offices.ts'
import type { AskedArea } from './places.ts'

/** Columns of a table of accounts. */
export const ACCOUNT_COLUMNS = [
  ...(['office', 'login', 'roles', 'commune_code', 'hamlet', 'hamlet_id', 'former_commune_code'] as const),
  ...(['identity_number', 'identity_how', 'valid_from', 'valid_to', 'name', 'mail'] as const),
] as const

type Row = Partial<Readonly<Record<string, string>>>

/** Rows of a file at most. */
export const MOST_ROWS = 5000

/** Throws {@link Refusal} `findings` for columns that a table of accounts does not have: none is taken that nobody looks at. */
export function mustBeColumns(header: readonly string[]): void {
  const unknown = header.filter((name) => !(ACCOUNT_COLUMNS as readonly string[]).includes(name))
  if (unknown.length === 0) return
  const names = unknown.map((name) => `"${name.slice(0, 40)}"`).join(', ')
  throw new Refusal('findings', {
    vi: `Bảng có cột ${names}; chỉ nhận ${ACCOUNT_COLUMNS.join(', ')}.`,
    en: `The table has the columns ${names}; it may have ${ACCOUNT_COLUMNS.join(', ')}.`,
  })
}

/**
 * The drafts of a table. Several roles, communes or hamlets in a cell are separated by `;`; an office is named by its id or its
 * name; a hamlet by its id, or by its name with its commune.
 *
 * @param fallback office of rows that name none
 */
export function draftsOf(
  rows: readonly { readonly line: number; readonly row: Row }[],
  offices: readonly ListedOffice[],
  fallback: string | undefined,
): DraftRow[] {
  const byName = new Map<string, string | undefined>()
  for (const { id, name } of offices) byName.set(nameOf(name), byName.has(nameOf(name)) ? undefined : id)
  return rows.map(({ line, row }) => {
    const cell = (name: string) => row[name]?.trim() || undefined
    const named = cell('office')
    const number = cell('identity_number')
    const how = cell('identity_how')
    const identity: CheckedIdentity | undefined =
      number !== undefined || how !== undefined ? { number: number ?? '', how: how ?? '' } : undefined
    return {
      line,
      draft: {
        office: (named === undefined ? fallback : (byName.get(nameOf(named)) ?? named)) ?? '',
        login: cell('login'),
        roles: several(cell('roles')),
        areas: areasOf(cell),
        identity,
        valid_from: cell('valid_from'),
        valid_to: cell('valid_to'),
        name: cell('name'),
        mail: cell('mail'),
      },
    }
  })
}

function areasOf(cell: (name: string) => string | undefined): AskedArea[] {
  const communes = several(cell('commune_code'))
  const ids = several(cell('hamlet_id')).map((hamlet) => ({ hamlet }))
  const names = several(cell('hamlet'))
  if (ids.length > 0) return ids
  if (names.length === 0) return communes.map((commune) => ({ commune }))
  const [commune = ''] = communes
  return names.map((hamletName) => ({ hamletName, commune, former: cell('former_commune_code') }))
}

function several(cell: string | undefined): string[] {
  return (cell ?? '')
    .split(';')
    .map((each) => each.trim())
    .filter(Boolean)
}

function nameOf(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}

import { type Contact, contactIn, titledNameIn } from '../../../parsing/personal-data.ts'
import type { AddressRow } from '../../../store/rows.ts'
import { type ImportProblem, problem } from '../../reading/problem.ts'

/** Columns of text, under the names that a file has for them. */
const TEXTS = [
  ['name', 'name'],
  ['street', 'street'],
  ['hamlet', 'hamlet'],
  ['group_name', 'group'],
  ['raw_text', 'raw_text'],
  ['source', 'source'],
] as const
/** Columns of a home in which a title and a name are somebody's; streets and shrines are named after people. */
const OF_A_HOME: ReadonlySet<string> = new Set(['name', 'raw_text', 'source'])
const HOME = 1

const WORDS: Readonly<Record<Contact, string>> = {
  phone: 'số điện thoại · a phone number',
  email: 'e-mail',
  identity: 'số giấy tờ · the number of a paper',
}

/** What of an address will be shown to nobody, because it speaks of a person: for whoever imports it. */
export function personalNotes(address: Omit<AddressRow, 'fid' | 'geom'>): ImportProblem[] {
  const notes: ImportProblem[] = []
  for (const [column, field] of TEXTS) {
    const text = address[column]
    if (text === null) continue
    const contact = contactIn(text)
    if (contact) notes.push(problem('contact', field, text, WORDS[contact]))
    else if (address.class === HOME && OF_A_HOME.has(column)) {
      const named = titledNameIn(text)
      // Bà Chánh Thâu is a street: its own name in the declared text is no person's.
      if (named && !address.street?.includes(named)) notes.push(problem('person', field, text, named))
    }
  }
  return notes
}

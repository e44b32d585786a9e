import { personalCells } from '../../../parsing/personal-cells.ts'
import type { Contact } from '../../../parsing/personal-data.ts'
import type { AddressRow } from '../../../store/record/rows.ts'
import { type ImportProblem, problem } from '../../reading/problem.ts'

const WORDS: Readonly<Record<Contact, string>> = {
  phone: 'số điện thoại · a phone number',
  email: 'e-mail',
  identity: 'số giấy tờ · the number of a paper',
}

/** What of an address will be shown to nobody, because it speaks of a person: for whoever imports it. */
export function personalNotes(address: Omit<AddressRow, 'fid' | 'geom'>): ImportProblem[] {
  return personalCells(address.class, address).map((cell) => {
    const field = cell.column === 'group_name' ? 'group' : cell.column
    return cell.contact
      ? problem('contact', field, cell.text, WORDS[cell.contact])
      : problem('person', field, cell.text, cell.named)
  })
}

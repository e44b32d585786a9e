import { type Contact, contactIn, titledNameIn } from './personal-data.ts'

/** The texts of an address, under the record's names of columns. */
export const ADDRESS_TEXTS = ['name', 'street', 'hamlet', 'group_name', 'raw_text', 'source'] as const
export type AddressText = (typeof ADDRESS_TEXTS)[number]

/** Columns of a home in which a title and a name are somebody's; streets and shrines are named after people. */
const OF_A_HOME: ReadonlySet<AddressText> = new Set(['name', 'raw_text', 'source'])
const HOME = 1

/** A text of an address that speaks of a person: how to reach one, or, in a home, a title with a name. */
export type PersonalCell = { readonly column: AddressText; readonly text: string } & (
  | { readonly contact: Contact; readonly named?: undefined }
  | { readonly contact?: undefined; readonly named: string }
)

/** What of an address speaks of a person. */
export function personalCells(
  objectClass: number,
  texts: Readonly<Partial<Record<AddressText, string | null | undefined>>>,
): PersonalCell[] {
  const cells: PersonalCell[] = []
  for (const column of ADDRESS_TEXTS) {
    const text = texts[column]
    if (!text) continue
    const contact = contactIn(text)
    if (contact) cells.push({ column, text, contact })
    else if (objectClass === HOME && OF_A_HOME.has(column)) {
      const named = titledNameIn(text)
      // Bà Chánh Thâu is a street: its own name in the declared text is no person's.
      if (named && !texts.street?.includes(named)) cells.push({ column, text, named })
    }
  }
  return cells
}

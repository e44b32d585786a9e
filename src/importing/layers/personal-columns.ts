import { contactIn, looksLikeFullName, titledNameIn } from '../../parsing/personal-data.ts'
import {
  isIdentityNumber,
  namesDisease,
  type PersonalField,
  personalField,
} from '../../parsing/personal-fields.ts'
import type { SourceRow } from '../reading/source-row.ts'

/** What values look like that are about people; `contact` is an e-mail or a long number that may be a paper's. */
const SIGNS = ['identity', 'phone', 'birth-date', 'disease', 'contact', 'name'] as const
export type PersonalSign = (typeof SIGNS)[number]

/** An attribute whose values look like they are about people. */
export interface PersonalColumn {
  column: string
  looksLike: PersonalSign
  /** How many of its values do, and how many it has. */
  values: number
  of: number
}

interface Tally extends Record<PersonalSign, number> {
  readonly field: PersonalField | undefined
  of: number
}

/** Share of a column's values from which on they count as names or illnesses: a street may be named after somebody, a service after an illness. */
const SHARE = 0.5
/** Numbers from here on are phones or papers where a table holds them as numbers. */
const SMALLEST_PHONE = 1e8
const LARGEST_PAPER = 1e12

/** Tells which attributes of a layer look like they are about people: they will be public, as all attributes are. */
export class PersonalColumns {
  readonly #tallies = new Map<string, Tally>()

  add(row: SourceRow): void {
    if (row.problem) return
    for (const [column, value] of Object.entries(row.rest ?? {})) {
      if (value === null || value === undefined || value === '') continue
      let tally = this.#tallies.get(column)
      if (!tally) {
        const none = { identity: 0, phone: 0, 'birth-date': 0, disease: 0, contact: 0, name: 0 }
        tally = { ...none, field: personalField(column), of: 0 }
        this.#tallies.set(column, tally)
      }
      tally.of++
      const sign = signOf(value, tally.field)
      if (sign) tally[sign]++
    }
  }

  /** In the order of the file, each column for what weighs most. */
  found(): PersonalColumn[] {
    return [...this.#tallies].flatMap(([column, tally]): PersonalColumn[] => {
      const sign = SIGNS.find(
        (each) =>
          tally[each] > 0 && tally[each] >= (each === 'name' || each === 'disease' ? SHARE : 0) * tally.of,
      )
      return sign ? [{ column, looksLike: sign, values: tally[sign], of: tally.of }] : []
    })
  }
}

function signOf(value: unknown, field: PersonalField | undefined): PersonalSign | undefined {
  if (field === 'birth-date' || field === 'disease') return field
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
  if (isIdentityNumber(text, field === 'identity')) return 'identity'
  if (typeof value === 'number' || /^\d{9}$/.test(text)) return numberSign(Number(value))
  if (text === '' || text.length >= 1000) return undefined
  const contact = contactIn(text)
  if (contact) return contact === 'phone' ? 'phone' : 'contact'
  if (text.length >= 100) return undefined
  if (looksLikeFullName(text) || titledNameIn(text) !== undefined) return 'name'
  return namesDisease(text) ? 'disease' : undefined
}

/** A phone that lost its zero has nine digits and is no round sum of money. */
function numberSign(value: number): PersonalSign | undefined {
  if (!Number.isInteger(value) || value < SMALLEST_PHONE || value >= LARGEST_PAPER) return undefined
  return value % 1000 !== 0 && /^[35789]\d{8}$/.test(String(value)) ? 'phone' : 'contact'
}

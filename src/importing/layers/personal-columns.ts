import { contactIn, looksLikeFullName, titledNameIn } from '../../parsing/personal-data.ts'
import type { SourceRow } from '../reading/source-row.ts'

/** An attribute whose values look like they are about people. */
export interface PersonalColumn {
  column: string
  looksLike: 'contact' | 'name'
  /** How many of its values do, and how many it has. */
  values: number
  of: number
}

interface Tally {
  of: number
  contact: number
  name: number
}

/** Share of a column's values from which on they count as names: a street may be named after somebody. */
const NAMES = 0.5
/** Numbers from here on are phones or papers where a table holds them as numbers. */
const SMALLEST_PHONE = 1e8
const LARGEST_PAPER = 1e12

/** Tells which attributes of a layer look like phones or names: they will be public, as all attributes are. */
export class PersonalColumns {
  readonly #tallies = new Map<string, Tally>()

  add(row: SourceRow): void {
    if (row.problem) return
    for (const [column, value] of Object.entries(row.rest ?? {})) {
      if (value === null || value === undefined || value === '') continue
      let tally = this.#tallies.get(column)
      if (!tally) {
        tally = { of: 0, contact: 0, name: 0 }
        this.#tallies.set(column, tally)
      }
      tally.of++
      if (isContact(value)) tally.contact++
      else if (typeof value === 'string' && isName(value)) tally.name++
    }
  }

  /** In the order of the file. */
  found(): PersonalColumn[] {
    return [...this.#tallies].flatMap(([column, { of, contact, name }]): PersonalColumn[] => {
      if (contact > 0) return [{ column, looksLike: 'contact', values: contact, of }]
      return name >= NAMES * of && name > 0 ? [{ column, looksLike: 'name', values: name, of }] : []
    })
  }
}

function isContact(value: unknown): boolean {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= SMALLEST_PHONE && value < LARGEST_PAPER
  return typeof value === 'string' && value.length < 1000 && contactIn(value) !== undefined
}

function isName(value: string): boolean {
  return value.length < 100 && (looksLikeFullName(value) || titledNameIn(value) !== undefined)
}

import type { Unit } from '../../src/units/unit-register.ts'
import { bare } from './spellings.ts'

/** How a unit is written. */
export interface UnitName {
  readonly text: string
  /** The text says the unit's type. */
  readonly typed: boolean
}

export type Naming = (unit: Unit) => UnitName

const SHORT: Readonly<Record<string, string>> = {
  xã: 'X',
  phường: 'P',
  'thị trấn': 'TT',
  huyện: 'H',
  'thị xã': 'TX',
  'thành phố': 'TP',
  tỉnh: 'T',
}
const ENGLISH: Readonly<Record<string, string>> = {
  xã: 'Commune',
  phường: 'Ward',
  'thị trấn': 'Town',
  huyện: 'District',
  'thị xã': 'Town',
  'thành phố': 'City',
  tỉnh: 'Province',
}

export const inFull: Naming = ({ fullName }) => ({ text: fullName, typed: true })

/** Without the type word; a number is not written without it. */
export const nameAlone: Naming = (unit) =>
  isNumbered(unit) ? inFull(unit) : { text: unit.name, typed: false }

/** "X. Tân Lập", "P4": the type as its letters. */
export function short(between: string): Naming {
  return ({ type, name }) => ({ text: `${SHORT[type]}${between}${name}`, typed: true })
}

/** "F4", "Ph. Khánh Hậu": the other letters of a ward. */
export const wardLetters: Naming = (unit) => {
  if (unit.type !== 'phường') return short('.')(unit)
  return { text: isNumbered(unit) ? `F${unit.name}` : `Ph. ${unit.name}`, typed: true }
}

/** The letters of the type, and the name's words written as one: "X. PhuocLy". */
export function joined(between: string): Naming {
  return ({ type, name }) => ({
    text: `${SHORT[type]}${between}${bare(name).replaceAll(' ', '')}`,
    typed: true,
  })
}

/** "XãPhướcLý" */
export const allJoined: Naming = ({ fullName }) => ({ text: fullName.replaceAll(' ', ''), typed: true })

export const english: Naming = (unit) => {
  if (isNumbered(unit)) return { text: `Ward ${unit.name}`, typed: true }
  const word = ENGLISH[unit.type] as string
  return { text: `${bare(unit.name)} ${word}`, typed: true }
}

export const englishAlone: Naming = (unit) =>
  isNumbered(unit) ? english(unit) : { text: bare(unit.name), typed: false }

export const inBrackets: Naming = (unit) => {
  const { text, typed } = nameAlone(unit)
  return { text: `(${text})`, typed }
}

function isNumbered({ name }: Unit): boolean {
  return /^(?:\d|[IVX]+$)/.test(name)
}

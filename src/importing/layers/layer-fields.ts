import type { SourceRow } from '../reading/source-row.ts'
import { attributeNameRule } from './layer-columns.ts'

/** Types of attributes, in the words of TileJSON. */
export type FieldType = 'String' | 'Number' | 'Boolean'
export type FieldTypes = Map<string, FieldType>

/** Gathers the attributes of a file and their types; one that is not of one type throughout is text. */
export class FieldSurvey {
  readonly types: FieldTypes
  /** Whether values are text throughout, so that numbers must be recognised by how they are written. */
  readonly #textual: boolean

  /** @param types those that the layer's attributes have already */
  constructor(types: FieldTypes, textual: boolean) {
    this.types = new Map(types)
    this.#textual = textual
  }

  add(row: SourceRow): void {
    if (row.problem || !row.rest) return
    for (const [name, value] of Object.entries(row.rest)) {
      const type = typeOfValue(value, this.#textual)
      const before = this.types.get(name)
      if (type === undefined || type === before || before === 'String') continue
      if (attributeNameRule(name) !== undefined) continue
      this.types.set(name, before === undefined ? type : 'String')
    }
  }
}

function typeOfValue(value: unknown, textual: boolean): FieldType | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? 'Number' : undefined
  if (typeof value === 'boolean') return 'Boolean'
  if (!textual || typeof value !== 'string') return 'String'
  if (value === 'true' || value === 'false') return 'Boolean'
  // "007" and long whole numbers are codes: only what a number would be written as is one
  const number = Number(value)
  const plain = Number.isFinite(number) && String(number) === value
  return plain && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? 'Number' : 'String'
}

/** A value in the form of its attribute's type; null for none. Lists and objects become JSON. */
export function typedValue(value: unknown, type: FieldType | undefined): string | number | boolean | null {
  if (value === null || value === undefined || value === '' || type === undefined) return null
  if (type === 'Number') return Number.isFinite(Number(value)) ? Number(value) : null
  if (type === 'Boolean') return value === true || value === 'true'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

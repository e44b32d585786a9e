import type { Source, SourceRow } from '../reading/source-row.ts'
import { attributeNameRule } from './layer-columns.ts'

/** Types of attributes, in the words of TileJSON. */
export type FieldType = 'String' | 'Number' | 'Boolean'
export type FieldTypes = Map<string, FieldType>

/** Gathers the attributes of a file and their types; one that is not of one type throughout is text. */
export class FieldSurvey {
  readonly types: FieldTypes
  /** Fields of which every value of the file is a day. */
  readonly days = new Set<string>()
  readonly #others = new Set<string>()
  /** Of fields of texts, how many decimals every number has; undefined where they differ. */
  readonly #decimals = new Map<string, number | undefined>()
  /** Fields in which a number ends with zeros that mean nothing: "12.50". */
  readonly #padded = new Set<string>()
  readonly #source: Pick<Source, 'textual' | 'texts'>

  /** @param types those that the layer's attributes have already */
  constructor(types: FieldTypes, source: Pick<Source, 'textual' | 'texts'>) {
    this.types = new Map(types)
    this.#source = source
  }

  add(row: SourceRow): void {
    if (row.problem || !row.rest) return
    for (const [name, value] of Object.entries(row.rest)) {
      const textual = this.#source.textual && !this.#source.texts?.has(name)
      const typed = typeOfValue(value, textual)
      const type =
        typed === 'Number' && textual && !this.#writtenAlike(name, String(value)) ? 'String' : typed
      if (type === 'String' && !this.#others.has(name)) this.#lookForDay(name, value)
      const before = this.types.get(name)
      if (type === undefined || type === before || before === 'String') continue
      if (attributeNameRule(name) !== undefined) continue
      this.types.set(name, before === undefined ? type : 'String')
    }
  }

  /**
   * Whether the numbers of a field are written as programs write numbers: without zeros behind, or all with as many decimals.
   * "1.1" beside "1.10" are two codes.
   */
  #writtenAlike(name: string, number: string): boolean {
    if (number.endsWith('.0')) return true
    const decimals = number.split('.')[1]?.length ?? 0
    if (!this.#decimals.has(name)) this.#decimals.set(name, decimals)
    else if (this.#decimals.get(name) !== decimals) this.#decimals.set(name, undefined)
    if (decimals > 0 && number.endsWith('0')) this.#padded.add(name)
    return !this.#padded.has(name) || this.#decimals.get(name) !== undefined
  }

  #lookForDay(name: string, value: unknown): void {
    if (typeof value === 'string' && dayOf(value) !== undefined) this.days.add(name)
    else {
      this.days.delete(name)
      this.#others.add(name)
    }
  }
}

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/
/** As days are written in Vietnam, the day first. */
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/

/** A day as YYYY-MM-DD: "05/09/1998", "2024/3/1", a time at midnight; undefined for a text that is none. */
export function dayOf(text: string): string | undefined {
  const found = YEAR_FIRST.exec(text) ?? DAY_FIRST.exec(text)
  if (!found) return undefined
  const [first, month, last] = found.slice(1).map(Number) as [number, number, number]
  const [year, day] = first > 31 ? [first, last] : [last, first]
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCDate() === day && at.getUTCMonth() === month - 1 ? at.toISOString().slice(0, 10) : undefined
}

/** Decimals with zeros behind them, and those zeros. */
const PADDED = /^-?\d{1,15}\.\d{0,15}0$/
const ZEROS = /\.?0{1,16}$/

function typeOfValue(value: unknown, textual: boolean): FieldType | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? 'Number' : undefined
  if (typeof value === 'boolean') return 'Boolean'
  if (!textual || typeof value !== 'string') return 'String'
  if (value === 'true' || value === 'false') return 'Boolean'
  // "007" and long whole numbers are codes: only what a number would be written as is one, "2.0" and "12.50" as well
  const number = Number(value)
  const written = PADDED.test(value) ? value.replace(ZEROS, '') : value
  const plain = Number.isFinite(number) && String(number) === written
  return plain && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? 'Number' : 'String'
}

/** A value in the form of its attribute's type; null for none. Lists and objects become JSON. */
export function typedValue(value: unknown, type: FieldType | undefined): string | number | boolean | null {
  if (value === null || value === undefined || value === '' || type === undefined) return null
  if (type === 'Number') return Number.isFinite(Number(value)) ? Number(value) : null
  if (type === 'Boolean') return value === true || value === 'true'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Values of a feature of the record; none where another program has left no JSON. */
export function storedValues(json: string): Record<string, unknown> {
  try {
    return (JSON.parse(json) ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
}

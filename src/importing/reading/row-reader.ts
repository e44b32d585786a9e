import { checkCode } from '../../codes/check-code.ts'
import type { Text } from '../../errors.ts'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'
import { cleanText } from '../../text/normalize.ts'
import { checkDegrees } from './degrees.ts'
import { type ImportProblem, problem } from './problem.ts'
import type { Fields } from './source-row.ts'
import { garbled } from './text-encoding.ts'
import { wholeNumber } from './whole-number.ts'

const PLAIN = /^[\x21-\x5b\x5d-\x5f\x61-\x7e]+(?: [\x21-\x5b\x5d-\x5f\x61-\x7e]+)*$/
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/
const STORED_INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
const NUMBER = /^[-+]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e[-+]?\d+)?$/i
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const NO_CONTROLS: Text = { vi: 'không có ký tự điều khiển', en: 'no control characters' }
const LOCAL_CODE: Text = { vi: 'L + 10 chữ số', en: 'L + 10 digits' }
/** Texts kept cleaned and checked, since names of streets and hamlets repeat. */
const MAX_CACHED = 20_000

/** Reads the values of one row after another and gathers their problems; an empty cell reads as null. */
export class RowReader {
  problems: ImportProblem[] = []
  #fields: Fields = {}
  #geometry: StoredGeometry | undefined
  readonly #cleaned = new Map<string, string>()
  /** The last value of each column, raw and cleaned: rows that follow each other often repeat it. */
  readonly #last: Record<string, { value: string; clean: string } | undefined> = {}

  /** Turns to another row. */
  open(fields: Fields, geometry: StoredGeometry | undefined): void {
    this.#fields = fields
    this.#geometry = geometry
    this.problems = []
  }

  get geometry(): StoredGeometry | undefined {
    return this.#geometry
  }

  /** Whether the file has a column, even if its cell is empty. */
  has(field: string): boolean {
    return field in this.#fields
  }

  /** Whether the file has a value for a column. */
  filled(field: string): boolean {
    return (this.#fields[field] ?? '') !== ''
  }

  refuse(...args: Parameters<typeof problem>): null {
    this.problems.push(problem(...args))
    return null
  }

  /** The value exactly as the file has it. */
  verbatim(field: string, max: number): string | null {
    const value = this.#fields[field] ?? ''
    if (value === '') return null
    if (CONTROLS.test(value)) return this.refuse('value', field, value, NO_CONTROLS)
    return this.#checked(field, value, max)
  }

  /** Text in one spelling: NFC, no control characters, single spaces. */
  text(field: string, max: number): string | null {
    const value = this.#fields[field] ?? ''
    if (value === '') return null
    if (value.length > max * 2) return this.refuse('too-long', field, value, `${max}`)
    const last = this.#last[field]
    if (last?.value === value) return this.#short(field, last.clean, max)
    const clean = this.#clean(field, value, max)
    if (clean !== null) this.#last[field] = { value, clean }
    return clean
  }

  /** Text that must be there. */
  required(field: string, max: number): string {
    return this.text(field, max) ?? this.#missing(field, `1–${max}`) ?? ''
  }

  matching(field: string, pattern: RegExp, rule: string | Text): string | null {
    const value = this.text(field, 64)
    return value === null || pattern.test(value) ? value : this.refuse('value', field, value, rule)
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T | null {
    const value = this.text(field, 64)?.toLowerCase() ?? null
    if (value === null || (allowed as readonly string[]).includes(value)) return value as T | null
    return this.refuse('value', field, value, allowed.join(', '))
  }

  /** A number with a decimal point or comma. */
  number(field: string, min: number, max: number): number | null {
    const value = this.text(field, 64)
    if (value === null) return null
    const number = NUMBER.test(value) ? Number(value.replace(',', '.')) : Number.NaN
    if (!Number.isFinite(number)) return this.refuse('number', field, value, `${min}…${max}`)
    return number < min || number > max ? this.refuse('range', field, value, `${min}…${max}`) : number
  }

  integer(field: string, min: number, max: number): number | null {
    const number = this.number(field, min, max)
    return number === null || Number.isInteger(number)
      ? number
      : this.refuse('value', field, number, `${min}…${max}`)
  }

  /** A whole number as people write it, with or without signs between the thousands. */
  whole(field: string, min: number, max: number): number | null {
    const value = this.text(field, 64)
    if (value === null) return null
    const number = wholeNumber(value)
    if (number === undefined) return this.integer(field, min, max)
    return number < min || number > max ? this.refuse('range', field, value, `${min}…${max}`) : number
  }

  date(field: string): string | null {
    const value = this.text(field, 32)
    if (value === null) return null
    return isDay(value) ? value : this.refuse('value', field, value, 'YYYY-MM-DD')
  }

  /** An instant in UTC; a date alone, or a time without an offset, is read at +07:00. */
  instant(field: string): string | null {
    const value = this.text(field, 40)
    if (value === null || STORED_INSTANT.test(value)) return value
    const timed = INSTANT.test(value) && isDay(value.slice(0, 10))
    const time = isDay(value) ? `${value}T00:00:00+07:00` : timed ? withOffset(value) : ''
    const at = new Date(time)
    return Number.isNaN(at.getTime())
      ? this.refuse('value', field, value, 'YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS+07:00')
      : at.toISOString()
  }

  /** An id: `uuid` when it is one, else `foreign`, from which a UUID is made. */
  id(): { uuid: string } | { foreign: string } | undefined {
    const value = this.text('id', 128)
    if (value === null) return undefined
    return UUID.test(value) ? { uuid: value.toLowerCase() } : { foreign: value }
  }

  /** A code of this server, with its check digit right. */
  localCode(field: string): string | null {
    const value = this.text(field, 64)
    if (value === null) return null
    const { normalized, scheme, problems } = checkCode(value)
    if (problems[0]) return this.refuse('check-digit', field, value, withoutStop(problems[0].message))
    return scheme === 'local' ? normalized : this.refuse('value', field, value, LOCAL_CODE)
  }

  /** The position from lon and lat, else from a point geometry. */
  position(): [lon: number, lat: number] | null {
    if (!this.#fields.lon && !this.#fields.lat && this.#geometry) {
      if (this.#geometry.type !== 'Point')
        return this.refuse('geometry-type', 'geometry', this.#geometry.type, 'Point')
      return this.#geometry.coordinates.slice(0, 2) as [number, number]
    }
    const lon = this.number('lon', -1e9, 1e9)
    const lat = this.number('lat', -1e9, 1e9)
    if (lon === null || lat === null) {
      if (this.problems.length === 0) this.#missing(lon === null ? 'lon' : 'lat', 'lon, lat')
      return null
    }
    const wrong = checkDegrees(lon, lat)
    if (!wrong) return [lon, lat]
    this.problems.push(wrong)
    return null
  }

  #clean(field: string, value: string, max: number): string | null {
    const cached = PLAIN.test(value) ? value : this.#cleaned.get(value)
    if (cached !== undefined) return this.#short(field, cached, max)
    const clean = cleanText(value)
    const checked = clean === '' ? null : this.#checked(field, clean, max)
    if (checked !== null) this.#cache(value, checked)
    return checked
  }

  #missing(field: string, rule: string): null {
    return this.problems.some((each) => each.field === field)
      ? null
      : this.refuse('required', field, '', rule)
  }

  #checked(field: string, value: string, max: number): string | null {
    const how = value.length > max ? undefined : garbled(value)
    return how ? this.refuse('encoding', field, value, how) : this.#short(field, value, max)
  }

  #short(field: string, value: string, max: number): string | null {
    return value.length > max ? this.refuse('too-long', field, value, String(max)) : value
  }

  #cache(value: string, clean: string): void {
    if (this.#cleaned.size >= MAX_CACHED) this.#cleaned.clear()
    this.#cleaned.set(value, clean)
  }
}

/** A day of the calendar: Date.parse takes 30 February for a day in March. */
function isDay(value: string): boolean {
  if (!DATE.test(value)) return false
  const [year, month, day] = [value.slice(0, 4), value.slice(5, 7), value.slice(8)].map(Number)
  return (
    (day as number) <= 28 ||
    new Date(Date.UTC(year as number, month as number, 0)).getUTCDate() >= (day as number)
  )
}

function withOffset(value: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}+07:00`
}

/** Sentences as a part of another one. */
function withoutStop({ vi, en }: Text): Text {
  return { vi: vi.replace(/\.$/, ''), en: en.replace(/\.$/, '') }
}

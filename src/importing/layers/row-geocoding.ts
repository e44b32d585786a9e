import { ListFile } from '../../tables/list-file.ts'
import type { RowReader } from '../reading/row-reader.ts'

/** A place that a text may mean. */
export interface FoundPlace {
  /** A exact and the only one, B with small safe differences, C not safe. */
  grade: 'A' | 'B' | 'C'
  /** house, street, hamlet, place, commune, … */
  kind: string
  label: string
  lon: number
  lat: number
}

/** The places that the text of an address may mean, the best first. */
export type FindPlaces = (address: string) => readonly FoundPlace[]

/** Places that are a position of their own; an area says only roughly where something is. */
const POSITIONS: ReadonlySet<string> = new Set(['house', 'place', 'street', 'hamlet'])
const HEADER = ['line', 'grade', 'address', 'found', 'kind', 'lon', 'lat', 'candidates']
const NOTHING = { vi: 'không thấy', en: 'nothing was found' }
const MAX_ADDRESS = 300
/** Candidates that a line names. */
const NAMED = 5

/** Finds rows without coordinates by their address, and lists each with its grade and candidates in `FILE.geocoded.csv`. */
export class RowGeocoding {
  readonly #find: FindPlaces
  readonly #list: ListFile
  readonly #grades = new Map<string, number>()

  constructor(find: FindPlaces, file: string, fallbackDir: string) {
    this.#find = find
    this.#list = new ListFile(file, fallbackDir, 'geocoded', HEADER)
  }

  /** Where the list is, and how many rows of each grade it has. */
  get found(): { path: string | undefined; grades: ReadonlyMap<string, number> } {
    return { path: this.#list.path, grades: this.#grades }
  }

  /** The position of a row by its address; undefined, with a problem for the reader, when it is not safe. */
  position(reader: RowReader, line: number, address: string): [lon: number, lat: number] | undefined {
    if (address.length > MAX_ADDRESS) {
      reader.refuse('too-long', 'address', address, String(MAX_ADDRESS))
      return undefined
    }
    const found = this.#find(address)
    const [best] = found
    const grade = best === undefined ? 'C' : POSITIONS.has(best.kind) ? best.grade : 'C'
    const candidates = found.slice(0, NAMED).map(({ label }) => label)
    this.#grades.set(grade, (this.#grades.get(grade) ?? 0) + 1)
    this.#list.add([
      String(line),
      grade,
      address,
      best?.label ?? '',
      best?.kind ?? '',
      best?.lon.toFixed(6) ?? '',
      best?.lat.toFixed(6) ?? '',
      candidates.slice(1).join(' | '),
    ])
    if (best !== undefined && grade !== 'C') return [best.lon, best.lat]
    reader.refuse('no-place', 'address', address, candidates.length > 0 ? candidates.join(' | ') : NOTHING)
    return undefined
  }

  close(): void {
    this.#list.close()
  }
}

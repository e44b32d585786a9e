import { decodeGeometry, geometryBox } from '../../geo/geopackage-geometry.ts'
import type { ThemeFeatureRow } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { labelField } from '../../text/fields/label-field.ts'
import { storedValues } from './layer-fields.ts'

/** Degrees within which two positions are one place, about a metre, and within which a feature of the same name has moved. */
const SAME = 1e-5
const MOVED = 0.002
/** Features looked at around a place. */
const MAX_NEAR = 200

/** Finds features of the record again that a file brings without ids: by place and name. */
export class FeatureMatching {
  readonly #record: RecordStore
  readonly #theme: string
  readonly #taken: (row: ThemeFeatureRow) => boolean

  /** @param taken whether a feature of the record has come with this file already */
  constructor(record: RecordStore, theme: string, taken: (row: ThemeFeatureRow) => boolean) {
    this.#record = record
    this.#theme = theme
    this.#taken = taken
  }

  /**
   * The one feature that lies there and has this name; else the only one that lies there and says otherwise the same, whose name was
   * corrected; else the only one of this name within 200 m, which was moved. Undefined where none or several would do.
   */
  match(values: Readonly<Record<string, unknown>>, geom: Buffer): ThemeFeatureRow | undefined {
    const here = placeOf(geom)
    if (!here) return undefined
    const name = nameOf(values)
    const near = this.#near(here, MOVED)
    const there = near.filter(({ row }) => isAt(placeOf(row.geom!)!, here))
    const named = (list: typeof near) => list.filter((one) => name !== undefined && one.name === name)
    const alike = named(there)
    const renamed = there.filter((one) => saysTheSame(one.values, values))
    const found = alike.length > 0 ? alike : renamed.length > 0 ? renamed : named(near)
    return found.length === 1 ? found[0]!.row : undefined
  }

  #near({ type, x, y }: Place, reach: number): Known[] {
    const box = [x - reach, y - reach, x + reach, y + reach] as const
    return this.#record.themes
      .shapesIn(this.#theme, [...box], MAX_NEAR)
      .filter((row) => row.geom !== null && !this.#taken(row) && placeOf(row.geom)?.type === type)
      .map((row) => {
        const values = storedValues(row.properties)
        return { row, values, name: nameOf(values) }
      })
  }
}

/** A feature of the record. */
interface Known {
  row: ThemeFeatureRow
  values: Record<string, unknown>
  name: string | undefined
}

/** Whether at least half of the values that both have are alike, their names aside: two shops of one house are two. */
function saysTheSame(
  known: Readonly<Record<string, unknown>>,
  stated: Readonly<Record<string, unknown>>,
): boolean {
  const label = labelField(Object.keys(stated))
  const both = Object.keys(stated).filter(
    (field) => field !== label && known[field] !== undefined && stated[field] !== null,
  )
  const alike = both.filter((field) => known[field] === stated[field])
  return alike.length > 0 ? alike.length * 2 >= both.length : both.length === 0 && label === undefined
}

interface Place {
  type: string
  x: number
  y: number
}

/** A geometry's type and the middle of its box. */
function placeOf(geom: Buffer): Place | undefined {
  const geometry = decodeGeometry(geom)
  const box = geometry && geometryBox(geometry)
  return geometry && box && { type: geometry.type, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 }
}

function isAt(a: Place, b: Place): boolean {
  return Math.abs(a.x - b.x) <= SAME && Math.abs(a.y - b.y) <= SAME
}

function nameOf(values: Readonly<Record<string, unknown>>): string | undefined {
  const field = labelField(Object.keys(values))
  const value = field === undefined ? undefined : values[field]
  return typeof value === 'string' && value !== '' ? value.normalize('NFC').toLowerCase() : undefined
}

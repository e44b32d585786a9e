import { geometryMeetsBox } from '../../geo/geometry-meets-box.ts'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'
import type { FeatureFilter } from '../../store/record/feature-pages.ts'
import type { ThemeCountRow, ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import type { Collection, Item } from './collection.ts'
import { periodSeconds } from './datetime.ts'
import { describe } from './theme-collections.ts'

type Units = Pick<UnitRegister, 'get' | 'geometry' | 'today'>

/**
 * Counts of a thematic layer: one feature a commune and period, on the commune's area, never a point. A count too
 * small to be kept is null, and `suppressed` says so.
 */
export function countCollection(
  theme: ThemeRow,
  themes: ThemeTables,
  units: Units,
  extent: Collection['extent'],
): Collection {
  return {
    ...describe(theme),
    queryables: {
      code: 'string',
      name: 'string',
      period: 'string',
      subject: 'string',
      count: 'integer',
      suppressed: 'boolean',
    },
    extent,
    interval: [null, null],
    *page(filter, { after = '', limit }) {
      const communes = new Communes(units)
      const items: Item[] = []
      for (const row of yield* sorted()) {
        yield
        if (key(row) <= after || !passes(row, communes, filter)) continue
        if (items.length === limit) return { items, more: true }
        items.push(item(row, communes))
      }
      return { items, more: false }
    },
    *count(filter) {
      const communes = new Communes(units)
      let found = 0
      for (const row of yield* sorted()) {
        yield
        if (passes(row, communes, filter)) found++
      }
      return found
    },
    item(id) {
      const [commune = ''] = id.split('@', 1)
      const row = themes.countsOf(theme.id, commune).find((one) => idOf(one) === id)
      return row && item(row, new Communes(units))
    },
  }

  /** All rows in the order of their keys, a commune in a slice: within a period their order is that of the communes. */
  function* sorted(): Generator<void, Iterable<ThemeCountRow>> {
    const periods = new Map<string, ThemeCountRow[]>()
    for (const commune of themes.countedCommunes(theme.id)) {
      for (const row of themes.countsOf(theme.id, commune)) {
        const rows = periods.get(row.period)
        if (rows) rows.push(row)
        else periods.set(row.period, [row])
      }
      yield
    }
    return [...periods].sort(([a], [b]) => (`${a}@` < `${b}@` ? -1 : 1)).flatMap(([, rows]) => rows)
  }
}

/** Names and areas of communes, each looked up once: every period repeats them. */
class Communes {
  readonly #cache = new Map<string, { name: string | null; geometry: StoredGeometry | null }>()
  readonly #units: Units

  constructor(units: Units) {
    this.#units = units
  }

  get(code: string): { name: string | null; geometry: StoredGeometry | null } {
    const cached = this.#cache.get(code)
    if (cached) return cached
    const unit = this.#units.get(code, this.#units.today, 'commune')
    const found = { name: unit?.fullName ?? null, geometry: (unit && this.#units.geometry(unit)) ?? null }
    this.#cache.set(code, found)
    return found
  }
}

function key({ period, commune_code, subject }: ThemeCountRow): string {
  return [period, commune_code, ...(subject ? [subject] : [])].join('@')
}

function idOf({ period, commune_code, subject }: ThemeCountRow): string {
  return [commune_code, period, ...(subject ? [subject] : [])].join('@')
}

function propertiesOf({ commune_code, period, subject, count }: ThemeCountRow, communes: Communes) {
  const { name } = communes.get(commune_code)
  return { code: commune_code, name, period, subject: subject || null, count, suppressed: count === null }
}

function item(row: ThemeCountRow, communes: Communes): Item {
  return {
    id: idOf(row),
    geometry: communes.get(row.commune_code).geometry,
    properties: propertiesOf(row, communes),
    cursor: key(row),
  }
}

function passes(
  row: ThemeCountRow,
  communes: Communes,
  { boxes, time, equals = {} }: FeatureFilter,
): boolean {
  const span = time && periodSeconds(row.period)
  if (time && span && (span[0] > time[1] || span[1] < time[0])) return false
  const properties: Record<string, unknown> = propertiesOf(row, communes)
  if (!Object.entries(equals).every(([name, value]) => properties[name] === value)) return false
  const { geometry } = communes.get(row.commune_code)
  return !boxes?.length || !geometry || boxes.some((box) => geometryMeetsBox(geometry, box))
}

import { type Box, union } from '../../../geo/box.ts'
import type { StoredGeometry } from '../../../geo/geopackage-geometry.ts'
import type { Populations } from '../../../store/record/counts/population.ts'
import type { CountKey, ThemeCountRow, ThemeRow, ThemeTables } from '../../../store/record/themes.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import type { Collection, Item } from '../collection.ts'
import { periodSeconds } from '../datetime.ts'
import { looksOver } from './item-walk.ts'
import { describe } from './theme-collections.ts'

type Units = Pick<UnitRegister, 'get' | 'geometry' | 'today'>

/** Rows read in one slice. */
const SLICE = 100
/** What a count is called by. */
const COUNT_NAMES = ['name', 'period', 'subject'] as const

/**
 * Counts of a thematic layer: one feature a commune and period, on the commune's area, never a point. A count too
 * small to be kept is null, and `suppressed` says so.
 */
export function countCollection(theme: ThemeRow, themes: ThemeTables, units: Units): Collection {
  return {
    ...describe(theme),
    queryables: {
      code: 'string',
      name: 'string',
      period: 'string',
      subject: 'string',
      count: 'integer',
      rate: 'number',
      suppressed: 'boolean',
    },
    naming: {
      fields: COUNT_NAMES,
      name: (properties) => COUNT_NAMES.flatMap((field) => properties[field] ?? []).join(', '),
    },
    sorted: [],
    interval: [null, null],
    *total() {
      let [count, extent]: [number, Box | undefined] = [0, undefined]
      for (const code of themes.countedCommunes(theme.id)) {
        const box = units.get(code, units.today, 'commune')?.bbox
        if (box) extent = union(extent ?? box, box)
        count += themes.countsIn(theme.id, code)
        yield
      }
      return { count, extent }
    },
    looks: (filter, { after, order }) => looksOver(inOrder(after, order?.descending ?? false), filter),
    isCursor: (text) => text.split('@').length >= 2,
    item(id) {
      const [commune = ''] = id.split('@', 1)
      const row = themes.countsOf(theme.id, commune).find((one) => idOf(one) === id)
      return row && itemOf(row, new Communes(units), themes.population.of(theme.id))
    },
  }

  /** The counts after an id, in the order of commune, period and subject. */
  function* inOrder(after: string | undefined, descending: boolean) {
    const communes = new Communes(units)
    const people = themes.population.of(theme.id)
    let from = after === undefined ? undefined : keyOf(after)
    for (let more = true; more; ) {
      const rows = themes.countsAfter(theme.id, { key: from, descending }, SLICE)
      for (const row of rows) {
        const time = periodSeconds(row.period)
        yield { cursor: idOf(row), item: itemOf(row, communes, people), time }
      }
      more = rows.length === SLICE
      from = rows.at(-1)
    }
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

function idOf({ period, commune_code, subject }: ThemeCountRow): string {
  return [commune_code, period, ...(subject ? [subject] : [])].join('@')
}

/** A count as a feature; `rate` is that for 100,000 people, null where the count is, and without population. */
function itemOf(row: ThemeCountRow, communes: Communes, people: Populations): Item {
  const { commune_code: code, period, subject, count } = row
  const { name, geometry } = communes.get(code)
  const rate = people.rate(code, period, count)
  const suppressed = count === null
  return {
    id: idOf(row),
    geometry,
    properties: { code, name, period, subject: subject || null, count, rate, suppressed },
  }
}

/** The key of a count with an id; a subject may hold the sign that stands between the parts. */
function keyOf(id: string): CountKey {
  const [commune_code = '', period = '', ...subject] = id.split('@')
  return { commune_code, period, subject: subject.join('@') }
}

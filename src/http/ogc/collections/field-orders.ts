import { refuse } from '../../../errors.ts'
import type { ChangeFeed, FeedPosition } from '../../../store/record/change-feed.ts'
import type { FeatureOrder } from '../../../store/record/features/feature-pages.ts'
import type { ThemeTables } from '../../../store/record/themes.ts'
import { propertiesOf } from '../../../text/fields/json-properties.ts'
import { comparePlaces, type Place, scalar } from './item-order.ts'

/** Features of a layer that can be sorted by a field: an order of more would take too much memory. */
const MOST_SORTED = 200_000
/** Places of all orders that are kept. */
const KEPT = 400_000
/** Rows read, and places compared, in one slice. */
const SLICE = 200
/** Letters of a text by which it is sorted, and which stand in cursors. */
const LETTERS = 100
/** After more changes than these an order is made anew without a look at them. */
const MOST_CHANGES = 1000

interface Kept {
  position: FeedPosition
  readonly places: readonly Place[]
}

/** The features of thematic layers in the order of a field: an index that is made when it is first asked for, and again after an edit. */
export class FieldOrders {
  readonly #themes: ThemeTables
  readonly #changes: ChangeFeed
  readonly #kept = new Map<string, Kept>()

  constructor(themes: ThemeTables, changes: ChangeFeed) {
    this.#themes = themes
    this.#changes = changes
  }

  /** The places of all features of a layer; refuses one of too many. Made in slices. */
  *places(theme: string, order: FeatureOrder): Generator<void, readonly Place[]> {
    const key = JSON.stringify([theme, order.property, order.descending])
    const kept = this.#kept.get(key)
    if (kept && this.#isCurrent(kept)) return kept.places
    const position = this.#changes.position()
    const places = yield* sorted(yield* this.#unsorted(theme, order.property), order.descending)
    this.#kept.delete(key)
    this.#kept.set(key, { position, places })
    this.#forgetOldest()
    return places
  }

  #forgetOldest(): void {
    let all = [...this.#kept.values()].reduce((sum, { places }) => sum + places.length, 0)
    for (const [key, { places }] of this.#kept) {
      if (all <= KEPT) return
      this.#kept.delete(key)
      all -= places.length
    }
  }

  #isCurrent(kept: Kept): boolean {
    if (!this.#changes.continues(kept.position)) return false
    const changes = this.#changes.since(kept.position.sequence, MOST_CHANGES)
    if (changes.length === MOST_CHANGES || changes.some(({ layer }) => layer === 'theme_feature'))
      return false
    kept.position = this.#changes.position()
    return true
  }

  *#unsorted(theme: string, field: string): Generator<void, Place[]> {
    const places: Place[] = []
    for (let uid: string | undefined, more = true; more; ) {
      const rows = this.#themes.featuresAfter(theme, { uid, descending: false }, SLICE)
      for (const row of rows) places.push([shortened(scalar(propertiesOf(row.properties)[field])), row.uid])
      if (places.length > MOST_SORTED) throw tooMany(field)
      more = rows.length === SLICE
      uid = rows.at(-1)?.uid
      yield
    }
    return places
  }
}

/** Merge sort, some hundred comparisons in a slice. */
function* sorted(places: readonly Place[], descending: boolean): Generator<void, readonly Place[]> {
  const compare = (a: Place, b: Place) => comparePlaces(a, b, descending)
  let runs: Place[][] = []
  for (let i = 0; i < places.length; i += SLICE) {
    runs.push(places.slice(i, i + SLICE).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const longer: Place[][] = []
    for (let i = 0; i < runs.length; i += 2) longer.push(yield* merged(runs[i]!, runs[i + 1] ?? [], compare))
    runs = longer
  }
  return runs[0] ?? []
}

function* merged(
  a: readonly Place[],
  b: readonly Place[],
  compare: (a: Place, b: Place) => number,
): Generator<void, Place[]> {
  const all: Place[] = []
  for (let [i, k] = [0, 0]; i < a.length || k < b.length; ) {
    const first = k === b.length || (i < a.length && compare(a[i]!, b[k]!) <= 0)
    all.push(first ? a[i++]! : b[k++]!)
    if (all.length % SLICE === 0) yield
  }
  return all
}

function shortened(value: Place[0]): Place[0] {
  return typeof value === 'string' ? value.slice(0, LETTERS) : value
}

function tooMany(field: string): Error {
  return refuse(
    'sortby',
    'too-many',
    `sortby = "${field}": lớp có hơn ${MOST_SORTED} đối tượng, chỉ sắp xếp được theo id.`,
    `sortby = "${field}": the layer has more than ${MOST_SORTED} features and can be sorted by id alone.`,
  )
}

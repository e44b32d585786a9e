import { refuse } from '../../../errors.ts'
import type { ChangeFeed, FeedPosition } from '../../../store/record/change-feed.ts'
import type { FeatureOrder } from '../../../store/record/features/feature-pages.ts'
import type { Place, PlaceOrder } from '../../../store/record/features/place-order.ts'
import type { ThemeTables } from '../../../store/record/themes.ts'
import { propertiesOf } from '../../../text/fields/json-properties.ts'
import { scalar } from './item-order.ts'

/** Features of a layer that can be sorted by a field: an order of more would take too much of the disk. */
const MOST_SORTED = 5_000_000
/** Places of all orders that are kept. */
const KEPT = 10_000_000
/** Orders that are begun and not ready. */
const BEGUN = 4
/** Rows read in one slice. */
const SLICE = 200
/** Letters of a text by which it is sorted, and which stand in cursors. */
const LETTERS = 100
/** After more changes than these an order is made anew without a look at them. */
const MOST_CHANGES = 1000

interface Kept {
  position: FeedPosition
  readonly order: PlaceOrder
}

export interface FieldOrdersParts {
  readonly themes: ThemeTables
  readonly changes: ChangeFeed
  readonly newOrder: () => PlaceOrder
}

/** The features of thematic layers in the order of a field: an index that is made when it is first asked for, and again after an edit. */
export class FieldOrders {
  readonly #parts: FieldOrdersParts
  readonly #kept = new Map<string, Kept>()
  /** Orders being made, which all who ask for them lead on together. */
  readonly #begun = new Map<string, Generator<void, PlaceOrder>>()

  constructor(parts: FieldOrdersParts) {
    this.#parts = parts
  }

  /** The places of all features of a layer by a field; refuses one of too many. Made in slices. */
  *places(theme: string, { property }: FeatureOrder): Generator<void, PlaceOrder> {
    const key = JSON.stringify([theme, property])
    for (;;) {
      const kept = this.#kept.get(key)
      if (kept && this.#isCurrent(kept)) return kept.order
      const making = this.#begun.get(key) ?? this.#begin(key, theme, property)
      let made = making.next()
      for (; !made.done; made = making.next()) yield
      // whoever led it to its end has the order itself; the others find it kept
      if (made.value) return made.value
    }
  }

  #begin(key: string, theme: string, property: string): Generator<void, PlaceOrder> {
    const [oldest] = this.#begun.keys()
    if (this.#begun.size >= BEGUN && oldest !== undefined) this.#begun.delete(oldest)
    const making = this.#made(key, theme, property)
    this.#begun.set(key, making)
    return making
  }

  *#made(key: string, theme: string, property: string): Generator<void, PlaceOrder> {
    try {
      const position = this.#parts.changes.position()
      const order = this.#parts.newOrder()
      yield* this.#filled(order, theme, property)
      this.#kept.delete(key)
      this.#kept.set(key, { position, order })
      this.#forgetOldest()
      return order
    } finally {
      this.#begun.delete(key)
    }
  }

  /** Orders that are still read are closed when nobody holds them any more. */
  #forgetOldest(): void {
    let all = [...this.#kept.values()].reduce((sum, { order }) => sum + order.size, 0)
    for (const [key, { order }] of this.#kept) {
      if (all <= KEPT || this.#kept.size === 1) return
      this.#kept.delete(key)
      all -= order.size
    }
  }

  #isCurrent(kept: Kept): boolean {
    const { changes } = this.#parts
    if (!changes.continues(kept.position)) return false
    const made = changes.since(kept.position.sequence, MOST_CHANGES)
    if (made.length === MOST_CHANGES || made.some(({ layer }) => layer === 'theme_feature')) return false
    kept.position = changes.position()
    return true
  }

  *#filled(order: PlaceOrder, theme: string, field: string): Generator<void, void> {
    for (let uid: string | undefined, more = true; more; ) {
      const rows = this.#parts.themes.featuresAfter(theme, { uid, descending: false }, SLICE)
      order.add(
        rows.map(({ properties, uid }): Place => [shortened(scalar(propertiesOf(properties)[field])), uid]),
      )
      if (order.size > MOST_SORTED) throw tooMany(field)
      more = rows.length === SLICE
      uid = rows.at(-1)?.uid
      yield
    }
  }
}

function shortened(value: Place[0]): Place[0] {
  // half of a surrogate pair is no text that SQLite keeps
  return typeof value === 'string' ? value.slice(0, LETTERS).replace(/[\uD800-\uDBFF]$/, '') : value
}

function tooMany(field: string): Error {
  const most = MOST_SORTED.toLocaleString('en').replaceAll(',', ' ')
  return refuse(
    'sortby',
    'too-many',
    `sortby = "${field}": lớp có hơn ${most} đối tượng, chỉ sắp xếp được theo id.`,
    `sortby = "${field}": the layer has more than ${most} features and can be sorted by id alone.`,
  )
}

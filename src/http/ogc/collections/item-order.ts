import type { FeatureOrder } from '../../../store/record/features/feature-pages.ts'
import type { Place } from '../../../store/record/features/place-order.ts'
import type { Item } from '../collection.ts'

/** The place of a feature in an order; by ids where none is named. */
export function placeOf({ id, properties }: Item, order: FeatureOrder | undefined): Place {
  return [order && order.property !== 'id' ? scalar(properties[order.property]) : id, id]
}

/** What can be compared; an object or a list is no value. */
export function scalar(value: unknown): Place[0] {
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as Place[0]) : null
}

/** Negative where the first comes before the second. Features without a value come last, whichever way an order goes. */
export function comparePlaces([a, one]: Place, [b, other]: Place, descending = false): number {
  if (a === null || b === null) return a === b ? compared(one, other) : a === null ? 1 : -1
  return (descending ? -1 : 1) * (rank(a) - rank(b) || compared(a, b) || compared(one, other))
}

/** The place that a cursor of ours stands for; undefined for another text. */
export function readPlace(text: string): Place | undefined {
  try {
    const place: unknown = JSON.parse(text)
    if (!Array.isArray(place) || place.length !== 2) return undefined
    const [value, id] = place
    return typeof id === 'string' && (value === null || scalar(value) !== null) ? [value, id] : undefined
  } catch {
    return undefined
  }
}

function compared(a: string | number | boolean, b: string | number | boolean): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Numbers before texts: a layer's field may hold both. */
function rank(value: string | number | boolean): number {
  return ['boolean', 'number', 'string'].indexOf(typeof value)
}

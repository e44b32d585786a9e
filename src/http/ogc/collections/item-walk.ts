import { geometryMeetsBox } from '../../../geo/meeting/geometry-meets-box.ts'
import type { FeatureFilter } from '../../../store/record/features/feature-pages.ts'
import type { Item, Look } from '../collection.ts'
import type { Seconds } from '../datetime.ts'

/** Features looked at for one page. A page that ends there is short, perhaps empty, and has a next one. */
export const MOST_LOOKED = 200_000

/** Whether a feature is meant, beside what the walk has looked at. */
export type Test = (item: Item) => boolean

export interface ItemPage {
  readonly items: readonly Item[]
  /** Where the next page begins, and how many features are to be skipped from there; absent after the last one. */
  readonly next?: { readonly after: string; readonly skip: number }
}

/** The first `limit` features of a walk after `skip` others, a step in a slice. */
export function* itemPageOf(
  looks: Iterable<Look>,
  { limit, skip, test = () => true }: { limit: number; skip: number; test?: Test | undefined },
): Generator<void, ItemPage> {
  const items: Item[] = []
  let [looked, left] = [0, skip]
  let after: string | undefined
  for (const { item, cursor, looked: more } of looks) {
    looked += more
    if (item && test(item)) {
      if (left > 0) left--
      else if (items.length < limit) items.push(item)
      else if (after !== undefined) return { items, next: { after, skip: 0 } }
    }
    after = cursor ?? after
    if (looked >= MOST_LOOKED && cursor !== undefined) return { items, next: { after: cursor, skip: left } }
    yield
  }
  return { items }
}

/** How many features of a walk are meant; undefined where more than `most` would be looked at. */
export function* countedOf(
  looks: Iterable<Look>,
  { most, test = () => true }: { most: number; test?: Test | undefined },
): Generator<void, number | undefined> {
  let [looked, found] = [0, 0]
  for (const { item, looked: more } of looks) {
    looked += more
    if (looked > most) return undefined
    if (item && test(item)) found++
    yield
  }
  return found
}

/** The steps of a walk over features that are looked at one by one. `time` is that of a feature that has one. */
export function* looksOver(
  entries: Iterable<{ cursor: string; item: Item; time?: Seconds | undefined }>,
  filter: FeatureFilter,
): Generator<Look> {
  for (const { cursor, item, time } of entries)
    yield passes(item, time, filter) ? { looked: 1, cursor, item } : { looked: 1, cursor }
}

function passes(
  { geometry, properties }: Item,
  span: Seconds | undefined,
  { boxes, time, equals = {} }: FeatureFilter,
): boolean {
  if (time && span && (span[0] > time[1] || span[1] < time[0])) return false
  if (!Object.entries(equals).every(([name, value]) => properties[name] === value)) return false
  return !boxes?.length || (geometry !== null && boxes.some((box) => geometryMeetsBox(geometry, box)))
}

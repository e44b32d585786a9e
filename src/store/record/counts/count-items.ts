import type { CountKey, ThemeCountRow, ThemeTables } from '../themes.ts'
import type { CountEditions, SeenCount } from './count-editions.ts'
import type { PopulationRow } from './population.ts'

/**
 * A number of a layer of counts with what was ever told of it: `count` where the layer has the number (null: it is hidden), `published`
 * and `hidden` where an edition told of it.
 */
export interface CountItem extends CountKey {
  readonly count?: number | null
  readonly published?: number | null
  readonly hidden?: 0 | 1
}

/** How many people a layer's own file gives a commune. */
export type PeopleItem = Pick<PopulationRow, 'commune_code' | 'year' | 'number' | 'source'>

/** Items as texts by their ids: what a batch compares, keeps and leads on. */
export type ItemTexts = Map<string, string>

/** All numbers of a layer, those of the record and those that are only remembered, and its own numbers of people. */
export function itemsOf(
  { themes, countEditions }: { themes: ThemeTables; countEditions: CountEditions },
  theme: string,
): ItemTexts {
  return itemTexts(themes.counts(theme), countEditions.of(theme), themes.population.ownOf(theme))
}

/** The same numbers give the same texts, in whatever order they come. */
export function itemTexts(
  counts: readonly (CountKey & Pick<ThemeCountRow, 'count'>)[],
  seen: readonly SeenCount[],
  people: readonly PeopleItem[],
): ItemTexts {
  const items = new Map<string, CountItem>()
  for (const { commune_code, period, subject, count } of counts)
    items.set(countId({ commune_code, period, subject }), { commune_code, period, subject, count })
  for (const { commune_code, period, subject, published, hidden } of seen) {
    const id = countId({ commune_code, period, subject })
    const known = items.get(id) ?? { commune_code, period, subject }
    items.set(id, { ...known, published, hidden: hidden ? 1 : 0 })
  }
  const texts: ItemTexts = new Map([...items].map(([id, item]) => [id, JSON.stringify(item)]))
  for (const { commune_code, year, number, source } of people)
    texts.set(`${PEOPLE}|${commune_code}|${year}`, JSON.stringify({ commune_code, year, number, source }))
  return texts
}

export function countId({ commune_code, period, subject }: CountKey): string {
  return `${COUNT}|${commune_code}|${period}|${subject}`
}

/** What an id is of. */
export function keyOfItem(id: string): CountKey | { readonly commune_code: string; readonly year: number } {
  const [kind, commune_code = '', at = '', ...subject] = id.split('|')
  if (kind === PEOPLE) return { commune_code, year: Number(at) }
  return { commune_code, period: at, subject: subject.join('|') }
}

export function isCount(item: CountItem | PeopleItem): item is CountItem {
  return 'period' in item
}

/**
 * What taking an edition back leaves of a number: it is shown as before, and what the edition told stays told. A number that is hidden
 * again is one that nobody has seen.
 */
export function takenBack(
  before: CountItem | undefined,
  { published = null, ...after }: CountItem,
): CountItem {
  const { commune_code, period, subject, hidden = 0 } = after
  const key = { commune_code, period, subject }
  if (before?.count === undefined) return { ...key, published, hidden }
  if (before.count === null) return { ...key, count: null, published, hidden: 1 }
  return { ...key, count: before.count, published: before.count, hidden: 0 }
}

const COUNT = 'count'
const PEOPLE = 'people'

import { compareHouseNumbers, type HousePath } from '../../parsing/house-path.ts'
import type { House, HouseList } from './house-list.ts'
import type { HouseTexts } from './house-texts.ts'

/** Numbers in an alley have more than one level; the others are told apart by their side of the street. */
export const SIDES = ['odd', 'even', 'alley'] as const
export type Side = (typeof SIDES)[number]

export interface NumbersAsked {
  /** How numbers begin, canonical; all without it. */
  readonly begins?: string | undefined
  readonly side?: Side | undefined
  /** The last number told before. */
  readonly after?: HousePath | undefined
  readonly limit: number
}

export interface NumbersTold {
  /** In order along the street, one house each. */
  readonly houses: readonly House[]
  /** Whether there are more behind them. */
  readonly more: boolean
  /** How many distinct numbers each side has. */
  readonly sides: Readonly<Record<Side, number>>
}

/** The distinct numbers of a street or hamlet, page by page; the cost is that of its list once. */
export function houseNumbers(
  list: HouseList,
  texts: HouseTexts,
  { begins, side, after, limit }: NumbersAsked,
): NumbersTold {
  const sides = { odd: 0, even: 0, alley: 0 }
  const seen = new Set<number>()
  for (const id of list.ids) {
    if (seen.has(id)) continue
    seen.add(id)
    sides[sideOf(texts.texts[id]!, texts.first(id))]++
  }
  const houses: House[] = []
  // Numbers of one outermost level are in no order among themselves: levels are taken whole.
  for (let i = after ? list.lowerBound(after.first, texts) : 0; i < list.size && houses.length <= limit; ) {
    const first = texts.first(list.ids[i]!)
    const level = new Map<number, House>()
    for (; i < list.size && texts.first(list.ids[i]!) === first; i++) {
      const [id, fid] = [list.ids[i]!, list.fids[i]!]
      const text = texts.texts[id]!
      const isAsked =
        (begins === undefined || text.startsWith(begins)) &&
        (side === undefined || sideOf(text, first) === side) &&
        (after === undefined || compareHouseNumbers(text, after.text) > 0)
      if (isAsked && fid < (level.get(id)?.fid ?? Number.POSITIVE_INFINITY)) level.set(id, { fid, text })
    }
    houses.push(...[...level.values()].sort((a, b) => compareHouseNumbers(a.text, b.text)))
  }
  return { houses: houses.slice(0, limit), more: houses.length > limit, sides }
}

function sideOf(text: string, first: number): Side {
  if (text.includes('/')) return 'alley'
  return first % 2 === 1 ? 'odd' : 'even'
}

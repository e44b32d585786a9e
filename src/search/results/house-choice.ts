import { type HousePath, parentHousePath } from '../../parsing/house-path.ts'
import type { GazetteerIndex } from '../gazetteer/gazetteer-index.ts'
import type { House, HouseList } from '../houses/house-list.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import { type EntryCandidate, exactRows } from '../ranking/candidate.ts'
import type { Evidence } from '../scoring.ts'
import { WHOLE } from '../units/unit-match.ts'

/** What became of a candidate's house number. */
export interface HouseChoice {
  readonly state: Evidence['house']
  /** Rows of the addresses found, best first; empty when the number is missing. */
  readonly fids: readonly number[]
  /** They are of a building that takes the number in: "120A-B" for 120B. */
  readonly covers?: boolean
  /** Numbers that stand near a missing one. */
  readonly nearest: () => readonly string[]
}

const MAX_NEAREST = 4
const MAX_BEGUN = 8
const MAX_OFFERED = 6

const none = (): readonly string[] => []
const NO_HOUSE: readonly HouseChoice[] = [{ state: 'none', fids: [], nearest: none }]

/** Looks a candidate's house number up: exact, going on from it while it is being typed, its parent, or missing. */
export function chooseHouse(
  candidate: EntryCandidate,
  { texts }: GazetteerIndex,
  parents: ParentPaths,
): readonly HouseChoice[] {
  const { entry, house } = candidate
  if (!house) return NO_HOUSE
  const list = entry.houses
  const exact = exactRows(candidate, texts)
  const choices: HouseChoice[] = exact.length > 0 ? [{ state: 'found', fids: exact, nearest: none }] : []
  if (house.open) {
    const begun = list.beginning(house.path, MAX_BEGUN, texts)
    if (begun.length > 0) choices.push({ state: 'begun', fids: begun.map(({ fid }) => fid), nearest: none })
  }
  if (choices.length > 0) return choices
  const covering = list.covering(house.path, texts)
  if (covering.length > 0) return [{ state: 'found', fids: covering, covers: true, nearest: none }]
  const nearest = () => list.nearest(house.path, MAX_NEAREST, texts).map(({ text }: House) => text)
  const parent = parentOf(parents.of(house.path), list, texts)
  return [
    ...(parent ? [{ state: 'parent' as const, fids: parent, nearest }] : []),
    { state: 'missing', fids: [], nearest },
  ]
}

/**
 * Addresses whose numbers are offered once a street has been chosen, as its text with its commune stands in the box
 * (`SearchHit.complete`) and the number is still to come; none otherwise.
 */
export function offeredHouses(
  { entry, house, alignment, units }: EntryCandidate,
  texts: HouseTexts,
): number[] {
  const isWhole = alignment.how === 'exact' && alignment.completeness > WHOLE
  const isChosen =
    entry.kind === 'street' && !house && isWhole && units !== undefined && units.naming.stated > 0
  if (!isChosen || !units.commune?.areas.includes(entry.area)) return []
  return entry.houses.lowest(MAX_OFFERED, texts).map(({ fid }) => fid)
}

/** Addresses of the nearest level above that exists: 12/4 for 12/4B. */
function parentOf(
  parents: readonly HousePath[],
  list: HouseList,
  texts: HouseTexts,
): readonly number[] | undefined {
  for (const parent of parents) {
    const fids = list.exact(parent, texts)
    if (fids.length > 0) return fids
  }
  return undefined
}

/** The levels above a query's house numbers, the nearest first: worked out once for all streets. */
export class ParentPaths {
  readonly #cached = new Map<HousePath, readonly HousePath[]>()

  of(path: HousePath): readonly HousePath[] {
    let parents = this.#cached.get(path)
    if (!parents) {
      parents = []
      for (let parent = parentHousePath(path); parent; parent = parentHousePath(parent))
        parents = [...parents, parent]
      this.#cached.set(path, parents)
    }
    return parents
  }
}

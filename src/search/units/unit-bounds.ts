import type { UnitAlias } from './unit-alias.ts'
import type { UnitMatch } from './unit-match.ts'

/** The largest shares of the query that units take beside something. */
export interface UnitBound {
  readonly provinces: number
  /** Communes or districts. */
  readonly smaller: number
  /** A commune, a district and a province together, which have no word in common. */
  readonly together: number
}

/** The most that units named with these words take of the query. */
interface Named {
  readonly mask: number
  readonly coverage: number
}

/** How much of a query units of each level take, whichever area is meant: what bounds the score of anything beside them. */
export class UnitBounds {
  /** Of each level, the most first: the words that units are named with are few. */
  readonly #levels: Readonly<Record<UnitAlias['level'], Named[]>> = {
    commune: [],
    district: [],
    province: [],
  }
  readonly #all = [this.#levels.commune, this.#levels.district, this.#levels.province]
  /** By the tokens taken: things beside which units stand take few different ones. */
  readonly #beside = new Map<number, UnitBound>()

  /** Notes what a way to name a unit takes. */
  note(level: UnitAlias['level'], match: UnitMatch): void {
    keep(this.#levels[level], match)
  }

  /** What units take of what is not taken yet. */
  beside(taken: number): UnitBound {
    let known = this.#beside.get(taken)
    if (!known) {
      const { commune, district, province } = this.#levels
      known = {
        provinces: mostOf(province, taken),
        smaller: Math.max(mostOf(commune, taken), mostOf(district, taken)),
        together: mostTogether(this.#all, 0, taken),
      }
      this.#beside.set(taken, known)
    }
    return known
  }
}

/** Puts a share in its place, one for the same words. */
function keep(level: Named[], { mask, coverage }: UnitMatch): void {
  let at = 0
  while (at < level.length && level[at]!.mask !== mask) at++
  if (at === level.length) level.push({ mask, coverage })
  else if (level[at]!.coverage >= coverage) return
  for (; at > 0 && level[at - 1]!.coverage < coverage; at--) level[at] = level[at - 1]!
  level[at] = { mask, coverage }
}

/** The most that one of a level takes of what is not taken yet. */
function mostOf(level: readonly Named[], taken: number): number {
  for (let i = 0; i < level.length; i++) if ((level[i]!.mask & taken) === 0) return level[i]!.coverage
  return 0
}

/** The most that one of each level, or of some of them, take of what is not taken yet, no word twice. */
function mostTogether(levels: ReadonlyArray<readonly Named[]>, from: number, taken: number): number {
  const level = levels[from]!
  if (from === levels.length - 1) return mostOf(level, taken)
  let most = mostTogether(levels, from + 1, taken)
  const others = most
  for (let i = 0; i < level.length && level[i]!.coverage + others > most; i++) {
    const { mask, coverage } = level[i]!
    if ((mask & taken) === 0) most = Math.max(most, coverage + mostTogether(levels, from + 1, taken | mask))
  }
  return most
}

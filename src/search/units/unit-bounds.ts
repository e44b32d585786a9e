import type { UnitAlias } from './unit-alias.ts'
import type { Naming } from './unit-match.ts'

/** Upper bounds of the shares of the query that units take beside a name. */
export interface UnitBound {
  readonly provinces: number
  /** A commune or district. */
  readonly smaller: number
  /** A commune, a district and a province together, which have no word in common. */
  readonly together: number
}

/** The largest share that units of one level take with these tokens. */
interface LevelShare {
  readonly mask: number
  readonly coverage: number
}

/** Upper bounds of what units of each level take of the query, whichever area is meant: they bound the score of any candidate. */
export class UnitBounds {
  /** Of each level, the largest first. */
  readonly #levels: Readonly<Record<UnitAlias['level'], LevelShare[]>> = {
    commune: [],
    district: [],
    province: [],
  }
  readonly #all = [this.#levels.commune, this.#levels.district, this.#levels.province]
  /** By the tokens taken, of which the names in a query have few sets. */
  readonly #cached = new Map<number, UnitBound>()

  /** Adds a way to name a unit. */
  add(level: UnitAlias['level'], naming: Pick<Naming, 'mask' | 'coverage'>): void {
    keep(this.#levels[level], naming)
  }

  /** The bounds beside a name that has `taken` these tokens. */
  of(taken: number): UnitBound {
    let bound = this.#cached.get(taken)
    if (!bound) {
      const { commune, district, province } = this.#levels
      bound = {
        provinces: maxShare(province, taken),
        smaller: Math.max(maxShare(commune, taken), maxShare(district, taken)),
        together: maxTogether(this.#all, 0, taken),
      }
      this.#cached.set(taken, bound)
    }
    return bound
  }
}

/** Inserts a share in order; of equal masks only the largest stays. */
function keep(level: LevelShare[], { mask, coverage }: Pick<Naming, 'mask' | 'coverage'>): void {
  let at = 0
  while (at < level.length && level[at]!.mask !== mask) at++
  if (at === level.length) level.push({ mask, coverage })
  else if (level[at]!.coverage >= coverage) return
  for (; at > 0 && level[at - 1]!.coverage < coverage; at--) level[at] = level[at - 1]!
  level[at] = { mask, coverage }
}

/** The largest share of a level without a taken token. */
function maxShare(level: readonly LevelShare[], taken: number): number {
  for (let i = 0; i < level.length; i++) if ((level[i]!.mask & taken) === 0) return level[i]!.coverage
  return 0
}

/** The largest sum of shares, at most one of each level, without a taken token and no token twice. */
function maxTogether(levels: ReadonlyArray<readonly LevelShare[]>, from: number, taken: number): number {
  const level = levels[from]!
  if (from === levels.length - 1) return maxShare(level, taken)
  const others = maxTogether(levels, from + 1, taken)
  let max = others
  for (let i = 0; i < level.length && level[i]!.coverage + others > max; i++) {
    const { mask, coverage } = level[i]!
    if ((mask & taken) === 0) max = Math.max(max, coverage + maxTogether(levels, from + 1, taken | mask))
  }
  return max
}

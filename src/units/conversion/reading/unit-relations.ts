import type { Unit } from '../../unit.ts'
import { lastDay } from '../../unit-graph.ts'
import type { UnitRegister } from '../../unit-register.ts'
import type { UnitRelations } from './unit-reading.ts'

/** Which units a unit lies or lay in; each answer is worked out once. */
export class CachedRelations implements UnitRelations {
  readonly #then = new Map<Unit, ReadonlySet<Unit>>()
  readonly #otherwise = new Map<Unit, ReadonlySet<Unit>>()
  readonly #today = new Map<Unit, ReadonlySet<Unit>>()

  constructor(private readonly register: UnitRegister) {}

  above(unit: Unit): ReadonlySet<Unit> {
    return cached(
      this.#then,
      unit,
      () => new Set([unit.validTo, unit.validFrom].flatMap((day) => this.#on(unit, day))),
    )
  }

  aboveAtOtherTimes(unit: Unit): ReadonlySet<Unit> {
    return cached(this.#otherwise, unit, () => {
      if (unit.level === 'province') return new Set<Unit>()
      const later =
        unit.level === 'commune' ? this.register.successorsOf(unit) : this.register.successorsOfArea(unit)
      const earlier = unit.level === 'commune' ? this.register.predecessors(unit.code, unit.validTo) : []
      return new Set([
        ...later.flatMap((path) => [...this.above(path.unit)]),
        ...earlier.flatMap((path) => [...this.above(path.unit), ...this.#on(path.unit, lastDay(path))]),
      ])
    })
  }

  shareLand(a: Unit, b: Unit): boolean {
    if (a === b) return true
    const others = this.#communesOfToday(b)
    return [...this.#communesOfToday(a)].some((unit) => others.has(unit))
  }

  #communesOfToday(unit: Unit): ReadonlySet<Unit> {
    return cached(this.#today, unit, () => {
      const paths =
        unit.level === 'commune' ? this.register.successorsOf(unit) : this.register.successorsOfArea(unit)
      return new Set(paths.map((path) => path.unit))
    })
  }

  /** District and province on a day; a district that became a town counts with both its types. */
  #on(unit: Unit, day: string | undefined): Unit[] {
    const found: Unit[] = []
    const date = day ?? this.register.today
    for (
      let parent = this.register.parentOf(unit, date);
      parent;
      parent = this.register.parentOf(parent, date)
    ) {
      if (parent.level === 'district') found.push(...this.register.versions(parent.code))
      else found.push(parent)
    }
    return found
  }
}

function cached<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

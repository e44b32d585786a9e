import type { UnitChangeRow } from '../store/record/rows.ts'
import { dayBefore } from './calendar.ts'
import { inForce, type Unit, type UnitLevel } from './unit.ts'

/** One change: a unit of the day before, and what the whole or a part of it became. */
export interface UnitStep {
  readonly from: Unit
  readonly to: Unit
  readonly kind: UnitChangeRow['kind']
  readonly extent: 'whole' | 'part'
  /** First day of the new state. */
  readonly date: string
  readonly basis: string
  readonly article?: string
}

/** A unit reached through changes. */
export interface UnitPath {
  readonly unit: Unit
  /** In the order of time; empty when the unit is the one asked for. */
  readonly steps: readonly UnitStep[]
  /** part: only a part of the older unit's land is in the newer one. */
  readonly extent: 'whole' | 'part'
}

type Find = (code: string, date: string, level: UnitLevel) => Unit | undefined

/** Which unit became which, as a graph of unit versions with edges in both directions. */
export class UnitGraph {
  readonly #after = new Map<Unit, UnitStep[]>()
  readonly #before = new Map<Unit, UnitStep[]>()

  /** Leaves out changes whose units are not in the data on that date. */
  constructor(changes: readonly UnitChangeRow[], find: Find) {
    for (const row of changes) {
      const from = find(row.from_code, dayBefore(row.date), row.level)
      const to = find(row.to_code, row.date, row.level)
      if (!from || !to) continue
      const { date, kind, extent, basis } = row
      const step = {
        from,
        to,
        kind,
        extent,
        date,
        basis,
        ...(row.article === null ? {} : { article: row.article }),
      }
      push(this.#after, from, step)
      push(this.#before, to, step)
    }
    for (const list of [...this.#after.values(), ...this.#before.values()])
      list.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : compareCodes(a, b)))
  }

  /** What directly became of a unit, oldest first. */
  stepsAfter(unit: Unit): readonly UnitStep[] {
    return this.#after.get(unit) ?? []
  }

  /** What a unit was directly made from or took in, oldest first. */
  stepsBefore(unit: Unit): readonly UnitStep[] {
    return this.#before.get(unit) ?? []
  }

  /**
   * The units on the day `target` that have the land which `unit` had on `date`, ordered by code. One result means that
   * the whole land is there, even if it was divided and joined in between.
   */
  successors(unit: Unit, date: string, target: string): UnitPath[] {
    const ends = new Map<Unit, Set<UnitStep>>()
    this.#walk(unit, date, target, [], ends)
    const extent = ends.size > 1 ? 'part' : 'whole'
    return [...ends]
      .map(([end, steps]) => ({ unit: end, steps: inOrder(steps), extent }) as const)
      .sort((a, b) => (a.unit.code < b.unit.code ? -1 : 1))
  }

  #walk(unit: Unit, after: string, target: string, steps: UnitStep[], ends: Map<Unit, Set<UnitStep>>): void {
    if (inForce(unit, target)) {
      const reached = ends.get(unit) ?? new Set()
      for (const step of steps) reached.add(step)
      ends.set(unit, reached)
    }
    for (const step of this.stepsAfter(unit))
      if (step.date > after && step.date <= target)
        this.#walk(step.to, step.date, target, [...steps, step], ends)
  }

  /**
   * Every earlier unit whose land, or a part of it, is in `unit` on `date`, the newest first; `steps` lead from it to
   * `unit`. A unit that is reached by several paths comes once, with the steps of all of them.
   */
  predecessors(unit: Unit, date: string): UnitPath[] {
    const found = new Map<Unit, { steps: Set<UnitStep>; whole: boolean }>()
    const walk = (at: Unit, until: string, steps: UnitStep[]): void => {
      for (const step of this.stepsBefore(at)) {
        if (step.date > until) continue
        const path = [step, ...steps]
        const earlier = found.get(step.from) ?? { steps: new Set(), whole: false }
        for (const one of path) earlier.steps.add(one)
        earlier.whole ||= path.every(({ extent }) => extent === 'whole')
        found.set(step.from, earlier)
        walk(step.from, dayBefore(step.date), path)
      }
    }
    walk(unit, date, [])
    return [...found]
      .map(([from, { steps, whole }]) => ({
        unit: from,
        steps: inOrder(steps),
        extent: whole ? ('whole' as const) : ('part' as const),
      }))
      .sort((a, b) => compareNewestFirst(lastDay(a), lastDay(b)) || (a.unit.code < b.unit.code ? -1 : 1))
  }
}

/** Last day on which the older unit of a path had its land. */
export function lastDay(path: UnitPath): string | undefined {
  const first = path.steps[0]
  return first ? dayBefore(first.date) : path.unit.validTo
}

function inOrder(steps: Set<UnitStep>): UnitStep[] {
  return [...steps].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : compareCodes(a, b)))
}

function compareCodes(a: UnitStep, b: UnitStep): number {
  const [left, right] = [`${a.from.code} ${a.to.code}`, `${b.from.code} ${b.to.code}`]
  return left < right ? -1 : left > right ? 1 : 0
}

function compareNewestFirst(a = '9999', b = '9999'): number {
  return a > b ? -1 : a < b ? 1 : 0
}

function push(map: Map<Unit, UnitStep[]>, unit: Unit, step: UnitStep): void {
  const list = map.get(unit)
  if (list) list.push(step)
  else map.set(unit, [step])
}

import type { Unit } from './unit.ts'
import { lastDay, type UnitPath } from './unit-graph.ts'
import type { UnitRegister } from './unit-register.ts'

interface NamedUnit {
  code: string
  name: string
}

/** A commune that a place belonged to before the last reform, with its names of that time. */
export interface Former {
  commune: NamedUnit
  district?: NamedUnit
  province: NamedUnit
  /** Last day, `YYYY-MM-DD`. */
  until: string
  /** Number of the document that ended it. */
  basis: string
  /** The place may have been in this one or in another of the list. */
  possible?: true
}

/**
 * The former form of an address: its former commune where that is given, else every commune that today's was made
 * from, each `possible` when there are several. Empty for a commune that has not changed. A former code is ignored when
 * the current commune was not made from it.
 */
export function formerOf(
  register: Pick<UnitRegister, 'predecessors' | 'lineageOf'>,
  communeCode: string,
  formerCommuneCode: string | null,
): Former[] {
  const paths = register.predecessors(communeCode)
  const certain =
    formerCommuneCode === null ? undefined : paths.find(({ unit }) => unit.code === formerCommuneCode)
  const eve = paths[0] && lastDay(paths[0])
  const chosen = certain ? [certain] : paths.filter((path) => lastDay(path) === eve)
  return chosen.flatMap((path) => formerForm(register, path, chosen.length > 1))
}

function formerForm(register: Pick<UnitRegister, 'lineageOf'>, path: UnitPath, possible: boolean): Former[] {
  const until = lastDay(path)
  const lineage = until === undefined ? undefined : register.lineageOf(path.unit, until)
  const basis = path.steps[0]?.basis
  if (!lineage || until === undefined || basis === undefined) return []
  return [
    {
      commune: named(lineage.commune),
      ...(lineage.district ? { district: named(lineage.district) } : {}),
      province: named(lineage.province),
      until,
      basis,
      ...(possible ? { possible: true as const } : {}),
    },
  ]
}

function named({ code, fullName }: Unit): NamedUnit {
  return { code, name: fullName }
}

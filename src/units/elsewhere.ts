import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../config.ts'
import { ElsewhereNames } from '../parsing/elsewhere-names.ts'
import type { ElsewhereUnit } from '../parsing/elsewhere-unit.ts'
import { csvRows } from '../tables/csv-rows.ts'

/** The names of units of other provinces and countries, from the table that ships with the project (`data/elsewhere.csv`). */
export function readElsewhere(folder?: string): ElsewhereNames {
  return new ElsewhereNames(readElsewhereUnits(folder))
}

/** The units of that table. */
export function readElsewhereUnits(folder: string = join(packageRoot(), 'data')): ElsewhereUnit[] {
  return csvRows(readFileSync(join(folder, 'elsewhere.csv'), 'utf8')).map(unitOf)
}

function unitOf({ kind, type, name, within, until, aliases }: Record<string, string>): ElsewhereUnit {
  return {
    kind: kind as ElsewhereUnit['kind'],
    type: type!,
    name: name!,
    fullName: kind === 'country' ? name! : `${type![0]!.toUpperCase()}${type!.slice(1)} ${name}`,
    within: within || null,
    ...(until ? { until } : {}),
    aliases: aliases!.split('|').filter((alias) => alias !== ''),
  }
}

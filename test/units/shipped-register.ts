import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { packageRoot } from '../../src/config.ts'
import { type Facts, readShippedFacts } from '../../src/units/shipped-facts.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'

/** The tables that ship, with row numbers, as the record would hand them out. */
export function shippedRows(facts: Facts = readShippedFacts(join(packageRoot(), 'data'))) {
  const numbered = <T>(rows: T[]) => rows.map((row, i) => ({ ...row, fid: i + 1 }))
  return {
    units: numbered(facts.units),
    changes: numbered(facts.changes),
    postcodes: numbered(facts.postcodes),
  }
}

/** A register of the shipped facts; `today` is fixed so that tests do not age. */
export function shippedRegister(today = '2025-09-01'): UnitRegister {
  return new UnitRegister(shippedRows(), () => today)
}

const shared = join(packageRoot(), '..', 'shared', 'data')

/** Why a test that reads ../shared passes over itself, or false. */
export const withoutShared: string | false = existsSync(shared)
  ? false
  : '../shared is not beside the project'

/** Rows of a CSV file under ../shared/data, texts in NFC. */
export function sharedRows(path: string): Record<string, string>[] {
  const rows = parse(readFileSync(join(shared, path)), { columns: true, bom: true }) as Record<
    string,
    string
  >[]
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value.normalize('NFC').trim()])),
  )
}

/** A file under ../shared/data as text. */
export function sharedText(path: string): string {
  return readFileSync(join(shared, path), 'utf8')
}

// npx tsx scripts/commands/units-proof.ts: counts what the units room gets right against the checked lists beside the project.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Feature, MultiPolygon } from 'geojson'
import { packageRoot } from '../../src/config.ts'
import { csvRows } from '../../src/tables/csv-rows.ts'
import { CommuneLocator } from '../../src/units/commune-locator.ts'
import { AddressConverter } from '../../src/units/conversion/address-converter.ts'
import { HamletIndex } from '../../src/units/conversion/hamlet-index.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'

const shared = join(packageRoot(), '..', 'shared', 'data')
if (existsSync(shared)) main()
else process.stdout.write('../shared is not beside the project: nothing to compare with.\n')

function main(): void {
  const facts = readShippedFacts(join(packageRoot(), 'data'))
  const numbered = <T>(rows: T[]) => rows.map((row, i) => ({ ...row, fid: i + 1 }))
  const rows = {
    units: numbered(facts.units),
    changes: numbered(facts.changes),
    postcodes: numbered(facts.postcodes),
  }
  const register = new UnitRegister(rows, () => '2025-09-01')
  const none = new HamletIndex([])
  const converter = new AddressConverter(register, () => none)
  const table = read('admin/unit-changes-2025-07-01.csv')
  const reaches = (from: string, to: string) =>
    register.successors(from, '2025-06-30').some(({ unit }) => unit.code === to)
  const comesFrom = (to: string, from: string) =>
    register.predecessors(to).some(({ unit }) => unit.code === from)
  count('changes of 1/7/2025, forward', table, (row) =>
    reaches(row.old_ward_code ?? '', row.new_ward_code ?? ''),
  )
  count('changes of 1/7/2025, back', table, (row) =>
    comesFrom(row.new_ward_code ?? '', row.old_ward_code ?? ''),
  )
  const communes = register.all.filter(({ level }) => level === 'commune')
  count('communes since 2019, there and back', communes, (unit) => {
    const ends = register.successorsOf(unit)
    return ends.length > 0 && ends.every(({ unit: end }) => end === unit || comesFrom(end.code, unit.code))
  })
  const traps = read('admin/splits-and-name-traps.csv')
  const convert = (text: string) =>
    converter.convert({ text }, 'current').candidates.map(({ commune }) => commune.code)
  const allSuccessors = (row: Record<string, string>) =>
    convert(`${row.old_ward}, ${row.old_district}`).sort().join('|') ===
    row.new_codes?.split('|').sort().join('|')
  count(
    'splits, every successor told',
    traps.filter(({ kind }) => kind === 'split'),
    allSuccessors,
  )
  count(
    'name traps told apart by their district',
    traps.filter(({ kind }) => kind !== 'split'),
    allSuccessors,
  )
  const triples = ['s_legacy_2020-2025', 't_legacy_2023-2025'].flatMap((name) =>
    read(`addresses/admin-triples.${name}.csv`),
  )
  count('written triples, led to a commune of today', triples, ({ ward, district, province }) => {
    const codes = convert(`${ward}, ${district}, ${province}`)
    return (
      codes.length > 0 && codes.every((code) => register.get(code, '2025-09-01', 'commune') !== undefined)
    )
  })
  const { features } = JSON.parse(
    readFileSync(join(shared, 'boundaries/tayninh-2025-communes.full.geojson'), 'utf8'),
  ) as { features: Feature<MultiPolygon, { code: string }>[] }
  const locator = new CommuneLocator(
    features.map(({ geometry, properties }) => ({ area: properties.code, geometry })),
  )
  count(
    'centres in their real polygons',
    register.at('2025-09-01', { level: 'commune' }),
    ({ code, centre }) => centre !== undefined && locator.locate(...centre)?.area === code,
  )
}

function count<T>(what: string, rows: readonly T[], right: (row: T) => boolean): void {
  const good = rows.filter(right).length
  process.stdout.write(`${String(good).padStart(4)} / ${String(rows.length).padEnd(4)} ${what}\n`)
  if (good < rows.length) process.exitCode = 1
}

function read(path: string): Record<string, string>[] {
  return csvRows(readFileSync(join(shared, path), 'utf8')).map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value.normalize('NFC').trim()])),
  )
}

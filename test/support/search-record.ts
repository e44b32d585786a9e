import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { packageRoot } from '../../src/config.ts'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { finished, following } from '../../src/store/following/follower.ts'
import type { AddressRow } from '../../src/store/record/rows.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { type DemoRecord, factsRecord } from './demo-record.ts'

export interface SearchRecord extends DemoRecord {
  engine: SearchEngine
  register: UnitRegister
  /** Lets the engine see what was written since the last call. */
  follow(): void
}

interface GazetteerLine {
  layer: 'street' | 'hamlet' | 'place'
  name: string
  commune: string
  former: string
  houses: string
}

/** Rows of a table under test/cases, by column. */
export function caseTable<T>(file: string): T[] {
  return parse(readFileSync(join(packageRoot(), 'test', 'cases', file)), {
    columns: true,
    skip_empty_lines: true,
    comment: '#',
    comment_no_infix: true,
    relax_column_count_less: true,
  }) as T[]
}

/** The shipped units with the few streets, hamlets, houses and places of test/cases/gazetteer.csv, and search over it. */
export async function searchRecord(): Promise<SearchRecord> {
  const demo = await factsRecord()
  const { record } = demo
  record.write(() => {
    for (const [i, line] of caseTable<GazetteerLine>('gazetteer.csv').entries()) addLine(record, line, i)
  })
  const register = UnitRegister.of(record.units, () => '2026-11-22')
  const engine = SearchEngine.build(record, {
    units: () => register,
    elsewhere: readElsewhere(),
  })
  let sequence = record.changes.last()
  return {
    ...demo,
    engine,
    register,
    follow() {
      const changes = record.changes.since(sequence)
      sequence = changes.at(-1)?.fid ?? sequence
      finished(following([engine], changes, record))
    },
  }
}

/** An address with everything absent but a position; give the rest. */
export function addressRow(row: Partial<AddressRow> & { uid: string }): Omit<AddressRow, 'fid'> {
  return {
    code: null,
    ndas: null,
    class: 1,
    name: null,
    house_number: null,
    street: null,
    hamlet: null,
    group_name: null,
    commune_code: '27694',
    former_commune_code: null,
    postcode: null,
    position: 'entrance',
    status: 'created',
    source: 'test',
    updated_at: null,
    raw_text: null,
    successor: null,
    attributes: null,
    hamlet_uid: null,
    geom: encodePoint(106.41, 10.53),
    ...row,
  }
}

function addLine(record: RecordStore, line: GazetteerLine, i: number): void {
  const [lon, lat] = [106.2 + (i % 7) * 0.03, 10.5 + (i % 11) * 0.02]
  if (line.layer === 'place') {
    record.db
      .prepare('INSERT INTO place(name, category, commune_code, geom) VALUES (?, ?, ?, ?)')
      .run(line.name, line.former, line.commune, encodePoint(lon, lat))
    return
  }
  if (line.layer === 'street')
    record.db.prepare('INSERT INTO street(name, commune_code) VALUES (?, ?)').run(line.name, line.commune)
  else
    record.db
      .prepare('INSERT INTO hamlet(name, commune_code, geom) VALUES (?, ?, ?)')
      .run(line.name, line.commune, encodePoint(lon, lat))
  const houses = line.houses.replace('45 bis', '45_bis').split(' ').filter(Boolean)
  for (const [n, house] of houses.entries())
    record.addresses.insert(
      addressRow({
        uid: `address-${i}-${n}`,
        house_number: house.replace('_', ' '),
        [line.layer]: line.name,
        commune_code: line.commune,
        former_commune_code: line.former || null,
        geom: encodePoint(lon + n * 0.0002, lat),
      }),
    )
}

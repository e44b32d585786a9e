// Whole tables in process, compared with single searches of the same rows: clean addresses, addresses as they are typed (no accents,
// no hamlet, no province), positions, and conversion to former communes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { packageRoot } from '../../src/config.ts'
import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import { reverseTable, searchTable } from '../../src/http/bulk/geocode-table.ts'
import { reverseAnswers } from '../../src/http/read/reverse-answers.ts'
import { searchAnswers } from '../../src/http/read/search-answers.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { ReverseIndex } from '../../src/reverse/reverse-index.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { openCsvTable } from '../../src/tables/csv-table.ts'
import { csvLine, extendedCsv } from '../../src/tables/csv-writer.ts'
import type { Extend } from '../../src/tables/table.ts'
import { Turns } from '../../src/tables/turns.ts'
import { addressLabel } from '../../src/text/address-label.ts'
import { fold } from '../../src/text/syllable.ts'
import { AddressConverter } from '../../src/units/conversion/address-converter.ts'
import { conversionOf } from '../../src/units/conversion/convert-table.ts'
import { HamletIndex } from '../../src/units/conversion/hamlet-index.ts'
import { dayClock } from '../../src/units/day-clock.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { FormerForms } from '../../src/units/former-forms.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { median, spread, table } from './bench-table.ts'

const SEED = 20250701
const ROUNDS = 5

/** Prints rows a second of every kind of table, and their ratio to single searches of the same rows. */
export async function benchBatch(size = Number(process.argv[3] ?? 20_000)): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const record = prepareRecord(folder, { factsDir: join(packageRoot(), 'data'), demo: true })
  try {
    await measure(record, size)
  } finally {
    record.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(record: RecordStore, size: number): Promise<void> {
  const { units: table_, publicAddresses: addresses, gazetteer } = record
  const rows = { units: table_.all(), changes: table_.changes(), postcodes: table_.postcodes() }
  const today = dayClock()
  const register = new UnitRegister(rows, today)
  const former = new FormerForms(register, today)
  const units = { register, today, formerOf: former.of.bind(former) }
  const search = SearchEngine.build(record, { units: () => register, elsewhere: readElsewhere() })
  const reverse = new ReverseIndex(record)
  const hamlets = new HamletIndex(gazetteer.hamlets())
  const converter = new AddressConverter(register, () => hamlets)
  const { clean, typed } = sample(record, register, size)
  const look = searchTable(searchAnswers({ search, units }), {}, 'en')
  const place = reverseTable(reverseAnswers({ reverse, addresses, gazetteer, units }), {}, 'en')
  const kinds: Record<string, { rows: Sample; extend: Extend }> = {
    'search/csv, clean': { rows: clean, extend: look },
    'search/csv, as typed': { rows: typed, extend: look },
    'reverse/csv': { rows: clean, extend: place },
    convert: {
      rows: clean,
      extend: (header) => conversionOf(converter, header, 'address', () => {}),
    },
  }
  const rates: Record<string, number[]> = {}
  const ratios: Record<string, number[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    const alone = new Map<Sample, number>()
    for (const rows of [clean, typed]) {
      const searched = await rate(size, async () => {
        for (const text of rows.labels) search.search({ text, unfinished: false, limit: 1 })
      })
      alone.set(rows, searched)
      const name = rows === clean ? 'single searches, clean' : 'single searches, as typed'
      rates[name] = [...(rates[name] ?? []), searched]
    }
    for (const [name, { rows, extend }] of Object.entries(kinds)) {
      const tabled = await rate(size, () => run(rows.csv, extend))
      rates[name] = [...(rates[name] ?? []), tabled]
      ratios[name] = [...(ratios[name] ?? []), tabled / alone.get(rows)!]
    }
  }
  process.stdout.write(
    table(
      ['', 'rows/s (median, spread)', 'to single searches of the same rows (median, spread)'],
      Object.entries(rates).map(([name, measured]) => [
        name,
        `${Math.round(median(measured))} (${spread(measured, 0)})`,
        ratios[name] ? `${median(ratios[name]).toFixed(2)} (${spread(ratios[name])})` : '1',
      ]),
    ),
  )
}

interface Sample {
  readonly labels: readonly string[]
  /** The same as a table with positions. */
  readonly csv: Buffer
}

/** Addresses drawn from the record as labels have them, and the same ones as people type them. */
function sample(record: RecordStore, register: UnitRegister, size: number): { clean: Sample; typed: Sample } {
  const random = new SeededRandom(SEED)
  const total = record.addresses.count()
  const header = csvLine(['id', 'address', 'lat', 'lon'], ',')
  const clean = { labels: [] as string[], csv: header }
  const typed = { labels: [] as string[], csv: header }
  while (clean.labels.length < size) {
    const row = record.addresses.byFid(1 + random.integer(0, total - 1))
    const lineage = row && register.lineage(row.commune_code, register.today)
    if (!row?.house_number || !lineage) continue
    const { house_number: houseNumber, street, hamlet } = row
    const units = [lineage.commune.fullName, lineage.province.fullName]
    const [lon, lat] = decodePoint(row.geom)!
    for (const [rows, label] of [
      [clean, addressLabel({ houseNumber, street, hamlet, units })],
      [
        typed,
        fold(addressLabel({ houseNumber, street, hamlet: street ? null : hamlet, units: [units[0]!] })),
      ],
    ] as const) {
      rows.labels.push(label)
      rows.csv += csvLine([String(rows.labels.length), label, String(lat), String(lon)], ',')
    }
  }
  return {
    clean: { ...clean, csv: Buffer.from(clean.csv) },
    typed: { ...typed, csv: Buffer.from(typed.csv) },
  }
}

async function run(csv: Buffer, extend: Extend): Promise<void> {
  const table = await openCsvTable(chunksOf(csv))
  const pieces = extendedCsv(table, extend(table.header), { ...table, turns: new Turns() })
  let length = 0
  for await (const piece of pieces) length += piece.length
  if (length < csv.length) throw new Error('rows were lost')
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1 << 18) yield bytes.subarray(at, at + (1 << 18))
}

/** Rows a second by the processor's own clock, so that neighbours on the machine count less. */
async function rate(rows: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (rows * 1e6) / (user + system)
}

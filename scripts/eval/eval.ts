// npm run eval [-- [record|convert] [--addresses 50000] [--seed 1] [--misses CLASS] [--data FOLDER]]: how often search finds what is meant. Without
// a word: classes of queries derived from generated addresses [--queries 300] [--typed 30]. With `record`: every row of a record, asked in
// every way that it can be named [--houses 2000] [--every 1]. `convert` asks the same of conversion [--houses 2000]. With a FOLDER's base map
// search finds its names too, as the server does.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../src/config.ts'
import { prepareDemo } from '../../src/importing/demo/demo-data.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { ReverseIndex } from '../../src/reverse/reverse-index.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { ServedThings } from '../../src/store/basemap/served-things.ts'
import { loadFacts } from '../../src/store/reading/facts.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { AddressConverter } from '../../src/units/conversion/address-converter.ts'
import { HamletIndex } from '../../src/units/conversion/hamlet-index.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { table } from '../bench/bench-table.ts'
import { measureConversion } from './convert/conversion-measure.ts'
import { conversionReport } from './convert/conversion-report.ts'
import { ConversionTargets } from './convert/conversion-targets.ts'
import { macro, measure } from './measure.ts'
import { measureRecord } from './record/measure-record.ts'
import { measureTyping } from './record/measure-typing.ts'
import { recordReport, typingReport } from './record/record-report.ts'
import { Targets } from './targets.ts'

/** Former and current units are those of this day, whenever it runs. */
const TODAY = '2026-01-01'
const MISSES = 40
/** Kinds of rows that are typed: units, hamlets, streets, places and houses. */
const KINDS = 5

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    queries: { type: 'string', default: '300' },
    typed: { type: 'string' },
    houses: { type: 'string', default: '2000' },
    every: { type: 'string', default: '1' },
    addresses: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    misses: { type: 'string' },
    data: { type: 'string' },
  },
})

const dataDir = values.data ?? mkdtempSync(join(tmpdir(), 'diachiso-eval-'))
try {
  const record = values.data ? RecordStore.open(dataDir) : makeRecord(dataDir, Number(values.addresses))
  const register = UnitRegister.of(record.units, () => TODAY)
  if (positionals[0] === 'convert') evalConversion(record, register)
  else if (positionals[0] === 'record') evalRecord(engineOf(record, register), record, register)
  else evalClasses(engineOf(record, register), new Targets(record, register))
  record.close()
} finally {
  if (!values.data) rmSync(dataDir, { recursive: true, force: true })
}

/** Search as the server has it, with the base map of the folder where there is one. */
function engineOf(record: RecordStore, register: UnitRegister): Pick<SearchEngine, 'search'> {
  const reverse = new ReverseIndex(record)
  const things = new ServedThings(dataDir)
  const engine = SearchEngine.build(record, {
    units: () => register,
    elsewhere: readElsewhere(),
    nearest: (lon, lat, radius) => reverse.nearest(lon, lat, ['house'], 1, radius)[0],
    basemap: () => things.current,
  })
  return { search: (request) => engine.search({ ...request, basemap: true }) }
}

function evalClasses(engine: Pick<SearchEngine, 'search'>, targets: Targets): void {
  const results = measure(engine, targets, {
    seed: Number(values.seed),
    queries: Number(values.queries),
    typed: Number(values.typed ?? 30),
    ...(values.misses && values.misses !== 'all' ? { only: [values.misses] } : {}),
  })
  const percent = (share: number) => (share * 100).toFixed(1)
  process.stdout.write(
    table(
      ['class', 'queries', 'right at 1, %', 'in 5', 'in 10', 'typed until in 5, %'],
      [...results, macro(results)].map(({ name, queries, first, five, ten, typed }) => [
        name,
        String(queries),
        percent(first),
        percent(five),
        percent(ten),
        percent(typed),
      ]),
    ),
  )
  if (values.misses !== undefined)
    for (const { name, missed } of results)
      for (const { text, got, rank } of missed.slice(0, MISSES))
        process.stdout.write(`${name} | ${text} | ${got} | ${rank}\n`)
}

function evalRecord(engine: Pick<SearchEngine, 'search'>, record: RecordStore, register: UnitRegister): void {
  const measured = measureRecord(engine, record, register, {
    seed: Number(values.seed),
    houses: Number(values.houses),
    every: Number(values.every),
    progress: (done) => process.stderr.write(`${done}\n`),
  })
  const typing = measureTyping(engine, record, register, {
    seed: Number(values.seed),
    texts: Math.ceil(Number(values.typed ?? 300) / KINDS),
  })
  process.stdout.write(`${recordReport(measured, values.misses)}\n${typingReport(typing)}`)
}

function evalConversion(record: RecordStore, register: UnitRegister): void {
  const hamlets = new HamletIndex(record.gazetteer.hamlets())
  const targets = new ConversionTargets(register)
  const seed = Number(values.seed)
  const rows = targets.rows(record, Number(values.houses), new SeededRandom(seed))
  const results = measureConversion(
    new AddressConverter(register, () => hamlets),
    [...targets.units(), ...rows],
    { seed, ...(values.misses && values.misses !== 'all' ? { only: [values.misses] } : {}) },
  )
  process.stdout.write(conversionReport(results, values.misses !== undefined))
}

function makeRecord(dataDir: string, count: number): RecordStore {
  const record = RecordStore.open(dataDir, { create: true })
  loadFacts(record, readShippedFacts(join(packageRoot(), 'data')))
  prepareDemo(record, () => {}, { count })
  return record
}

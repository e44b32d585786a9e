import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LocalCodeMaker } from '../../src/codes/local-code.ts'
import { packageRoot } from '../../src/config.ts'
import { generateCommunes } from '../../src/importing/demo/demo-addresses.ts'
import { demoCommunes } from '../../src/importing/demo/demo-communes.ts'
import { readDemoNames } from '../../src/importing/demo/demo-names.ts'
import { loadFacts } from '../../src/store/reading/facts.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'
import { ProgressLine } from '../commands/progress-line.ts'

const SEED = 20250701

/** The record of a folder; where there is none, one with so many generated addresses, streets, places and hamlets. */
export function benchRecord(dataDir: string, count: number): RecordStore {
  if (existsSync(join(dataDir, RECORD_FILE))) return RecordStore.open(dataDir)
  const record = RecordStore.open(dataDir, { create: true })
  const progress = new ProgressLine(process.stderr, 'making the record')
  loadFacts(record, readShippedFacts(join(packageRoot(), 'data')))
  const communes = demoCommunes(record.units.all(), record.units.changes())
  const codes = new LocalCodeMaker('0'.repeat(32))
  const load = record.bulkLoad(['hamlet', 'street', 'place', 'address'])
  let rows = 0
  let made = 0
  // the generator's ids have 32 random bits, of which two may be equal among millions
  const named = <Row extends { uid: string }>(row: Row): Row => ({ ...row, uid: uuid(rows++) })
  for (const data of generateCommunes({ seed: SEED, count, communes, names: readDemoNames(), codes })) {
    for (const hamlet of data.hamlets) record.gazetteer.insert('hamlet', named(hamlet))
    for (const street of data.streets) record.gazetteer.insert('street', named(street))
    for (const place of data.places) record.gazetteer.insert('place', named(place))
    for (const address of data.addresses) record.addresses.insert(named(address))
    made += data.addresses.length
    progress.show(made / count, made)
  }
  progress.end(made)
  process.stderr.write('indexing the record\n')
  load.commit()
  return record
}

/** A UUID for a number, always the same, and as hard to compress as a random one. */
function uuid(number: number): string {
  const hex = createHash('md5').update(String(number)).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

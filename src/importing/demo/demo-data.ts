import { LocalCodeMaker } from '../../codes/local-code.ts'
import { DEMO_DECISION } from '../../store/record/events.ts'
import type { PlaceRow } from '../../store/record/rows.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { generateCommunes } from './demo-addresses.ts'
import { demoCommunes } from './demo-communes.ts'
import { DistrictStreets } from './demo-district-streets.ts'
import { type DemoNames, readDemoNames } from './demo-names.ts'
import { addDemoThemes } from './demo-themes.ts'

/** The source of every demonstration row; such rows are never mixed with real ones. */
export const DEMO_SOURCE = 'demo'
export const DEMO_LAYERS = ['street', 'hamlet', 'place', 'address'] as const

export interface DemoOptions {
  /** Addresses in all; 50,000. */
  count?: number
  seed?: number
  names?: DemoNames
}

/** The codes of demonstration data are the same everywhere; a real import draws a key of its own. */
const DEMO_CODE_KEY = '64656d6f646961636869736f32303235'

/**
 * Fills a record that holds the shipped units with demonstration streets, hamlets, places, addresses and thematic
 * layers in the communes that were Long An, in one transaction. Deterministic. Returns how many addresses were made.
 *
 * @param onProgress called after each commune with the addresses made and their number in all
 */
export function prepareDemo(
  record: RecordStore,
  onProgress: (done: number, total: number) => void = () => {},
  options: DemoOptions = {},
): number {
  const { count = 50_000, seed = 20250701, names = readDemoNames() } = options
  const communes = demoCommunes(record.units.all(), record.units.changes())
  const codes = new LocalCodeMaker(DEMO_CODE_KEY)
  const load = record.bulkLoad([...DEMO_LAYERS, 'theme_feature', 'theme_count', 'population'], {
    action: 'demo',
    office: 'server',
    source: DEMO_SOURCE,
    details: { addresses: count, seed },
  })
  try {
    let made = 0
    const districtStreets = new DistrictStreets()
    const places: Omit<PlaceRow, 'fid'>[] = []
    for (const data of generateCommunes({ seed, count, communes, names, codes })) {
      for (const hamlet of data.hamlets) record.gazetteer.insert('hamlet', hamlet)
      for (const street of data.streets) record.gazetteer.insert('street', street)
      for (const place of data.places) record.gazetteer.insert('place', place)
      places.push(...data.places)
      for (const address of data.addresses) record.addresses.insert(address)
      districtStreets.add(data.commune, data.streets)
      made += data.addresses.length
      onProgress(made, count)
    }
    for (const street of districtStreets.rows(names, seed)) record.gazetteer.insert('street', street)
    addDemoThemes(record, communes, places, seed)
    record.events.decideAbove(0, DEMO_DECISION, 'diachiso')
    record.info.set('data_kind', 'demo')
    record.info.set('code_key', DEMO_CODE_KEY)
    record.info.set('code_counter', String(made))
    record.events.add({
      at: new Date().toISOString(),
      actor: 'diachiso',
      action: 'demo',
      subject: null,
      why: 'the data folder held no record',
      evidence: JSON.stringify({ addresses: made, seed }),
    })
    load.commit()
    return made
  } catch (error) {
    load.rollback()
    throw error
  }
}

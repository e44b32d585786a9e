import { writeFileSync } from 'node:fs'
import { LocalCodeMaker } from '../../src/codes/local-code.ts'
import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import { generateAddresses, type NewAddress } from '../../src/importing/demo/demo-addresses.ts'
import { demoCommunes } from '../../src/importing/demo/demo-communes.ts'
import { readDemoNames } from '../../src/importing/demo/demo-names.ts'
import { DEFAULT_STATUS } from '../../src/store/layout/address-status.ts'
import type { RecordStore } from '../../src/store/record-store.ts'

const SEED = 20250701
const COLUMNS =
  'id,code,class,name,house_number,street,hamlet,group,commune_code,former_commune_code,lon,lat,position,status,source,updated_at'.split(
    ',',
  )

/** So many generated addresses of a record's communes, always the same. */
export function generatedAddresses(record: RecordStore, count: number): Generator<NewAddress> {
  const communes = demoCommunes(record.units.all(), record.units.changes())
  const codes = new LocalCodeMaker('0'.repeat(32))
  return generateAddresses({ seed: SEED, count, communes, names: readDemoNames(), codes })
}

/**
 * Generated addresses as a CSV file; without its first columns, `left` of them, ids and codes, they are the hardest to recognise
 * again.
 */
export function writeAddresses(record: RecordStore, file: string, count: number, left = 0): void {
  let text = `${COLUMNS.slice(left).join(',')}\n`
  writeFileSync(file, '')
  for (const row of generatedAddresses(record, count)) {
    const [lon, lat] = decodePoint(row.geom) as [number, number]
    const cells = [
      row.uid,
      row.code,
      row.class,
      row.name,
      row.house_number,
      row.street,
      row.hamlet,
      row.group_name,
      row.commune_code,
      row.former_commune_code,
      lon,
      lat,
      row.position,
      DEFAULT_STATUS,
      'bench',
      row.updated_at,
    ]
    text += `${cells
      .slice(left)
      .map((cell) => cell ?? '')
      .join(',')}\n`
    if (text.length < 1 << 20) continue
    writeFileSync(file, text, { flag: 'a' })
    text = ''
  }
  writeFileSync(file, text, { flag: 'a' })
}

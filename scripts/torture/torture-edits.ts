// What `npm run torture` kills: edits addresses one by one, and tells each on its output once it is committed.
import { writeSync } from 'node:fs'
import { RecordStore } from '../../src/store/record-store.ts'

const [dataDir, round, addresses] = process.argv.slice(2) as [string, string, string]
const record = RecordStore.open(dataDir)
for (let n = 0; ; n++) {
  const fid = 1 + ((Number(round) * 7919 + n * 104_729) % Number(addresses))
  const number = `${round}/${n}`
  const row = record.addresses.byFid(fid)!
  record.write(() => record.addresses.update({ ...row, house_number: number }))
  // At once, past any buffer: what was told must have been kept.
  writeSync(1, `${fid} ${number}\n`)
}

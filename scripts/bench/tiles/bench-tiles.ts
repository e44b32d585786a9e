import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVING_FILE } from '../../../src/store/following/serving-store.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { vietnamToday } from '../../../src/units/calendar.ts'
import { benchRecord } from '../bench-record.ts'
import { median, spread } from '../bench-table.ts'
import { PostGis } from './bench-postgis.ts'
import { compareEncoders } from './bench-tile-encode.ts'
import { measureCached, measureUncached } from './bench-tile-http.ts'
import { measureSizes } from './bench-tile-sizes.ts'

/** Parts of the bench, in this order; named after FOLDER, only those are done. */
const PARTS = ['encode', 'sizes', 'http', 'cached', 'edits'] as const

/**
 * `npm run bench -- tiles [COUNT] [FOLDER [PART…]]`: address tiles compared with r-tree → geojson-vt → vt-pbf and, where it is
 * present, PostGIS on the same points. A record that is made in FOLDER stays there for the next run.
 */
export async function benchTiles(
  count = Number(process.argv[3] ?? 1_000_000),
  kept = process.argv[4],
  parts: readonly string[] = process.argv.length > 5 ? process.argv.slice(5) : PARTS,
): Promise<void> {
  const dataDir = kept ?? mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const record = benchRecord(dataDir, count)
  const follower = new TileFollower(dataDir)
  let postgis: PostGis | undefined
  try {
    const derived = timed(() => follower.catchUp())
    const megabytes = Math.round(statSync(join(dataDir, SERVING_FILE)).size / 1_000_000)
    process.stdout.write(
      `${record.addresses.count().toLocaleString('en')} addresses: serving.db derived in ${(derived / 1000).toFixed(1)} s, ${megabytes} MB\n\n`,
    )
    if (parts.includes('encode') || parts.includes('http')) postgis = await PostGis.start(record)
    if (parts.includes('encode')) print(await compareEncoders(record, dataDir, postgis))
    const sizes = parts.some((part) => part === 'sizes' || part === 'http')
      ? measureSizes(dataDir, vietnamToday())
      : undefined
    if (sizes && parts.includes('sizes')) print(sizes.report)
    if (sizes && parts.includes('http'))
      await measureUncached({ record, dataDir, postgis, heaviest: sizes.heaviest }, print)
    if (parts.includes('cached')) await measureCached({ record, dataDir }, print)
    if (parts.includes('edits')) print(edits(record, follower))
  } finally {
    await postgis?.stop()
    follower.close()
    record.close()
    if (kept === undefined) rmSync(dataDir, { recursive: true, force: true })
  }
}

function edits(record: RecordStore, follower: TileFollower): string {
  const times: number[] = []
  for (let i = 0; i < 50; i++) {
    const row = record.addresses.byFid(1 + ((i * 7919) % record.addresses.count()))
    if (!row) continue
    record.write(() => record.addresses.update({ ...row, house_number: `${i}X` }))
    times.push(timed(() => follower.catchUp()))
  }
  return `an edit reaches the tiles in ${median(times).toFixed(1)} ms (${spread(times, 1)})\n`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

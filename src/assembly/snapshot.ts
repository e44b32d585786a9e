import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { exportRows } from '../importing/exporting/export-rows.ts'
import { layerPlan } from '../importing/layers/layer-export.ts'
import { makePublishable } from '../store/copies/publishable-copy.ts'
import { copyRecord } from '../store/copies/record-copy.ts'
import { ServingStore } from '../store/following/serving-store.ts'
import { RECORD_FILE, RecordStore } from '../store/record-store.ts'
import { writeTileArchive } from '../tiles/archive/tile-archive.ts'
import { digest, stampOf, writeWhole } from './durable-files.ts'

export interface SnapshotOptions {
  dataDir: string
  /** Where snapshots lie, each in a folder of its own. */
  folder: string
  /** Version of the program. */
  version: string
  /** Now, and the day in Vietnam whose communes the tiles show. */
  now: Date
  day: string
  /** How many snapshots stay; all when absent. */
  keep?: number
  maxzoom?: number
  /** Called with how many of how many places of tiles are done, and the tiles so far. */
  onProgress?: (done: number, total: number, tiles: number) => void
}

export interface Snapshot {
  name: string
  created: string
  /** Edits up to this one are in it; `/v1/changes/tiles?since=` lists what changed after. */
  sequence: number
  /** Token of that edit, see there. */
  token: string
  version: string
  data: string
  addresses: number
  files: { path: string; bytes: number; sha256: string }[]
}

const MANIFEST = 'manifest.json'
const TILES = 'tiles.pmtiles'
const PART = /^\.\d{8}T\d{6}Z\.(?:(\d+)\.)?part$/
const NAME = /^\d{8}T\d{6}Z$/

/**
 * Writes a snapshot for others to a folder: the record, its tiles, its thematic layers and a manifest with sizes and
 * SHA-256, all of one moment, whatever is edited meanwhile. It is written to a hidden folder and renamed when whole;
 * then `latest.json`, a copy of its manifest, is replaced. Throws StoreError and TileArchiveError.
 */
export function writeSnapshot(options: SnapshotOptions): Snapshot {
  const { dataDir, folder, now, keep } = options
  const name = stampOf(now)
  const work = join(folder, `.${name}.${process.pid}.part`)
  mkdirSync(folder, { recursive: true })
  removeAbandoned(folder)
  mkdirSync(join(work, 'layers'), { recursive: true })
  try {
    copyRecord(dataDir, join(work, RECORD_FILE))
    const facts = writeParts(work, options)
    const snapshot: Snapshot = {
      name,
      created: now.toISOString(),
      version: options.version,
      ...facts,
      files: [],
    }
    snapshot.files = filesOf(work).map((path) => ({ path, ...digest(join(work, path)) }))
    writeWhole(join(work, MANIFEST), snapshot)
    renameSync(work, join(folder, name))
    writeWhole(join(folder, '.latest.json.part'), snapshot)
    renameSync(join(folder, '.latest.json.part'), join(folder, 'latest.json'))
    if (keep !== undefined) removeOld(folder, keep)
    return snapshot
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The copy without what is not public; tiles and layers are made from what is left. */
function writeParts(
  work: string,
  { day, maxzoom, onProgress }: SnapshotOptions,
): Pick<Snapshot, 'sequence' | 'token' | 'data' | 'addresses'> {
  const addresses = makePublishable(work)
  writeTileArchive({
    dataDir: work,
    file: join(work, TILES),
    day,
    ...(maxzoom === undefined ? {} : { maxzoom }),
    ...(onProgress ? { onProgress } : {}),
  })
  ServingStore.delete(work)
  const record = RecordStore.open(work, { readonly: true })
  try {
    for (const { id, kind } of record.themes.all()) {
      const file = join(work, 'layers', `${id}.${kind === 'counts' ? 'csv' : 'geojson'}`)
      if (exportRows(record, id, layerPlan(record, id), file) === 0) rmSync(file)
    }
    return { ...record.changes.position(), data: record.info.get('data_kind') ?? 'empty', addresses }
  } finally {
    record.close()
  }
}

function filesOf(work: string): string[] {
  const layers = readdirSync(join(work, 'layers')).sort()
  return [RECORD_FILE, TILES, ...layers.map((file) => `layers/${file}`)]
}

/** Removes what killed runs have left; a part names its process. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const part = PART.exec(name)
    if (part && !isRunning(Number(part[1] ?? process.pid)))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** Whether another process has this number, also one of another user. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes all snapshots but the newest `keep`; nothing else that lies in the folder. */
function removeOld(folder: string, keep: number): void {
  const names = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
  for (const name of names.slice(0, Math.max(0, names.length - keep)))
    rmSync(join(folder, name), { recursive: true, force: true })
}

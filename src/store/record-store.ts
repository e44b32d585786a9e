import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { isBusy, StoreError, storeError } from './errors.ts'
import { registerSpatialFunctions } from './geopackage/spatial-functions.ts'
import { createRecord } from './layout/create-record.ts'
import { checkLayout } from './layout/record-layout.ts'
import { createUsableViews } from './layout/usable-rows.ts'
import { BulkLoad } from './loading/bulk-load.ts'
import { migrate, SCHEMA_VERSION, schemaVersion } from './migrating/migrations.ts'
import { AddressTable } from './record/addresses.ts'
import { ChangeFeed } from './record/change-feed.ts'
import { CountEditions } from './record/counts/count-editions.ts'
import { EventTable } from './record/events.ts'
import { FeaturePages } from './record/features/feature-pages.ts'
import { FeatureTotals } from './record/features/feature-totals.ts'
import { GazetteerTables } from './record/gazetteer.ts'
import { InfoTable } from './record/info.ts'
import { PublicAddresses } from './record/public-addresses.ts'
import { PublicSupplementTable } from './record/public-supplements.ts'
import { SupplementTable } from './record/supplements.ts'
import { ThemeTables } from './record/themes.ts'
import { UnitTables } from './record/units.ts'
import type { Origin } from './registry/loads/version-batches.ts'

export const RECORD_FILE = 'registry.gpkg'

/** Memory for pages of the file, in KB; single rows come no quicker with more than the latter. */
const WRITER_KB = 32_768
const READER_KB = 8192

/** Milliseconds that a closing record waits for those who read the journal. */
const LAST_WAIT = 1000

export interface OpenOptions {
  /** Make an empty record when there is none. */
  create?: boolean
  /** Never write: for workers and for published copies. */
  readonly?: boolean
}

/** The record: `registry.gpkg` in a data folder, opened, checked and led to today's schema. */
export class RecordStore {
  readonly units: UnitTables
  readonly gazetteer: GazetteerTables
  /** Addresses with every column: for imports, exports and checks. */
  readonly addresses: AddressTable
  /** Addresses as anybody may see them. */
  readonly publicAddresses: PublicAddresses
  readonly supplements: SupplementTable
  readonly publicSupplements: PublicSupplementTable
  readonly changes: ChangeFeed
  readonly info: InfoTable
  readonly events: EventTable
  readonly themes: ThemeTables
  readonly countEditions: CountEditions
  readonly pages: FeaturePages
  readonly totals: FeatureTotals
  #storedAddresses: AddressTable | undefined
  /** The load that was begun last. */
  #load: BulkLoad | undefined

  private constructor(
    /** The connection, for the other files of this room only. */
    readonly db: Database.Database,
    readonly file: string,
  ) {
    this.units = new UnitTables(db)
    this.gazetteer = new GazetteerTables(db)
    this.addresses = new AddressTable(db, 'usable', () => this.#load?.versions)
    this.publicAddresses = new PublicAddresses(this.addresses)
    this.supplements = new SupplementTable(db)
    this.publicSupplements = new PublicSupplementTable(this.supplements)
    this.changes = new ChangeFeed(db)
    this.info = new InfoTable(db)
    this.events = new EventTable(db)
    this.themes = new ThemeTables(db)
    this.countEditions = new CountEditions(db)
    this.pages = new FeaturePages(db)
    this.totals = new FeatureTotals(db, this.changes)
  }

  /** Opens the record of a data folder; throws {@link StoreError} with a plain sentence, changing nothing. */
  static open(dataDir: string, options: OpenOptions = {}): RecordStore {
    const file = join(dataDir, RECORD_FILE)
    if (!options.readonly) checkDataDir(dataDir)
    if (options.create && !existsSync(file)) createFile(file)
    let db: Database.Database | undefined
    try {
      db = new Database(file, { fileMustExist: true, readonly: options.readonly ?? false, timeout: 5000 })
      checkIsRecord(db, file)
      registerSpatialFunctions(db)
      if (options.readonly) checkToday(db, file)
      else {
        migrate(db, file)
        db.pragma('journal_mode = WAL')
        db.pragma('synchronous = FULL')
      }
      checkLayout(db, file)
      createUsableViews(db)
      db.pragma(`cache_size = -${options.readonly ? READER_KB : WRITER_KB}`)
      return new RecordStore(db, file)
    } catch (error) {
      db?.close()
      throw storeError(error, file)
    }
  }

  /** Addresses with those that cannot be used, for imports alone: its statements are made when first asked for. */
  get storedAddresses(): AddressTable {
    this.#storedAddresses ??= new AddressTable(this.db, 'stored', () => this.#load?.versions)
    return this.#storedAddresses
  }

  /** Runs `work` in one immediate transaction: all of it is kept, or nothing. Throws {@link StoreError} `busy` as {@link bulkLoad} does. */
  write<T>(work: () => T): T {
    return this.#told(() => this.db.transaction(work).immediate())
  }

  /** Keeps fewer pages of the file in memory: a server walks through all rows once, then reads some here and there. */
  readSparsely(): void {
    this.db.pragma(`cache_size = -${READER_KB}`)
  }

  /** What is read from here on is the record as it is now, whatever others commit, until the next call or {@link unpin}. */
  pin(): void {
    this.unpin()
    this.db.exec('BEGIN')
    // SQLite takes the state of a transaction at its first reading.
    this.changes.last()
  }

  /** What is read from here on is the record as it is then. */
  unpin(): void {
    if (this.db.inTransaction) this.db.exec('COMMIT')
  }

  /** Begins a load of many rows into these layers, with an origin for their events; see {@link BulkLoad}. Throws {@link StoreError} `busy` while another program writes. */
  bulkLoad(layers: readonly string[], origin?: Origin): BulkLoad {
    this.#load = this.#told(() => new BulkLoad(this.db, layers, origin))
    return this.#load
  }

  /** Closes the record; the journal is copied into it, so that none is left, whoever else has it open. */
  close(): void {
    if (!this.db.open) return
    try {
      this.unpin()
      if (!this.db.readonly) {
        this.db.pragma(`busy_timeout = ${LAST_WAIT}`)
        this.db.pragma('wal_checkpoint(TRUNCATE)')
      }
    } catch {
      // of a full disk or a damaged file, say: what was committed stays in the journal
    }
    this.db.close()
  }

  /** A record that another program has locked is said to be so in a plain sentence. */
  #told<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw isBusy(error) ? storeError(error, this.db.name) : error
    }
  }
}

/** Whether a data folder holds a record. */
export function recordExists(dataDir: string): boolean {
  return existsSync(join(dataDir, RECORD_FILE))
}

function createFile(file: string): void {
  const fresh = `${file}.new`
  for (const leftover of [fresh, `${fresh}-journal`]) rmSync(leftover, { force: true })
  const db = new Database(fresh)
  try {
    registerSpatialFunctions(db)
    createRecord(db, SCHEMA_VERSION)
  } finally {
    db.close()
  }
  renameSync(fresh, file)
}

/** Folder by folder: Node's recursive mkdir never returns where the file system answers ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  mkdirSync(folder)
}

/** Makes the data folder when it is missing; throws {@link StoreError} `not-writable` when it or its record cannot be written. */
export function checkDataDir(dataDir: string): void {
  const file = join(dataDir, RECORD_FILE)
  try {
    makeFolder(dataDir)
    accessSync(dataDir, constants.W_OK)
    if (existsSync(file)) accessSync(file, constants.W_OK)
  } catch (cause) {
    throw new StoreError(
      'not-writable',
      `Không ghi được vào thư mục dữ liệu ${dataDir}. · The data folder ${dataDir} is not writable: ${(cause as Error).message}.`,
      {
        cause,
      },
    )
  }
}

/**
 * Throws {@link StoreError} unless the file is a record. Its bytes are read through SQLite alone: on POSIX, closing a
 * descriptor of one's own drops all locks that any connection of this process holds on the file ("How To Corrupt An
 * SQLite Database File", 2.2).
 */
function checkIsRecord(db: Database.Database, file: string): void {
  if (applicationId(db, file) !== 0x47504b47)
    throw new StoreError(
      'not-a-record',
      `${file} không phải GeoPackage. · ${file} is not a GeoPackage: its application id is not GPKG.`,
    )
  const known = db.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'diachiso_info'").pluck().get()
  if (!known)
    throw new StoreError(
      'not-a-record',
      `${file} là GeoPackage nhưng không phải dữ liệu diachiso. · ${file} is a GeoPackage, but not a diachiso record.`,
    )
}

/** Throws {@link StoreError} unless the record, which may not be led to today's schema, has it already. */
function checkToday(db: Database.Database, file: string): void {
  const version = schemaVersion(db, file)
  if (version < SCHEMA_VERSION)
    throw new StoreError(
      'older-schema',
      `${file} theo lược đồ ${version}, phiên bản này đọc lược đồ ${SCHEMA_VERSION}: hãy chạy npm run migrate, hoặc npm start. · ` +
        `${file} has data of schema ${version}, this version reads ${SCHEMA_VERSION}: npm run migrate, or npm start, leads it there.`,
    )
}

/**
 * Reads the header. The first access compares the file's size with the number of pages that the header names (SQLite file
 * format §1.3), and fails as corrupt for no other reason.
 */
function applicationId(db: Database.Database, file: string): unknown {
  try {
    return db.pragma('application_id', { simple: true })
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_CORRUPT') throw error
    throw new StoreError(
      'corrupt',
      `${file} bị cắt cụt: hãy khôi phục từ bản sao lưu. · ${file} is cut off: ${statSync(file).size} bytes are fewer than its header says. Restore it from a copy.`,
      { cause: error },
    )
  }
}

import type { Database, Statement } from 'better-sqlite3'
import { type AddressStatus, IS_HIDDEN } from '../layout/address-status.ts'
import { ADDRESS_COLUMNS } from '../layout/layers.ts'
import type { NewAddress, NewVersions } from '../registry/loads/new-versions.ts'
import { ADDRESS_SELECT, type AddressValues, addressRow } from './address-values.ts'
import type { AddressRow, AddressVersionRow, IdentifierRow } from './rows.ts'

const CONTENT = ['geom', ...ADDRESS_COLUMNS] as const
const STAMPED = ['revision', 'valid_from', 'event', 'salt', 'supplements'] as const
const INSERTED = [...CONTENT, ...STAMPED]
const VALUES = `(${INSERTED.map(() => '?').join(', ')})`
/** Rows that one statement adds in a load: each then takes two thirds of the time, and more of them save nothing more. */
export const ADDED_TOGETHER = 10
/** Row numbers that are counted together: about a millisecond. */
const COUNTED_TOGETHER = 20_000
/** Less than the smallest row of an address takes in the file. */
const MIN_ROW_BYTES = 32

/** What search and reverse read of every address at start, in one pass ordered by commune and street. */
export type AddressScanRow = [
  fid: number,
  geom: Buffer,
  commune_code: string,
  former_commune_code: string | null,
  street: string | null,
  hamlet: string | null,
  house_number: string | null,
  name: string | null,
  objectClass: number,
  status: string,
]

/** A version's number, counted from 1, and the day from which it is true in the world; null until an event has made it. */
export interface VersionFacts {
  revision: number | null
  valid_from: string | null
  /** Hash of its further positions, names and units; null without any. */
  supplements: string | null
}

/** How many addresses nobody is told of. */
export const COUNT_HIDDEN = `SELECT count(*) FROM address WHERE ${IS_HIDDEN}`

/**
 * Whether there is an edit of another program that no event has taken up. The plus sign keeps SQLite from walking through
 * the index of uids, which holds every row; those of unsettled rows are mostly empty.
 */
export const ANY_UNSETTLED = `SELECT EXISTS (SELECT 1 FROM address WHERE event IS NULL AND +uid IS NOT NULL)
  OR EXISTS (SELECT 1 FROM address_history WHERE event IS NULL)
  OR EXISTS (SELECT 1 FROM address_history WHERE operation = 'delete' AND ended_by IS NULL)
  OR EXISTS (SELECT 1 FROM zz_component_touched)`

/** Addresses of today, their earlier versions and their identifiers. */
export class AddressTable {
  readonly #byFid: Statement<[number], AddressValues>
  readonly #byUid: Statement<[string], AddressValues>
  readonly #byCode: Statement<[string], AddressValues>
  readonly #byNdas: Statement<[string], AddressValues>
  readonly #count: Statement<[], number>
  readonly #countHidden: Statement<[], number>
  readonly #nextFid: Statement<[number], number | null>
  readonly #countBetween: Statement<[number, number], number>
  readonly #pages: Statement<[], number>
  readonly #pageSize: number
  readonly #lastFid: Statement<[], number | null>
  readonly #versions: Statement<[string], AddressVersionRow>
  readonly #lastChange: Statement<[string], string>
  readonly #unsettled: Statement<[], number>
  readonly #versionFacts: Statement<[string], VersionFacts>
  readonly #state: Statement<[{ key: string }], string>
  readonly #identifiers: Statement<[string], IdentifierRow>
  readonly #identifier: Statement<[string, string], IdentifierRow>
  readonly #scan: Statement<[], AddressScanRow>
  readonly #update: Statement<[Record<string, unknown>]>
  readonly #setStatus: Statement<[string, number]>
  readonly #all: Statement<[], AddressRow>
  readonly #addIdentifier: Statement<[string, string, string]>
  readonly #insert: Statement<unknown[]>
  readonly #insertTogether: Statement<unknown[]>

  readonly #newVersions: () => NewVersions | undefined

  /**
   * @param rows those that keep the rules of `row-rules.ts`, or all: whoever writes must meet a row that cannot be used
   * @param versions stamps rows that are added with their versions, while a load runs; others are settled later
   */
  constructor(
    db: Database,
    rows: 'usable' | 'stored' = 'usable',
    versions: () => NewVersions | undefined = () => undefined,
  ) {
    this.#newVersions = versions
    const from = (layer: string) => (rows === 'usable' ? `usable_${layer}` : layer)
    const get = <Key>(where: string) =>
      db
        .prepare<[Key], AddressValues>(`SELECT ${ADDRESS_SELECT} FROM ${from('address')} WHERE ${where}`)
        .raw()
    this.#byFid = get<number>('fid = ?')
    this.#byUid = get<string>('uid = ?')
    this.#byCode = get<string>('code = ?')
    this.#byNdas = get<string>('ndas = ?')
    this.#count = db.prepare<[], number>('SELECT count(*) FROM address').pluck()
    this.#countHidden = db.prepare<[], number>(COUNT_HIDDEN).pluck()
    this.#nextFid = db.prepare<[number], number | null>('SELECT min(fid) FROM address WHERE fid >= ?').pluck()
    this.#countBetween = db
      .prepare<[number, number], number>('SELECT count(*) FROM address WHERE fid >= ? AND fid < ?')
      .pluck()
    this.#pages = db.prepare<[], number>('PRAGMA page_count').pluck()
    this.#pageSize = db.pragma('page_size', { simple: true }) as number
    this.#lastFid = db.prepare<[], number | null>('SELECT max(fid) FROM address').pluck()
    this.#versions = db.prepare(
      `SELECT *, lag(recorded_until) OVER (ORDER BY fid) AS recorded_from FROM ${from('address_history')}
       WHERE uid = ? ORDER BY fid`,
    )
    this.#unsettled = db.prepare<[], number>(ANY_UNSETTLED).pluck()
    this.#versionFacts =
      db.prepare(`SELECT CASE typeof(revision) WHEN 'integer' THEN revision END AS revision,
         CASE WHEN date(valid_from) IS valid_from THEN valid_from END AS valid_from, supplements
         FROM ${from('address')} WHERE uid = ?`)
    const lastChange = `SELECT recorded_until FROM ${from('address_history')} WHERE uid = ? ORDER BY fid DESC LIMIT 1`
    this.#lastChange = db.prepare<[string], string>(lastChange).pluck()
    const states = ['uid', 'code', 'ndas'].map((key) => `SELECT status FROM address WHERE ${key} = @key`)
    this.#state = db
      .prepare<[{ key: string }], string>(
        `${states.join(' UNION ALL ')} UNION ALL
         SELECT * FROM (SELECT status FROM address_history WHERE uid = @key ORDER BY fid DESC LIMIT 1) LIMIT 1`,
      )
      .pluck()
    this.#identifiers = db.prepare(`SELECT * FROM ${from('identifier')} WHERE uid = ? ORDER BY fid`)
    this.#identifier = db.prepare(`SELECT * FROM ${from('identifier')} WHERE scheme = ? AND value = ?`)
    this.#scan = db
      .prepare<[], AddressScanRow>(
        `SELECT fid, geom, commune_code, former_commune_code, street, hamlet, house_number, name, class, status
         FROM ${from('address')}`,
      )
      .raw()
    this.#all = db.prepare(`SELECT ${ADDRESS_SELECT} FROM ${from('address')} ORDER BY fid`)
    this.#addIdentifier = db.prepare(
      `INSERT OR IGNORE INTO identifier(scheme, value, uid, status, valid_from)
       VALUES (?, ?, ?, 'current', date('now', '+7 hours'))`,
    )
    const insert = `INSERT INTO address(${INSERTED.join(', ')}) VALUES ${VALUES}`
    this.#insert = db.prepare(insert)
    this.#insertTogether = db.prepare(insert + `, ${VALUES}`.repeat(ADDED_TOGETHER - 1))
    const sets = CONTENT.map((column) => `${column} = @${column}`)
    // What event has made the new version is settled at the end of the load.
    this.#update = db.prepare(
      `UPDATE address SET ${sets.join(', ')}, valid_from = NULL, event = NULL, salt = NULL,
         redacted = NULL, supplements = coalesce(@supplements, supplements) WHERE fid = @fid`,
    )
    this.#setStatus = db.prepare(
      'UPDATE address SET status = ?, valid_from = NULL, event = NULL, salt = NULL, redacted = NULL WHERE fid = ?',
    )
  }

  byFid(fid: number): AddressRow | undefined {
    return addressRow(this.#byFid.get(fid))
  }

  byUid(uid: string): AddressRow | undefined {
    return addressRow(this.#byUid.get(uid))
  }

  /** The address that carries a local code now. */
  byCode(code: string): AddressRow | undefined {
    return addressRow(this.#byCode.get(code))
  }

  /** The address that carries a national (10-digit) code now. */
  byNdas(ndas: string): AddressRow | undefined {
    return addressRow(this.#byNdas.get(ndas))
  }

  /** Who carries or carried an identifier. */
  identifier(scheme: string, value: string): IdentifierRow | undefined {
    return this.#identifier.get(scheme, value)
  }

  identifiersOf(uid: string): IdentifierRow[] {
    return this.#identifiers.all(uid)
  }

  /** Earlier versions, oldest first. */
  versionsOf(uid: string): AddressVersionRow[] {
    return this.#versions.all(uid)
  }

  /** When the version of today took the place of the one before; undefined for an address that never changed. */
  lastChange(uid: string): string | undefined {
    return this.#lastChange.get(uid)
  }

  /** What counts the present version of an address, and from when it is true. */
  versionFacts(uid: string): VersionFacts | undefined {
    return this.#versionFacts.get(uid)
  }

  /** Whether another program has written what no event has taken up yet; some microseconds. */
  hasUnsettled(): boolean {
    return this.#unsettled.get() === 1
  }

  /** The state, whatever stands there, of the address with an id or a code, or of its last version when its row is gone. */
  stateOf(idOrCode: string): string | undefined {
    return this.#state.get({ key: idOrCode })
  }

  count(): number {
    return this.#count.get() ?? 0
  }

  /** How many of them nobody is told of; read of an index that has these alone. */
  countHidden(): number {
    return this.#countHidden.get() ?? 0
  }

  /** How many addresses there are, counted in slices of some milliseconds: a count walks through the whole table. */
  *countInSlices(): Generator<void, number> {
    let count = 0
    // Row numbers may have gaps of any size: each slice begins at a row.
    for (let from = this.nextFid(0); from !== undefined; from = this.nextFid(from + COUNTED_TOGETHER)) {
      count += this.#countBetween.get(from, from + COUNTED_TOGETHER) ?? 0
      yield
    }
    return count
  }

  /** The lowest row number that is not below `from`. */
  nextFid(from: number): number | undefined {
    return this.#nextFid.get(from) ?? undefined
  }

  /** More row numbers than there can be rows in a file of this size; the largest row number may be any. */
  maxCount(): number {
    return Math.min(this.lastFid(), Math.ceil(((this.#pages.get() ?? 0) * this.#pageSize) / MIN_ROW_BYTES))
  }

  /** The highest row number, 0 in an empty table. */
  lastFid(): number {
    return this.#lastFid.get() ?? 0
  }

  /** Every address in the order of its row number, as arrays, for building indexes. */
  scan(): IterableIterator<AddressScanRow> {
    return this.#scan.iterate()
  }

  /** Every address whole, in the order of its row number. */
  all(): IterableIterator<AddressRow> {
    return this.#all.iterate()
  }

  /** Notes a further identifier of an address, unless it is known. */
  addIdentifier(scheme: string, value: string, uid: string): void {
    this.#addIdentifier.run(scheme, value, uid)
  }

  /** Adds an address; call inside {@link RecordStore.write}. Returns its row number. */
  insert(row: NewAddress): number {
    return this.#add(this.#insert, [row])
  }

  /** Adds {@link ADDED_TOGETHER} addresses, all of them or none, and returns the row number of the first. */
  insertTogether(rows: readonly NewAddress[]): number {
    return this.#add(this.#insertTogether, rows)
  }

  /** Leads an address to another state; its old version goes to the history by trigger. */
  setStatus(fid: number, status: AddressStatus): void {
    this.#setStatus.run(status, fid)
  }

  /** Bound by place: SQLite looks up no name for each of a million rows. */
  #add(insert: Statement<unknown[]>, rows: readonly NewAddress[]): number {
    const versions = this.#newVersions()
    const stamps = versions && rows.map((row) => versions.stamp(row))
    const values: unknown[] = []
    for (const [i, row] of rows.entries()) {
      for (const column of CONTENT) values.push(row[column])
      const stamp = stamps?.[i]
      values.push(stamp?.revision, stamp?.valid_from, stamp?.event, stamp?.salt, row.supplements)
    }
    const last = Number(insert.run(values).lastInsertRowid)
    if (versions && stamps) {
      for (const [i, row] of rows.entries()) versions.written(row, stamps[i]!)
      versions.closeFull()
    }
    return last - rows.length + 1
  }

  /** Replaces an address; its old version goes to the history by trigger. */
  update(row: AddressRow & Pick<NewAddress, 'supplements'>): void {
    this.#update.run({ supplements: null, ...row })
  }
}

import type { Database, Statement } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'
import { KNOWN_STATUSES, statusList } from '../layout/address-status.ts'
import { PopulationTable } from './counts/population.ts'

/** A thematic layer of the catalogue. */
export interface ThemeRow {
  id: string
  /** features: places, lines and areas; counts: numbers by commune and period, never points. */
  kind: 'features' | 'counts'
  title_vi: string
  title_en: string
  owner: string | null
  licence: string | null
  /** JSON: attribute → String, Number or Boolean. */
  fields: string
  /** Counts from 1 up to below this are not kept. */
  threshold: number | null
  updated_at: string | null
  /** The field whose values class the features; null: chosen by what they hold. */
  style_by: string | null
  /** JSON: attribute → vi, en, unit. */
  field_texts: string
}

type Late = 'style_by' | 'field_texts'
/** An entry as it is written; what is left out is not stated. */
export type ThemeEntry = Omit<ThemeRow, Late> & Partial<Pick<ThemeRow, Late>>

export interface ThemeFeatureRow {
  fid: number
  theme: string
  uid: string
  /** The address whose place it takes and follows. */
  address_uid: string | null
  /** JSON object. */
  properties: string
  geom: Buffer | null
}

/** `count` is null where the number is not shown: too small, or hidden to protect one that is. */
export interface ThemeCountRow {
  theme: string
  commune_code: string
  period: string
  /** What is counted, a disease; empty where a layer counts one thing. */
  subject: string
  count: number | null
}

/** What tells counts of a layer apart, in the order of their index. */
export type CountKey = Pick<ThemeCountRow, 'commune_code' | 'period' | 'subject'>

const ENTRY =
  'id kind title_vi title_en owner licence fields threshold updated_at style_by field_texts'.split(' ')
/** Rows read at once. */
const PAGE = 1000
/** Before every id and key, and after: SQLite orders texts before blobs. */
const FIRST = ''
const LAST = Buffer.alloc(0)

// The unary plus: by the index over layers all features of the layer would be looked up in the tree, one by one.
const IN_BOX = `SELECT t.* FROM rtree_theme_feature_geom r JOIN usable_theme_feature t ON t.fid = r.id
  WHERE r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ? AND +t.theme = ? ORDER BY max(r.maxx - r.minx, r.maxy - r.miny) DESC, t.fid LIMIT ?`

const FIDS_IN_BOX =
  'SELECT id FROM rtree_theme_feature_geom WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ? LIMIT ?'
/** The id of an address in a hidden state is told to nobody. */
const SHOWN_COLUMNS = `fid, theme, uid, CASE WHEN EXISTS (SELECT 1 FROM address a
    WHERE a.uid = address_uid AND a.status NOT IN ${statusList(KNOWN_STATUSES)}) THEN NULL ELSE address_uid END AS address_uid,
  properties, geom`

type Direction = 'up' | 'down'

/** Thematic layers: the catalogue, their features, and counts of what is never shown as points. */
export class ThemeTables {
  readonly population: PopulationTable
  readonly #all: Statement<[], ThemeRow>
  readonly #inBox: Statement<[number, number, number, number, string, number], ThemeFeatureRow>
  readonly #fidsInBox: Statement<number[], number>
  readonly #size: Statement<[string], number>
  readonly #feature: Statement<[number], ThemeFeatureRow>
  readonly #after: Readonly<Record<Direction, Statement<[string, string | Buffer, number], ThemeFeatureRow>>>
  readonly #countsAfter: Readonly<Record<Direction, Statement<unknown[], ThemeCountRow>>>
  readonly #countsIn: Statement<[string, string], number>
  readonly #insert: Statement<[Omit<ThemeFeatureRow, 'fid'>]>
  readonly #counts: Statement<[string], ThemeCountRow>
  readonly #nextCommune: Statement<[string, string], string | null>
  readonly #countsOf: Statement<[string, string], ThemeCountRow>
  readonly #putCount: Statement<[ThemeCountRow]>
  readonly #removeCount: Statement<[string, string, string, string]>
  readonly #put: Statement<[ThemeRow]>
  readonly #byUid: Statement<[string, string], ThemeFeatureRow>
  readonly #stored: Statement<[string, string], ThemeFeatureRow>
  readonly #update: Statement<[ThemeFeatureRow]>
  readonly #remove: Statement<[number]>
  readonly #byRow: Readonly<Record<'usable' | 'stored', Statement<[string, number, number], ThemeFeatureRow>>>
  readonly #byId: Statement<[string, string, number], ThemeFeatureRow>

  constructor(db: Database) {
    this.population = new PopulationTable(db)
    this.#all = db.prepare(`SELECT ${ENTRY} FROM usable_theme ORDER BY id`)
    this.#inBox = db.prepare(IN_BOX)
    this.#fidsInBox = db.prepare<number[], number>(FIDS_IN_BOX).pluck()
    this.#size = db.prepare<[string], number>('SELECT count(*) FROM theme_feature WHERE theme = ?').pluck()
    this.#feature = db.prepare('SELECT * FROM usable_theme_feature WHERE fid = ?')
    const after = (beyond: '<' | '>', direction: 'ASC' | 'DESC') =>
      db.prepare<[string, string | Buffer, number], ThemeFeatureRow>(
        `SELECT ${SHOWN_COLUMNS} FROM usable_theme_feature WHERE theme = ? AND uid ${beyond} ? ORDER BY uid ${direction} LIMIT ?`,
      )
    this.#after = { up: after('>', 'ASC'), down: after('<', 'DESC') }
    const key = 'commune_code, period, subject'
    const countsAfter = (beyond: '<' | '>', direction: 'ASC' | 'DESC') =>
      db.prepare<unknown[], ThemeCountRow>(
        `SELECT theme, ${key}, count FROM usable_theme_count WHERE theme = ? AND (${key}) ${beyond} (?, ?, ?)
         ORDER BY ${key.replaceAll(',', ` ${direction},`)} ${direction} LIMIT ?`,
      )
    this.#countsAfter = { up: countsAfter('>', 'ASC'), down: countsAfter('<', 'DESC') }
    this.#countsIn = db
      .prepare<[string, string], number>(
        'SELECT count(*) FROM usable_theme_count WHERE theme = ? AND commune_code = ?',
      )
      .pluck()
    this.#insert = db.prepare(
      `INSERT INTO theme_feature(theme, uid, address_uid, properties, geom)
       VALUES (@theme, @uid, @address_uid, @properties, @geom)`,
    )
    this.#put = db.prepare(
      `INSERT INTO theme(${ENTRY}) VALUES (${ENTRY.map((name) => `@${name}`)}) ON CONFLICT(id) DO UPDATE SET
       ${ENTRY.filter((name) => name !== 'id' && name !== 'kind').map((name) => `${name} = excluded.${name}`)}`,
    )
    const byUid = (columns: string, table: string) =>
      db.prepare<[string, string], ThemeFeatureRow>(
        `SELECT ${columns} FROM ${table} WHERE theme = ? AND uid = ?`,
      )
    this.#byUid = byUid(SHOWN_COLUMNS, 'usable_theme_feature')
    this.#stored = byUid('*', 'theme_feature')
    this.#update = db.prepare(
      `UPDATE theme_feature SET theme = @theme, uid = @uid, address_uid = @address_uid,
       properties = @properties, geom = @geom WHERE fid = @fid`,
    )
    this.#remove = db.prepare('DELETE FROM theme_feature WHERE fid = ?')
    // By row number the index over layers and ids would sort the whole layer for each page.
    const byRow = (table: string) =>
      db.prepare<[string, number, number], ThemeFeatureRow>(
        `SELECT * FROM ${table} WHERE +theme = ? AND fid > ? ORDER BY fid LIMIT ?`,
      )
    this.#byRow = { usable: byRow('usable_theme_feature'), stored: byRow('theme_feature') }
    this.#byId = db.prepare(
      'SELECT * FROM usable_theme_feature WHERE theme = ? AND uid > ? ORDER BY uid LIMIT ?',
    )
    this.#counts = db.prepare(
      `SELECT theme, commune_code, period, subject, count FROM usable_theme_count WHERE theme = ?
       ORDER BY period, commune_code, subject`,
    )
    this.#nextCommune = db
      .prepare<[string, string], string | null>(
        'SELECT min(commune_code) FROM theme_count WHERE theme = ? AND commune_code > ?',
      )
      .pluck()
    this.#countsOf = db.prepare(
      `SELECT theme, commune_code, period, subject, count FROM theme_count
       WHERE theme = ? AND commune_code = ? ORDER BY period, subject`,
    )
    this.#putCount = db.prepare(
      `INSERT INTO theme_count(theme, commune_code, period, subject, count)
       VALUES (@theme, @commune_code, @period, @subject, @count)
       ON CONFLICT(theme, commune_code, period, subject) DO UPDATE SET count = excluded.count`,
    )
    this.#removeCount = db.prepare(
      'DELETE FROM theme_count WHERE theme = ? AND commune_code = ? AND period = ? AND subject = ?',
    )
  }

  /** The catalogue, by id. */
  all(): ThemeRow[] {
    return this.#all.all()
  }

  /** Features of a layer whose box meets `box`, at most `limit`, the largest first. */
  shapesIn(theme: string, box: Box, limit: number): ThemeFeatureRow[] {
    return this.#inBox.all(box[0], box[2], box[1], box[3], theme, limit)
  }

  /** Row numbers of features of all layers whose box meets `box`, at most `limit`, in no order. */
  fidsIn(box: Box, limit: number): number[] {
    return this.#fidsInBox.all(box[0], box[2], box[1], box[3], limit)
  }

  feature(fid: number): ThemeFeatureRow | undefined {
    return this.#feature.get(fid)
  }

  /** How many features of a layer are stored. */
  size(theme: string): number {
    return this.#size.get(theme) ?? 0
  }

  /** Features of a layer after an id (from the first without one) as anybody may see them, at most `limit`, in the order of their ids. */
  featuresAfter(
    theme: string,
    { uid, descending }: { uid: string | undefined; descending: boolean },
    limit: number,
  ): ThemeFeatureRow[] {
    return descending
      ? this.#after.down.all(theme, uid ?? LAST, limit)
      : this.#after.up.all(theme, uid ?? FIRST, limit)
  }

  /** Enters a layer in the catalogue or changes what the catalogue says of it; its kind stays. */
  put(theme: ThemeEntry): void {
    this.#put.run({ style_by: null, field_texts: '{}', ...theme })
  }

  /** A feature as anybody may see it. */
  byUid(theme: string, uid: string): ThemeFeatureRow | undefined {
    return this.#byUid.get(theme, uid)
  }

  /** A feature that may be one that cannot be used: whoever writes must meet it. */
  stored(theme: string, uid: string): ThemeFeatureRow | undefined {
    return this.#stored.get(theme, uid)
  }

  /** Tells the row number. */
  insert(row: Omit<ThemeFeatureRow, 'fid'>): number {
    return Number(this.#insert.run(row).lastInsertRowid)
  }

  update(row: ThemeFeatureRow): void {
    this.#update.run(row)
  }

  remove(fid: number): void {
    this.#remove.run(fid)
  }

  /** Every feature of a layer by its id, in pages: rows may be changed meanwhile. */
  *features(theme: string): Generator<ThemeFeatureRow> {
    for (let after = ''; ; ) {
      const page = this.#byId.all(theme, after, PAGE)
      yield* page
      if (page.length < PAGE) return
      after = page.at(-1)!.uid
    }
  }

  /**
   * As {@link features}, by row number, for which all layers are walked through. Whoever removes asks for all that are stored, also
   * those that cannot be used.
   */
  *featuresByRow(theme: string, rows: 'usable' | 'stored' = 'usable'): Generator<ThemeFeatureRow> {
    for (let after = -1; ; ) {
      const page = this.#byRow[rows].all(theme, after, PAGE)
      yield* page
      if (page.length < PAGE) return
      after = page.at(-1)!.fid
    }
  }

  /** Counts of a layer, by period, commune and subject. */
  counts(theme: string): ThemeCountRow[] {
    return this.#counts.all(theme)
  }

  /** Counts of a layer in one commune, by period and subject. */
  countsOf(theme: string, commune: string): ThemeCountRow[] {
    return this.#countsOf.all(theme, commune)
  }

  /** How many counts a layer has in one commune. */
  countsIn(theme: string, commune: string): number {
    return this.#countsIn.get(theme, commune)!
  }

  /** Counts of a layer after a key (from the first without one), at most `limit`, in the order of their keys. */
  countsAfter(
    theme: string,
    { key, descending }: { key: CountKey | undefined; descending: boolean },
    limit: number,
  ): ThemeCountRow[] {
    const end = descending ? LAST : FIRST
    const from = key ? [key.commune_code, key.period, key.subject] : [end, end, end]
    return this.#countsAfter[descending ? 'down' : 'up'].all(theme, ...from, limit)
  }

  /** The communes that a layer counts in, by code; each is looked up when it is asked for. */
  *countedCommunes(theme: string): Generator<string> {
    for (let code = this.#nextCommune.get(theme, ''); code; code = this.#nextCommune.get(theme, code))
      yield code
  }

  putCount(row: Omit<ThemeCountRow, 'subject'> & { subject?: string }): void {
    this.#putCount.run({ subject: '', ...row })
  }

  removeCount(theme: string, commune: string, period: string, subject: string): void {
    this.#removeCount.run(theme, commune, period, subject)
  }
}

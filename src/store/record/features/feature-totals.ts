import type { Database } from 'better-sqlite3'
import { type Box, union } from '../../../geo/box.ts'
import { PUBLIC_TABLES, type PublicTable, type PublicTableName } from '../../copies/public-tables.ts'
import type { ChangeFeed, FeedPosition } from '../change-feed.ts'
import { RowNumbers } from './row-numbers.ts'

/** How many features a collection has, and the box around them; undefined while that is nowhere. */
export interface Total {
  readonly count: number
  readonly extent: Box | undefined
}

interface Kept {
  position: FeedPosition
  readonly members: RowNumbers
  extent: Box | undefined
  /** Whether a feature that is gone or has moved may have lain at the edge of the extent. */
  loose: boolean
}

/** The rows that a collection is made of. */
interface Subject {
  readonly layer: string
  /** SQL of a member, with `t` for its row, and what it is compared with. */
  readonly member: string
  readonly values: readonly unknown[]
  /** Column in whose order the rows are walked through, from `start` on, and SQL of where it is walked. */
  readonly place: 'fid' | 'uid'
  readonly start: number | string
  readonly scope: string
}

type MemberRow = { fid: number } & Record<'minx' | 'miny' | 'maxx' | 'maxy', number | null>

/** Rows looked at in one slice. */
const SLICE = 500
/** After more changes than these all is counted anew. */
const MOST_CHANGES = 5_000
/** So many features are counted anew for an exact extent. */
const RECOUNTED = 20_000

/**
 * Counts and extents of public features by collection. The first is counted in slices; from then on the change feed tells which
 * rows to look at again, whoever wrote them. After a removal the extent of a large collection may be wider than what is left.
 */
export class FeatureTotals {
  readonly #db: Database
  readonly #changes: ChangeFeed
  readonly #kept = new Map<string, Kept>()

  constructor(db: Database, changes: ChangeFeed) {
    this.#db = db
    this.#changes = changes
  }

  /** What a table holds that is public. */
  ofTable(name: PublicTableName): Generator<void, Total> {
    const { table, where, placed }: PublicTable = PUBLIC_TABLES[name]
    const member = placed ? `${where} AND t.geom IS NOT NULL` : where
    return this.#total(name, { layer: table, member, values: [], place: 'fid', start: 0, scope: '1' })
  }

  /** What a thematic layer holds. */
  ofTheme(theme: string): Generator<void, Total> {
    return this.#total(`theme ${theme}`, {
      layer: 'theme_feature',
      member: 't.theme = ?',
      values: [theme],
      place: 'uid',
      start: '',
      scope: 'theme = ?',
    })
  }

  *#total(key: string, subject: Subject): Generator<void, Total> {
    const kept = this.#kept.get(key)
    const changed = kept && this.#changedSince(kept.position, subject.layer)
    if (kept && changed) {
      kept.position = this.#changes.position()
      this.#lookAgain(kept, subject, changed)
      if (!kept.loose || kept.members.size > RECOUNTED) return totalOf(kept)
    }
    const fresh = yield* this.#counted(subject)
    this.#kept.set(key, fresh)
    return totalOf(fresh)
  }

  /** The rows of a layer that changed; undefined where all are to be looked at. */
  #changedSince(position: FeedPosition, layer: string): ReadonlySet<number> | undefined {
    if (!this.#changes.continues(position)) return undefined
    const changes = this.#changes.since(position.sequence, MOST_CHANGES + 1)
    if (changes.length > MOST_CHANGES) return undefined
    const own = changes.filter((change) => change.layer === layer)
    return own.some(({ row }) => row === null) ? undefined : new Set(own.map(({ row }) => row as number))
  }

  #lookAgain(kept: Kept, subject: Subject, rows: ReadonlySet<number>): void {
    const read = this.#db.prepare<unknown[], MemberRow>(`${memberSql(subject)} AND t.fid = ?`)
    for (const row of rows) {
      if (kept.members.delete(row)) kept.loose = true
      const now = read.get(...subject.values, row)
      if (now) enter(kept, now)
    }
  }

  *#counted(subject: Subject): Generator<void, Kept> {
    const { layer, values, place, start, scope } = subject
    // What is written meanwhile is looked at again by the next who asks.
    const position = this.#changes.position()
    const kept: Kept = { position, members: new RowNumbers(), extent: undefined, loose: false }
    const next = this.#db
      .prepare<unknown[], Subject['start'] | null>(
        `SELECT max(${place}) FROM (SELECT ${place} FROM ${layer}
         WHERE ${scope} AND ${place} > ? ORDER BY ${place} LIMIT ${SLICE})`,
      )
      .pluck()
    const read = this.#db.prepare<unknown[], MemberRow>(
      `${memberSql(subject)} AND t.${place} > ? AND t.${place} <= ?`,
    )
    for (let from = start; ; ) {
      const last = next.get(...values, from) ?? undefined
      if (last === undefined) return kept
      for (const row of read.all(...values, from, last)) enter(kept, row)
      from = last
      yield
    }
  }
}

/** SQL of the members of a subject with their boxes. */
function memberSql({ layer, member }: Subject): string {
  return `SELECT t.fid, r.minx, r.miny, r.maxx, r.maxy FROM usable_${layer} t
    LEFT JOIN rtree_${layer}_geom r ON r.id = t.fid WHERE ${member}`
}

function enter(kept: Kept, { fid, minx, miny, maxx, maxy }: MemberRow): void {
  kept.members.add(fid)
  if (minx === null || miny === null || maxx === null || maxy === null) return
  // Other programs may have put boxes there that leave the world.
  const within = (value: number, most: number) => Math.max(-most, Math.min(most, value))
  const box: Box = [within(minx, 180), within(miny, 90), within(maxx, 180), within(maxy, 90)]
  kept.extent = kept.extent ? union(kept.extent, box) : box
}

function totalOf({ members, extent }: Kept): Total {
  return { count: members.size, extent }
}

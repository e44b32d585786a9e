import type { Database, Statement } from 'better-sqlite3'
import { KeyedTable } from '../../layout/keyed-table.ts'

/** How many people lived in a commune in a year. */
export interface PopulationRow {
  fid: number
  /** The layer of counts whose own file gives it; empty where it holds for all layers. */
  theme: string
  commune_code: string
  year: number
  number: number
  source: string | null
}

/** Cases are told for so many people. */
const PER = 100_000

/** Population of communes by year, by which counts become rates. */
export class PopulationTable {
  readonly rows: KeyedTable<PopulationRow>
  readonly #all: Statement<[], PopulationRow>
  readonly #of: Statement<[string], PopulationRow>
  readonly #own: Statement<[string], PopulationRow>
  readonly #remove: Statement<[number]>
  readonly #forget: Statement<[string]>

  constructor(db: Database) {
    this.rows = new KeyedTable(db, 'population', ['theme', 'commune_code', 'year'])
    this.#all = db.prepare('SELECT * FROM usable_population ORDER BY theme, commune_code, year')
    this.#of = db.prepare(
      "SELECT * FROM usable_population WHERE theme IN ('', ?) ORDER BY commune_code, theme = '', year",
    )
    this.#own = db.prepare('SELECT * FROM population WHERE theme = ?')
    this.#remove = db.prepare('DELETE FROM population WHERE fid = ?')
    this.#forget = db.prepare('DELETE FROM population WHERE theme = ?')
  }

  all(): PopulationRow[] {
    return this.#all.all()
  }

  /** What a layer's own file gave. */
  ownOf(theme: string): PopulationRow[] {
    return this.#own.all(theme)
  }

  /** What a layer's counts are divided by: its own numbers of a commune where it has some, else those of all layers. */
  of(theme: string): Populations {
    return new Populations(this.#of.all(theme))
  }

  /** Writes numbers of a layer's own file; with `alone` its other ones go. Returns how many changes that makes. */
  write(theme: string, rows: readonly Omit<PopulationRow, 'fid' | 'theme'>[], alone: boolean): number {
    const changed = rows.filter((row) => this.#put({ theme, ...row })).length
    if (!alone) return changed
    const kept = new Set(rows.map(keyOf))
    const gone = this.#own.all(theme).filter((row) => !kept.has(keyOf(row)))
    for (const { fid } of gone) this.#remove.run(fid)
    return changed + gone.length
  }

  #put(row: Omit<PopulationRow, 'fid'>): boolean {
    const known = this.rows.find(row)
    if (!known) this.rows.insert(row)
    else if (known.number === row.number && known.source === row.source) return false
    else this.rows.update({ ...known, ...row })
    return true
  }

  /** Removes what a layer's own file gave. */
  forget(theme: string): void {
    this.#forget.run(theme)
  }
}

function keyOf({ commune_code, year }: Pick<PopulationRow, 'commune_code' | 'year'>): string {
  return `${commune_code} ${year}`
}

/** Population of communes for the counts of one layer. */
export class Populations {
  readonly #byCommune = new Map<string, PopulationRow[]>()

  /** @param rows a layer's own before those of all layers, the years ascending */
  constructor(rows: readonly PopulationRow[]) {
    for (const row of rows) {
      const known = this.#byCommune.get(row.commune_code)
      if (!known) this.#byCommune.set(row.commune_code, [row])
      else if (known[0]!.theme === row.theme) known.push(row)
    }
  }

  get size(): number {
    return this.#byCommune.size
  }

  /** The last number known in the year of a period, else the first after it; undefined for a commune without one. */
  at(commune: string, period: string): PopulationRow | undefined {
    const rows = this.#byCommune.get(commune) ?? []
    const year = Number(period.slice(0, 4))
    return rows.findLast((row) => row.year <= year) ?? rows[0]
  }

  /** Cases for 100,000 people, to a tenth; null for a number that is not shown, and without population. */
  rate(commune: string, period: string, count: number | null): number | null {
    const people = this.at(commune, period)
    return count === null || !people ? null : Math.round((count / people.number) * PER * 10) / 10
  }
}

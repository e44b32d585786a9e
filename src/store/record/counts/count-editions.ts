import type { Database, Statement } from 'better-sqlite3'

/** What earlier editions of a table of counts told of one number; a hidden number itself is nowhere. */
export interface SeenCount {
  commune_code: string
  period: string
  subject: string
  /** The number that was public last, null when none ever was. */
  published: number | null
  /** Whether the number that holds now was hidden, so that nobody has seen it. */
  hidden: 0 | 1
}

/** What was ever published or hidden of tables of counts, also of rows that are gone: editions can be subtracted. */
export class CountEditions {
  readonly #of: Statement<[string], SeenCount>
  readonly #forget: Statement<[string]>
  readonly #put: Statement<[SeenCount & { theme: string }]>

  constructor(db: Database) {
    this.#of = db.prepare(
      'SELECT commune_code, period, subject, published, hidden FROM theme_count_seen WHERE theme = ?',
    )
    this.#forget = db.prepare('DELETE FROM theme_count_seen WHERE theme = ?')
    this.#put = db.prepare(
      `INSERT INTO theme_count_seen(theme, commune_code, period, subject, published, hidden)
       VALUES (@theme, @commune_code, @period, @subject, @published, @hidden)
       ON CONFLICT(theme, commune_code, period, subject)
       DO UPDATE SET published = excluded.published, hidden = excluded.hidden`,
    )
  }

  /** Forgets a layer whose numbers were made up. */
  forget(theme: string): void {
    this.#forget.run(theme)
  }

  of(theme: string): SeenCount[] {
    return this.#of.all(theme)
  }

  put(theme: string, seen: SeenCount): void {
    this.#put.run({ theme, ...seen })
  }
}

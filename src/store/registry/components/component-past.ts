import type { Database, Statement } from 'better-sqlite3'

/** What became of hamlets and streets, for who reads files that do not know it. */
export class ComponentPast {
  readonly #status: Statement<[string], string>
  readonly #name: Statement<[string, string], number>

  constructor(db: Database) {
    this.#status = db
      .prepare<[string], string>(
        'SELECT status FROM zz_component_version WHERE uid = ? ORDER BY revision DESC LIMIT 1',
      )
      .pluck()
    this.#name = db
      .prepare<[string, string], number>(
        'SELECT 1 FROM zz_component_version WHERE uid = ? AND name = ? LIMIT 1',
      )
      .pluck()
  }

  /** How one is no longer in force: `merged`, `ended`; undefined for one that is, or that nobody knows. */
  endOf(uid: string): string | undefined {
    const status = this.#status.get(uid)
    return status === 'created' ? undefined : status
  }

  /** Whether one had this name before the one that it has: a file that says so is older than the renaming. */
  isFormerName(uid: string, name: string, present: string): boolean {
    return name !== present && this.#name.get(uid, name) !== undefined
  }
}

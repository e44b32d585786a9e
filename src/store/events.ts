import type { Database, Statement } from 'better-sqlite3'
import type { EventRow } from './rows.ts'

/** Who did what, when and why. */
export class EventTable {
  readonly #insert: Statement<[Omit<EventRow, 'fid'>]>

  constructor(db: Database) {
    this.#insert = db.prepare(
      'INSERT INTO event(at, actor, action, subject, why, evidence) VALUES (@at, @actor, @action, @subject, @why, @evidence)',
    )
  }

  add(event: Omit<EventRow, 'fid'>): void {
    this.#insert.run(event)
  }
}

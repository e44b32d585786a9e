import type { Database, Statement } from 'better-sqlite3'
import { type AddressStatus, CERTIFIED_STATUSES, statusList } from '../layout/address-status.ts'
import { NOW } from '../layout/schema.ts'
import type { EventRow } from './rows.ts'

/** A decision of an office, which certifies addresses. */
export interface Decision {
  /** As the paper says it: 123/QĐ-UBND. */
  readonly number: string
  /** `YYYY-MM-DD` */
  readonly date: string
}

/** What stands behind the certified addresses of the demonstration: nothing but the demonstration. */
export const DEMO_DECISION: Decision = { number: 'MINH HOẠ', date: '2025-07-01' }

/** SQL that writes the event of a decision for each certified address of a condition; it takes number, date and actor. */
export function decideSql(where: string): string {
  return `INSERT INTO event(at, actor, action, subject, why, evidence)
    SELECT ${NOW}, @actor, 'decision', uid, @number || ' ' || @date, json_object('status', status) FROM address
    WHERE status IN ${statusList(CERTIFIED_STATUSES)} AND uid IS NOT NULL AND (${where})`
}

/** Who did what, when and why. */
export class EventTable {
  readonly #insert: Statement<[Omit<EventRow, 'fid'>]>
  readonly #decideAbove: Statement<[Decision & { actor: string; fid: number }]>
  readonly #decidedBy: Statement<[string], string>

  constructor(db: Database) {
    this.#insert = db.prepare(
      'INSERT INTO event(at, actor, action, subject, why, evidence) VALUES (@at, @actor, @action, @subject, @why, @evidence)',
    )
    this.#decideAbove = db.prepare(decideSql('fid > @fid'))
    this.#decidedBy = db
      .prepare<[string], string>("SELECT subject FROM event WHERE action = 'decision' AND why = ?")
      .pluck()
  }

  add(event: Omit<EventRow, 'fid'>): void {
    this.#insert.run(event)
  }

  /** Writes down that a decision has certified an address. */
  decide(uid: string, status: AddressStatus, { number, date }: Decision, actor: string): void {
    this.add({
      at: new Date().toISOString(),
      actor,
      action: 'decision',
      subject: uid,
      why: `${number} ${date}`,
      evidence: JSON.stringify({ status }),
    })
  }

  /** {@link decide} for every certified address with a row number above `fid`, as a load has added them. */
  decideAbove(fid: number, decision: Decision, actor: string): void {
    this.#decideAbove.run({ ...decision, actor, fid })
  }

  /** The addresses that a decision has certified. */
  decidedBy({ number, date }: Decision): Set<string> {
    return new Set(this.#decidedBy.all(`${number} ${date}`))
  }
}

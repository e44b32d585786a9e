import { sql, type Transaction } from 'kysely'
import { type AuditContent, auditHash } from '../../../chains/audit-hash.ts'
import type { PeopleTables } from '../people-tables.ts'
import type { AuditHeadTable, AuditTable } from './audit-tables.ts'

/** An act to be noted; who did it is left out for nobody. */
export type AuditNote = Pick<AuditContent, 'action'> &
  Partial<Pick<AuditContent, 'account' | 'person' | 'office' | 'subject'>> & {
    /** Particulars without anything about a person. */
    readonly details?: Readonly<Record<string, unknown>> | undefined
  }

/** Which entries are asked for. */
export interface AuditQuery {
  readonly action?: string | undefined
  readonly account?: string | undefined
  readonly subject?: string | undefined
  /** Entries from this moment on, ISO 8601 in UTC. */
  readonly since?: string | undefined
  /** Entries before this number. */
  readonly before?: number | undefined
  readonly limit: number
}

/** The audit: written in the transaction of what it tells, so neither is without the other. */
export class AuditRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Adds an entry behind the last one, which is held until the transaction ends. */
  async add({ details, ...note }: AuditNote, now: Date): Promise<AuditTable> {
    const { previous, number, last } = await this.#hold()
    const at = now.toISOString()
    const entry: AuditContent = {
      account: null,
      person: null,
      office: null,
      subject: null,
      ...note,
      number,
      at: at < last ? last : at,
      details: details === undefined ? null : JSON.stringify(details),
    }
    const made = { ...entry, hash: auditHash(previous, entry) }
    await this.#tx.insertInto('audit').values(made).execute()
    await this.#tx
      .updateTable('audit_head')
      .set({ hash: made.hash, at: made.at })
      .where('id', '=', 1)
      .execute()
    return made
  }

  /** The newest entries first. */
  list({ action, account, subject, since, before, limit }: AuditQuery): Promise<AuditTable[]> {
    let query = this.#tx.selectFrom('audit').selectAll().orderBy('number', 'desc').limit(limit)
    if (action !== undefined) query = query.where('action', '=', action)
    if (account !== undefined) query = query.where('account', '=', account)
    if (subject !== undefined) query = query.where('subject', '=', subject)
    if (since !== undefined) query = query.where('at', '>=', since)
    if (before !== undefined) query = query.where('number', '<', before)
    return query.execute()
  }

  /** Entries after a number, the oldest first. */
  after(number: number, limit: number): Promise<AuditTable[]> {
    return this.#tx
      .selectFrom('audit')
      .selectAll()
      .where('number', '>', number)
      .orderBy('number')
      .limit(limit)
      .execute()
  }

  head(): Promise<AuditHeadTable> {
    return this.#tx.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow()
  }

  async #hold() {
    const { number, hash, at } = await this.#tx
      .updateTable('audit_head')
      .set({ number: sql`number + 1` })
      .where('id', '=', 1)
      .returningAll()
      .executeTakeFirstOrThrow()
    return { previous: hash, number, last: at }
  }
}

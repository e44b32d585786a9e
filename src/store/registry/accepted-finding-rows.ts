import type { Transaction } from 'kysely'
import type { AcceptedFindingTable, RegistryTables } from './registry-tables.ts'

/** A finding that somebody has said is right, by its key; it is asked again when a value changes that it was found from. */
export type AcceptedFinding = Omit<AcceptedFindingTable, 'fid'>

const COLUMNS = [
  'key',
  'subject',
  'rule',
  'values_hash',
  'account',
  'person',
  'office',
  'reason',
  'at',
] as const

/** Findings that were accepted, in one transaction. */
export class AcceptedFindingRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** Keeps who said so first: saying it again changes nothing. Returns whether it was new. */
  async accept(finding: AcceptedFinding): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#tx
      .insertInto('zz_finding_accepted')
      .values(finding)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .executeTakeFirst()
    return Number(numInsertedOrUpdatedRows ?? 0) > 0
  }

  /** The keys of all that were accepted. */
  async keys(): Promise<Set<string>> {
    const rows = await this.#tx.selectFrom('zz_finding_accepted').select('key').execute()
    return new Set(rows.map(({ key }) => key))
  }

  /** Takes an acceptance back; whether there was one. */
  async withdraw(key: string): Promise<boolean> {
    const { numDeletedRows } = await this.#tx
      .deleteFrom('zz_finding_accepted')
      .where('key', '=', key)
      .executeTakeFirst()
    return Number(numDeletedRows) > 0
  }

  /** What was accepted about an address, oldest first. */
  ofSubject(subject: string): Promise<AcceptedFinding[]> {
    return this.#tx
      .selectFrom('zz_finding_accepted')
      .select(COLUMNS)
      .where('subject', '=', subject)
      .orderBy('fid')
      .execute()
  }
}

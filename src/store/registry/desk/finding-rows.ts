import type { Transaction } from 'kysely'
import { type QueueArea, type QueuePage, queueCounts, queuePage } from '../../engines/queue-pages.ts'
import type { RegistryTables } from '../registry-tables.ts'
import type { FindingKind, FindingState, StoredFinding } from './desk-tables.ts'

const COLUMNS = [
  'id',
  'kind',
  'commune_code',
  'hamlet',
  'rule',
  'severity',
  'path',
  'subject',
  'other',
  'neighbours',
  'revision',
  'lon',
  'lat',
  'message_vi',
  'message_en',
  'repair',
  'values_hash',
  'state',
  'at',
] as const
/** Rows that one statement adds: PostgreSQL and SQLite take some thousands of values. */
const ADDED_TOGETHER = 50

/** What the rules have found about the addresses of the record, in one transaction. */
export class FindingRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** A finding in the queues that it is in; none for an id that there is not. */
  byId(id: string): Promise<StoredFinding[]> {
    return this.#all().where('id', '=', id).orderBy('commune_code').execute()
  }

  /** Findings that an address has a part in, also as the second of two. */
  async about(uid: string): Promise<StoredFinding[]> {
    return [
      ...(await this.#all().where('subject', '=', uid).execute()),
      ...(await this.#all().where('other', '=', uid).execute()),
    ]
  }

  page(page: QueuePage<FindingKind, FindingState>): Promise<StoredFinding[]> {
    return queuePage(this.#tx, this.#all(), 'at', page)
  }

  counts(area: QueueArea, state: FindingState): Promise<Map<string, number>> {
    return queueCounts(this.#tx.selectFrom('zz_finding'), area, state)
  }

  async add(rows: readonly StoredFinding[]): Promise<void> {
    for (let from = 0; from < rows.length; from += ADDED_TOGETHER)
      await this.#tx
        .insertInto('zz_finding')
        .values(rows.slice(from, from + ADDED_TOGETHER))
        .onConflict((conflict) => conflict.columns(['id', 'commune_code']).doNothing())
        .execute()
  }

  async remove(rows: readonly Pick<StoredFinding, 'id' | 'commune_code'>[]): Promise<void> {
    for (const { id, commune_code } of rows)
      await this.#tx
        .deleteFrom('zz_finding')
        .where('id', '=', id)
        .where('commune_code', '=', commune_code)
        .execute()
  }

  /** Writes the state of a finding in every queue, and the revision up to which it still holds. */
  async setState(id: string, state: FindingState): Promise<void> {
    await this.#tx.updateTable('zz_finding').set({ state }).where('id', '=', id).execute()
  }

  async setRevision(id: string, revision: number): Promise<void> {
    await this.#tx.updateTable('zz_finding').set({ revision }).where('id', '=', id).execute()
  }

  /** The last of the next `limit` findings behind a row; undefined where no more than these are left. */
  async behind(row: number, limit: number): Promise<number | undefined> {
    const last = await this.#tx
      .selectFrom('zz_finding')
      .select('fid')
      .where('fid', '>', row)
      .orderBy('fid')
      .offset(limit - 1)
      .limit(1)
      .executeTakeFirst()
    return last && Number(last.fid)
  }

  /** Removes those of the next `limit` findings behind a row whose addresses are gone. */
  async removeGone(row: number, limit: number): Promise<void> {
    const rows = await this.#tx
      .selectFrom('zz_finding')
      .leftJoin('address as one', 'one.uid', 'zz_finding.subject')
      .leftJoin('address as two', 'two.uid', 'zz_finding.other')
      .select(['zz_finding.fid as row', 'zz_finding.other', 'one.uid as first', 'two.uid as second'])
      .where('zz_finding.fid', '>', row)
      .orderBy('zz_finding.fid')
      .limit(limit)
      .execute()
    const gone = rows.filter(({ first, other, second }) => !first || (other !== null && !second))
    if (gone.length === 0) return
    const fids = gone.map((each) => each.row)
    await this.#tx.deleteFrom('zz_finding').where('fid', 'in', fids).execute()
  }

  /** Removes every finding about an address, also those about its neighbours that may quote it. */
  async forget(uid: string): Promise<void> {
    await this.#tx
      .deleteFrom('zz_finding')
      .where((where) => where.or([where('subject', '=', uid), where('other', '=', uid)]))
      .execute()
  }

  #all() {
    return this.#tx.selectFrom('zz_finding').select(COLUMNS)
  }
}

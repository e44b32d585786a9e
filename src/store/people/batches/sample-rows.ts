import { sql, type Transaction } from 'kysely'
import type { QueueArea } from '../../engines/queue-pages.ts'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { BatchLot, BatchSample } from './batch-tables.ts'

/** An address that was drawn and that nobody has settled. */
export interface OpenSample {
  readonly batch: string
  readonly uid: string
  readonly commune_code: string
  /** When the batch was sent, ISO 8601 in UTC. */
  readonly at: string
}

/** Samples by which batches are verified, in one transaction. */
export class SampleRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  /** Keeps what was drawn. */
  async add(lots: readonly BatchLot[], drawn: readonly BatchSample[]): Promise<void> {
    for (const lot of lots) await this.#tx.insertInto('batch_lot').values(lot).execute()
    for (const one of drawn) await this.#tx.insertInto('batch_sample').values(one).execute()
  }

  lots(batch: string): Promise<BatchLot[]> {
    return this.#tx
      .selectFrom('batch_lot')
      .selectAll()
      .where('batch', '=', batch)
      .orderBy('commune_code')
      .orderBy('hamlet')
      .execute()
  }

  async drawn(batch: string): Promise<BatchSample[]> {
    const found = await this.#tx
      .selectFrom('batch_sample')
      .selectAll()
      .where('batch', '=', batch)
      .orderBy('commune_code')
      .orderBy('hamlet')
      .orderBy('uid')
      .execute()
    return this.#sealing.openAll('batch_sample', found)
  }

  /**
   * What was drawn of applied batches in communes of an area and waits to be settled, batch by batch in the order of ids. Hamlets have
   * no part in it: a lot is settled with those of its commune.
   *
   * @param after the one behind which it begins
   */
  open(
    area: Pick<QueueArea, 'communes' | 'everywhere'>,
    after: Pick<OpenSample, 'batch' | 'uid'> | undefined,
    limit: number,
  ): Promise<OpenSample[]> {
    let query = this.#open(area)
      .select([
        'batch_sample.batch',
        'batch_sample.uid',
        'batch_sample.commune_code',
        'batch.created_at as at',
      ])
      .orderBy('batch_sample.batch')
      .orderBy('batch_sample.uid')
      .limit(limit)
    if (after !== undefined)
      query = query.where(
        sql<boolean>`(batch_sample.batch, batch_sample.uid) > (${after.batch}, ${after.uid})`,
      )
    return query.execute()
  }

  /** How many of these there are. */
  async countOpen(area: Pick<QueueArea, 'communes' | 'everywhere'>): Promise<number> {
    const { count } = await this.#open(area)
      .select(sql<number>`count(*)`.as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  #open({ communes, everywhere }: Pick<QueueArea, 'communes' | 'everywhere'>) {
    const all = this.#tx
      .selectFrom('batch_sample')
      .innerJoin('batch', 'batch.id', 'batch_sample.batch')
      .where('batch_sample.verdict', 'is', null)
      .where('batch.state', '=', 'applied')
    if (everywhere) return all
    return communes.length === 0
      ? all.where(sql<boolean>`1 = 0`)
      : all.where('batch_sample.commune_code', 'in', communes)
  }

  /** Settles one that was drawn; false where it was not, or somebody has settled it. */
  async settle(
    batch: string,
    uid: string,
    verdict: Pick<BatchSample, 'verdict' | 'account' | 'person' | 'text' | 'at'>,
  ): Promise<boolean> {
    const sealed = await this.#sealing.seal('batch_sample', { batch, uid, ...verdict })
    const { numUpdatedRows } = await this.#tx
      .updateTable('batch_sample')
      .set(sealed)
      .where('batch', '=', batch)
      .where('uid', '=', uid)
      .where('verdict', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Says what came of the lots of communes. */
  async close(lots: readonly Pick<BatchLot, 'batch' | 'commune_code' | 'hamlet' | 'state'>[]): Promise<void> {
    for (const { batch, commune_code, hamlet, state } of lots)
      await this.#tx
        .updateTable('batch_lot')
        .set({ state })
        .where('batch', '=', batch)
        .where('commune_code', '=', commune_code)
        .where('hamlet', '=', hamlet)
        .execute()
  }
}

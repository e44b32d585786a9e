import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { BatchLot, BatchSample } from './batch-tables.ts'

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

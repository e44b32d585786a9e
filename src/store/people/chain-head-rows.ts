import type { Transaction } from 'kysely'
import type { PeopleTables } from './people-tables.ts'

/** Copies of the record's heads: a record that was cut or put back is behind them. */
export class ChainHeadRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Keeps heads, unless a later one of their chain is kept. */
  async keep(heads: readonly { chain: string; number: number; hash: string; at: string }[]): Promise<void> {
    for (const { chain, number, hash, at } of heads)
      await this.#tx
        .insertInto('chain_head')
        .values({ chain, number, hash, at, mac: null })
        .onConflict((conflict) =>
          conflict
            .column('chain')
            .doUpdateSet({ number, hash, at, mac: null })
            .where('chain_head.number', '<', number),
        )
        .execute()
  }

  all(): Promise<PeopleTables['chain_head'][]> {
    return this.#tx.selectFrom('chain_head').selectAll().orderBy('chain').execute()
  }
}

import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { LayerRightTable } from './batch-tables.ts'

/** Which office may write which thematic layers. */
export class LayerRightRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Those of an office, or of all, by name. */
  list(office?: string): Promise<LayerRightTable[]> {
    let query = this.#tx.selectFrom('layer_right').selectAll()
    if (office !== undefined) query = query.where('office', '=', office)
    return query.orderBy('name').execute()
  }

  /** Gives an office these in the place of all that it had. */
  async put(office: string, rights: readonly LayerRightTable[]): Promise<void> {
    await this.#tx.deleteFrom('layer_right').where('office', '=', office).execute()
    if (rights.length > 0) await this.#tx.insertInto('layer_right').values(rights).execute()
  }
}

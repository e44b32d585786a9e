import { sql, type Transaction } from 'kysely'
import type { EventRow } from '../../record/rows.ts'
import type { ThemeRow } from '../../record/themes.ts'
import type { RegistryTables } from '../registry-tables.ts'
import { CountItems } from './count-items.ts'
import { FeatureItems } from './feature-items.ts'
import type { LayerItems } from './layer-items.ts'

/** Thematic layers as they are written by accounts, in one transaction; a record in PostgreSQL has none. */
export class LayerRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** What layers of a kind hold. */
  items(kind: ThemeRow['kind']): LayerItems {
    return kind === 'counts' ? new CountItems(this.#tx) : new FeatureItems(this.#tx)
  }

  /** The catalogue's entry of a layer. */
  entry(id: string): Promise<ThemeRow | undefined> {
    return this.#tx
      .selectFrom('theme')
      .select(['id', 'kind', 'title_vi', 'title_en', 'owner', 'licence', 'fields', 'threshold', 'updated_at'])
      .select(['style_by', 'field_texts'])
      .where('id', '=', id)
      .executeTakeFirst()
  }

  async putEntry(entry: ThemeRow): Promise<void> {
    const { id, ...rest } = entry
    await this.#tx
      .insertInto('theme')
      .values(entry)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
      .execute()
  }

  /** Takes a layer without features and numbers out of the catalogue; false where it has some. */
  async removeEntry(id: string): Promise<boolean> {
    for (const table of ['theme_feature', 'theme_count'] as const) {
      const some = await this.#tx
        .selectFrom(table as 'theme_feature')
        .select('fid')
        .where('theme', '=', id)
        .limit(1)
        .executeTakeFirst()
      if (some !== undefined) return false
    }
    await this.#tx.deleteFrom('theme').where('id', '=', id).execute()
    return true
  }

  /** Writes down what was done with a layer. */
  async addEvent(event: Omit<EventRow, 'fid'>): Promise<void> {
    await this.#tx.insertInto('event').values(event).execute()
  }

  /** Whether an event of a layer names a round of writing. */
  async hasRound(layer: string, round: string): Promise<boolean> {
    const found = await this.#tx
      .selectFrom('event')
      .select('fid')
      .where('subject', '=', layer)
      .where('action', 'like', 'layer-%')
      .where(sql<string>`json_extract(evidence, '$.round')`, '=', round)
      .executeTakeFirst()
    return found !== undefined
  }
}

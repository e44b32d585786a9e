import { sql, type Transaction } from 'kysely'
import type { EventRow } from '../../record/rows.ts'
import type { ThemeFeatureRow, ThemeRow } from '../../record/themes.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** A feature without the number of its row. */
export type LayerFeature = Omit<ThemeFeatureRow, 'fid'>

/** Thematic layers as they are written by accounts, in one transaction; a record in PostgreSQL has none. */
export class LayerRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
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

  /** Takes a layer without features out of the catalogue; false where it has some. */
  async removeEntry(id: string): Promise<boolean> {
    const some = await this.#tx
      .selectFrom('theme_feature')
      .select('fid')
      .where('theme', '=', id)
      .limit(1)
      .executeTakeFirst()
    if (some !== undefined) return false
    await this.#tx.deleteFrom('theme').where('id', '=', id).execute()
    return true
  }

  /** Features of a layer by their ids, those that there are. */
  async byUids(theme: string, uids: readonly string[]): Promise<Map<string, ThemeFeatureRow>> {
    const rows = await this.#tx
      .selectFrom('theme_feature')
      .selectAll()
      .where('theme', '=', theme)
      .where('uid', 'in', uids)
      .execute()
    return new Map(rows.map((row) => [row.uid, row]))
  }

  async insert(feature: LayerFeature): Promise<void> {
    await this.#tx.insertInto('theme_feature').values(feature).execute()
  }

  async update(fid: number, { properties, address_uid, geom }: LayerFeature): Promise<void> {
    await this.#tx
      .updateTable('theme_feature')
      .set({ properties, address_uid, geom })
      .where('fid', '=', fid)
      .execute()
  }

  async remove(fid: number): Promise<void> {
    await this.#tx.deleteFrom('theme_feature').where('fid', '=', fid).execute()
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

import type { Transaction } from 'kysely'
import type { RegistryTables } from '../registry-tables.ts'
import type { LayerItem, LayerItems } from './layer-items.ts'

/** Features of thematic layers. */
export class FeatureItems implements LayerItems {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  async byUids(theme: string, uids: readonly string[]): Promise<Map<string, LayerItem>> {
    const rows = await this.#tx
      .selectFrom('theme_feature')
      .select(['theme', 'uid', 'properties', 'address_uid', 'geom'])
      .where('theme', '=', theme)
      .where('uid', 'in', uids)
      .execute()
    return new Map(rows.map((row) => [row.uid, row]))
  }

  async insert(feature: LayerItem): Promise<void> {
    await this.#tx.insertInto('theme_feature').values(feature).execute()
  }

  async update({ theme, uid, properties, address_uid, geom }: LayerItem): Promise<void> {
    await this.#tx
      .updateTable('theme_feature')
      .set({ properties, address_uid, geom })
      .where('theme', '=', theme)
      .where('uid', '=', uid)
      .execute()
  }

  async remove(theme: string, uid: string): Promise<void> {
    await this.#tx.deleteFrom('theme_feature').where('theme', '=', theme).where('uid', '=', uid).execute()
  }
}

import type { Transaction } from 'kysely'
import {
  type CountItem,
  isCount,
  itemTexts,
  keyOfItem,
  type PeopleItem,
} from '../../record/counts/count-items.ts'
import type { CountKey } from '../../record/themes.ts'
import type { RegistryTables } from '../registry-tables.ts'
import type { LayerItem, LayerItems } from './layer-items.ts'

/** Numbers of layers of counts, what was told of them, and numbers of people; each is told as a thing without a place. */
export class CountItems implements LayerItems {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  async byUids(theme: string, uids: readonly string[]): Promise<Map<string, LayerItem>> {
    const keys = uids.map(keyOfItem)
    const counts = keys.filter((key) => 'period' in key)
    const people = keys.filter((key) => 'year' in key)
    const texts = itemTexts(
      counts.length === 0 ? [] : await this.#counts(theme, counts),
      counts.length === 0 ? [] : await this.#seen(theme, counts),
      people.length === 0 ? [] : await this.#people(theme, people),
    )
    return new Map(
      [...texts].map(([uid, properties]) => [uid, { theme, uid, properties, address_uid: null, geom: null }]),
    )
  }

  insert(item: LayerItem): Promise<void> {
    return this.#put(item)
  }

  update(item: LayerItem): Promise<void> {
    return this.#put(item)
  }

  async remove(theme: string, uid: string): Promise<void> {
    const key = keyOfItem(uid)
    if ('year' in key) await this.#removePeople(theme, key)
    else for (const table of COUNT_TABLES) await this.#removeCount(table, theme, key)
  }

  #counts(theme: string, keys: readonly CountKey[]) {
    return this.#tx
      .selectFrom('theme_count')
      .select(['commune_code', 'period', 'subject', 'count'])
      .where('theme', '=', theme)
      .where((where) => where.or(keys.map((key) => where.and({ ...key }))))
      .execute()
  }

  #seen(theme: string, keys: readonly CountKey[]) {
    return this.#tx
      .selectFrom('theme_count_seen')
      .select(['commune_code', 'period', 'subject', 'published', 'hidden'])
      .where('theme', '=', theme)
      .where((where) => where.or(keys.map((key) => where.and({ ...key }))))
      .execute()
  }

  #people(theme: string, keys: readonly { commune_code: string; year: number }[]) {
    return this.#tx
      .selectFrom('population')
      .selectAll()
      .where('theme', '=', theme)
      .where((where) => where.or(keys.map((key) => where.and({ ...key }))))
      .execute()
  }

  async #put({ theme, properties }: LayerItem): Promise<void> {
    const item = JSON.parse(properties) as CountItem | PeopleItem
    if (!isCount(item)) {
      await this.#removePeople(theme, item)
      await this.#tx
        .insertInto('population')
        .values({ theme, ...item })
        .execute()
      return
    }
    const { count, published = null, hidden, ...key } = item
    if (count === undefined) await this.#removeCount('theme_count', theme, key)
    else
      await this.#tx
        .insertInto('theme_count')
        .values({ theme, ...key, count })
        .onConflict((conflict) => conflict.columns(['theme', ...KEY]).doUpdateSet({ count }))
        .execute()
    if (hidden === undefined) await this.#removeCount('theme_count_seen', theme, key)
    else
      await this.#tx
        .insertInto('theme_count_seen')
        .values({ theme, ...key, published, hidden })
        .onConflict((conflict) => conflict.columns(['theme', ...KEY]).doUpdateSet({ published, hidden }))
        .execute()
  }

  async #removeCount(table: (typeof COUNT_TABLES)[number], theme: string, key: CountKey): Promise<void> {
    await this.#tx
      .deleteFrom(table as 'theme_count')
      .where('theme', '=', theme)
      .where('commune_code', '=', key.commune_code)
      .where('period', '=', key.period)
      .where('subject', '=', key.subject)
      .execute()
  }

  async #removePeople(theme: string, { commune_code, year }: { commune_code: string; year: number }) {
    await this.#tx
      .deleteFrom('population')
      .where('theme', '=', theme)
      .where('commune_code', '=', commune_code)
      .where('year', '=', year)
      .execute()
  }
}

const COUNT_TABLES = ['theme_count', 'theme_count_seen'] as const
const KEY = ['commune_code', 'period', 'subject'] as const

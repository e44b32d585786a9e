import { setImmediate } from 'node:timers/promises'
import type { StoredBatchRow } from '../../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import type { ThemeRow } from '../../../store/record/themes.ts'
import type { LayerItem } from '../../../store/registry/layers/layer-items.ts'
import type { RegistryTransaction } from '../../../store/registry/registry-store.ts'
import { isSame, type LayerContent, type LayerSide, sideOf } from './layer-content.ts'

/** Rows written before others in this process have their turn. */
const TURN = 50

/** What became of a layer's features or numbers: how many were led on, and the ids of those that are not as they should have been. */
export interface LedItems {
  readonly led: number
  readonly left: readonly string[]
}

/**
 * Leads the features or numbers of a batch from one side to the other, each where the record has it as the first says; the rest is left.
 *
 * @param done told of each row that was led on
 */
export async function leadItems(
  { layers }: RegistryTransaction,
  people: PeopleStore,
  batch: string,
  { id: theme, kind }: Pick<ThemeRow, 'id' | 'kind'>,
  way: (content: LayerContent) => { from: LayerSide | null; to: LayerSide | null },
  done: (row: StoredBatchRow) => void = () => {},
): Promise<LedItems> {
  const left: string[] = []
  let led = 0
  const items = layers.items(kind)
  for (let after = 0; ; ) {
    const page = await people.write(({ batches }) => batches.rows(batch, { after, limit: TURN }))
    const rows = page.filter(({ content }) => content !== null)
    const present = await items.byUids(
      theme,
      rows.map(({ uid }) => uid),
    )
    for (const row of rows) {
      const { from, to } = way(JSON.parse(row.content as string))
      const now = present.get(row.uid)
      if (!isSame(now ? sideOf(now) : null, from)) {
        left.push(row.uid)
        continue
      }
      if (to === null) await items.remove(theme, row.uid)
      else if (now) await items.update(itemOf(theme, row.uid, to))
      else await items.insert(itemOf(theme, row.uid, to))
      led++
      done(row)
    }
    if (page.length < TURN) return { led, left }
    after = page.at(-1)?.line as number
    await setImmediate()
  }
}

function itemOf(theme: string, uid: string, { geom, ...rest }: LayerSide): LayerItem {
  return { theme, uid, ...rest, geom: geom === null ? null : Buffer.from(geom, 'base64') }
}

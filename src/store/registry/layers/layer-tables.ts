import type { Generated } from 'kysely'
import type { SeenCount } from '../../record/counts/count-editions.ts'
import type { PopulationRow } from '../../record/counts/population.ts'
import type { EventRow } from '../../record/rows.ts'
import type { ThemeCountRow, ThemeFeatureRow, ThemeRow } from '../../record/themes.ts'

/** Tables of thematic layers, which a record in a file has. */
export interface LayerTables {
  theme: ThemeRow & { fid: Generated<number> }
  theme_feature: Omit<ThemeFeatureRow, 'fid'> & { fid: Generated<number> }
  theme_count: ThemeCountRow & { fid: Generated<number> }
  theme_count_seen: SeenCount & { theme: string; fid: Generated<number> }
  population: Omit<PopulationRow, 'fid'> & { fid: Generated<number> }
  /** What was done that makes no version of an address. */
  event: Omit<EventRow, 'fid'> & { fid: Generated<number> }
}

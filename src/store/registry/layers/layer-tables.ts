import type { Generated } from 'kysely'
import type { EventRow } from '../../record/rows.ts'
import type { ThemeFeatureRow, ThemeRow } from '../../record/themes.ts'

/** Tables of thematic layers, which a record in a file has. */
export interface LayerTables {
  theme: ThemeRow & { fid: Generated<number> }
  theme_feature: Omit<ThemeFeatureRow, 'fid'> & { fid: Generated<number> }
  /** What was done that makes no version of an address. */
  event: Omit<EventRow, 'fid'> & { fid: Generated<number> }
}

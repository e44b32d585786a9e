import type { ThemeFeatureRow } from '../../record/themes.ts'

/** A thing of a layer that a batch leads on: a feature, or a number told as one without a place. */
export type LayerItem = Omit<ThemeFeatureRow, 'fid'>

/** Things of layers of one kind, by the ids that they have within their layer. */
export interface LayerItems {
  /** Those that there are. */
  byUids(theme: string, uids: readonly string[]): Promise<Map<string, LayerItem>>
  insert(item: LayerItem): Promise<void>
  update(item: LayerItem): Promise<void>
  remove(theme: string, uid: string): Promise<void>
}

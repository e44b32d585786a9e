import type { Text } from '../../../errors.ts'
import { isCount, takenBack } from '../../../store/record/counts/count-items.ts'
import type { ThemeFeatureRow, ThemeRow } from '../../../store/record/themes.ts'
import type { Finding } from '../../refusal.ts'

/** What its sender said of a layer's file, as they wrote it; each name is that of the form's part. */
export interface LayerOptions {
  readonly sheet?: string | undefined
  readonly crs?: string | undefined
  readonly encoding?: string | undefined
  readonly id_column?: string | undefined
  readonly datum?: string | undefined
  readonly title_vi?: string | undefined
  readonly title_en?: string | undefined
  readonly licence?: string | undefined
  /** Features that the file does not bring are removed. */
  readonly replace?: boolean | undefined
  /** A new layer holds counts by commune and period. */
  readonly counts?: boolean | undefined
  /** Counts below it are not shown. */
  readonly threshold?: number | undefined
}

/** A feature as the record holds it, its geometry in the GeoPackage's form, base64; or a number of a layer of counts, without one. */
export interface LayerSide {
  readonly properties: string
  readonly address_uid: string | null
  readonly geom: string | null
}

/** What a row of a layer's batch writes, and what it finds there; null for nothing. */
export interface LayerContent {
  readonly before: LayerSide | null
  readonly after: LayerSide | null
}

/** A row of a layer's file that changes something, or that is refused. */
export interface LayerDraft extends Partial<LayerContent> {
  readonly plan: 'new' | 'change' | 'remove' | 'refused'
  /** In the file, of a refused row; of others their number. */
  readonly line: number
  readonly uid: string
  readonly findings: readonly Finding[]
}

/** The entry of the catalogue that a file makes; null where there was none. */
export interface LayerEntry {
  readonly before: ThemeRow | null
  readonly after: ThemeRow
}

/** What a file of a layer holds, as it was found when it was read. */
export interface LayerReport {
  readonly layer: LayerEntry
  readonly read: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Features of the layer that the file does not bring; of them {@link removed}. */
  readonly gone: number
  readonly removed: number
  readonly refused: number
  /** Fields that the layer does not have yet. */
  readonly newFields: readonly string[]
  /** Columns that look like they are about people; numbers that give away what was hidden. */
  readonly findings: readonly Finding[]
  readonly notes: readonly Text[]
  /** Hidden numbers that a table of counts gives away. */
  readonly revealed?: readonly string[] | undefined
  /** Rows that were found by their address, by grade. */
  readonly geocoded: Readonly<Record<string, number>> | undefined
}

/** Lines from here on are numbers of rows that no line of the file names. */
export const FIRST_NUMBER = 1_000_000_000

/** Whether a batch makes something that nobody outside its office may see before it is published. */
export function isDraft({ layer, newFields }: LayerReport): boolean {
  return layer.before === null || newFields.length > 0
}

export function sideOf({
  properties,
  address_uid,
  geom,
}: Omit<ThemeFeatureRow, 'fid' | 'theme' | 'uid'>): LayerSide {
  return { properties, address_uid, geom: geom?.toString('base64') ?? null }
}

export function isSame(a: LayerSide | null, b: LayerSide | null): boolean {
  if (a === null || b === null) return a === b
  return a.properties === b.properties && a.address_uid === b.address_uid && a.geom === b.geom
}

/** What taking a number back leaves of it: an edition that was out was seen. */
export function takenBackSide({ before, after }: LayerContent): LayerSide | null {
  const [was, is] = [before, after].map((side) => side && JSON.parse(side.properties))
  if (after === null || !isCount(is)) return before
  return { ...after, properties: JSON.stringify(takenBack(was ?? undefined, is)) }
}

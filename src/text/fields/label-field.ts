import { fold } from '../syllable.ts'

/** Names of the field whose text names a feature, the usual ones first. */
const NAMES = ['name', 'ten', 'title', 'label', 'tengoi', 'nhan']
/** "TEN_TRAM", "tên trường", "name_vi": a name of something. */
const BEGINS = /^(?:ten|name)[\s_.-]/
/** Names of the area in which a feature lies, not of the feature. */
const OF_AREAS =
  /^(?:ten|name)[\s_.-]+(?:(?:cua|don vi)[\s_.-]+)?(?:ap|xa|phuong|huyen|quan|tinh|thanh pho|tp|commune|ward|district|province)\b/

/** How well a field's name says that it names features: from 0, the best; undefined for any other field. */
export function labelRank(field: string): number | undefined {
  const name = fold(field.normalize('NFC')).trim()
  const rank = NAMES.indexOf(name.replace(/[\s_.-]/g, ''))
  if (rank >= 0) return rank
  return BEGINS.test(name) && !OF_AREAS.test(name) ? NAMES.length : undefined
}

/** The field of these that names features; undefined where none does. */
export function labelField(fields: readonly string[]): string | undefined {
  let best: string | undefined
  for (const field of fields) {
    const rank = labelRank(field)
    if (rank !== undefined && (best === undefined || rank < labelRank(best)!)) best = field
  }
  return best
}

import type { SearchHit } from '../../search/search-types.ts'

type Meant = Pick<SearchHit, 'kind' | 'warnings'>

/** Whether a text means this hit and no other as much. */
export function isSettled({ warnings }: Pick<Meant, 'warnings'>): boolean {
  return !warnings.includes('split-unit') && !warnings.includes('ambiguous')
}

/**
 * Of hits, the best first, those that the text says as much of as of the first: up to one that is less meant, and of the
 * first one's kind where there are several. "Trạm Y tế Xã Đức Hòa Thượng" is no part of what the commune became.
 */
export function meantHits<Hit extends Meant>(hits: readonly Hit[]): readonly Hit[] {
  const end = hits.findIndex(isSettled)
  const meant = hits.slice(0, end < 0 ? hits.length : Math.max(1, end))
  const ofKind = meant.filter(({ kind }) => kind === hits[0]?.kind)
  return ofKind.length > 1 ? ofKind : meant
}

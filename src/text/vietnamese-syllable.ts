import { syllable } from './syllable.ts'

const ONSET = 'ngh|gh|gi|ng|nh|th|tr|ph|kh|ch|qu|[bcdđghklmnprstvx]'
const NUCLEUS = [
  'uyê|iêu|yêu|uôi|ươi|ươu|oai|oay|oao|oeo|uây|uya|uyu',
  'iê|yê|ia|ya|uô|ươ|ưa|ua|ai|ao|au|ay|âu|ây|eo|êu|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uơ|uy|ưi|ưu|oo',
  '[aăâeêioôơuưy]',
].join('|')
const CODA = 'ch|ng|nh|[cmnpt]'
/** Onset, rime: the shapes that Vietnamese spelling allows, tone apart. */
const SHAPE = new RegExp(`^(?:${ONSET})?(?:${NUCLEUS})(${CODA})?$`)
const STOPPED: ReadonlySet<string> = new Set(['c', 'ch', 'p', 't'])

/**
 * Whether a lower-case NFC word has the form of a Vietnamese syllable; one closed by c, ch, p or t carries sắc or
 * nặng.
 */
export function isVietnameseSyllable(word: string): boolean {
  const { bare, tone } = syllable(word)
  const match = SHAPE.exec(bare)
  if (!match) return false
  return !STOPPED.has(match[1] ?? '') || tone === 'S' || tone === 'J'
}

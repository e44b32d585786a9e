import { PLACE_WORDS } from '../../parsing/place-abbreviations.ts'
import type { Token } from '../../parsing/tokens.ts'
import { beginsWithDigit } from '../../text/digits.ts'
import { maskOf } from '../words/spans.ts'

/** "đối diện", "gần", "sau lưng": words before a landmark beside which something stands, folded, longest first. */
const RELATIONS = [
  'doi dien voi',
  'doi dien',
  'ben canh',
  'ke ben',
  'sat ben',
  'sau lung',
  'phia sau',
  'phia truoc',
  'gan',
  'canh',
  'ke',
  'sat',
  'sau',
  'truoc',
].map((form) => form.split(' '))
const BY_FIRST_WORD: ReadonlyMap<string, readonly (readonly string[])[]> = new Map(
  RELATIONS.map(([first]) => [first!, RELATIONS.filter((form) => form[0] === first)]),
)

/**
 * The words that say "opposite" or "near" before a landmark, as a mask; 0 for none. They stand first, after a comma or
 * after a number, and before a word that places are called by ("chợ", "bệnh viện"): "Sáu" and "Gần" are in names too.
 */
export function landmarkRelation(tokens: readonly Token[]): number {
  for (let i = 0; i < tokens.length; i++) {
    const forms = BY_FIRST_WORD.get(tokens[i]!.folded)
    if (!forms) continue
    if (i > 0 && !tokens[i]!.afterComma && !beginsWithDigit(tokens[i - 1]!.folded)) continue
    const form = forms.find((words) => words.every((word, n) => tokens[i + n]?.folded === word))
    if (form && PLACE_WORDS.has(tokens[i + form.length]?.folded ?? '')) return maskOf(i, i + form.length)
  }
  return 0
}

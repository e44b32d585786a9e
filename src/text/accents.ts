import type { Syllable } from './syllable.ts'

/** How the accents of a typed word agree with those of a stored one that has the same letters. */
export type AccentAgreement = 'equal' | 'missing' | 'tone-doublet' | 'tone' | 'letter'

/**
 * Compares two words of equal `folded` form: `equal`; `missing` when every typed mark is in the stored word;
 * `tone-doublet` for hỏi written as ngã or the reverse, which the south does not tell apart; `tone` for another
 * tone; `letter` when a letter's own mark disagrees (â for ă, d for đ typed in an accented word).
 */
export function accentAgreement(typed: Syllable, stored: Syllable): AccentAgreement {
  if (typed.bare === stored.bare && typed.tone === stored.tone) return 'equal'
  if (typed.bare !== stored.bare) {
    for (let i = 0; i < typed.bare.length; i++) {
      const mark = typed.bare[i]
      if (mark !== stored.bare[i] && mark !== typed.folded[i]) return 'letter'
    }
  }
  if (typed.tone === stored.tone || typed.tone === '') return 'missing'
  return isDoublet(typed.tone, stored.tone) ? 'tone-doublet' : 'tone'
}

function isDoublet(a: string, b: string): boolean {
  return (a === 'R' && b === 'X') || (a === 'X' && b === 'R')
}

/** Whether a word carries any Vietnamese mark. */
export function isAccented(word: Syllable): boolean {
  return word.tone !== '' || word.bare !== word.folded
}

import type { Place } from '../api/replies.ts'
import { CARD_WORDS, type CardWord } from './card-words.ts'
import { isAddress, type Say } from './facts.ts'

/** The warnings of a place, and of the point that was asked for, as sentences, each once. */
export function warningsOf(place: Place, ofPoint: readonly string[], say: Say): string[] {
  const { vn } = place.properties
  const codes = new Set([...(vn.warnings ?? []), ...ofPoint])
  const sentences = [...codes].flatMap((code) => {
    if (code === 'house-number-not-found')
      return vn.nearest?.length
        ? [say('warning.house-number-not-found', { nearest: vn.nearest.join(', ') })]
        : [say('warning.house-number-not-found.alone')]
    const word = `warning.${code}`
    return word in CARD_WORDS ? [say(word as CardWord)] : []
  })
  if (isAddress(place) && vn.status === 'retired') sentences.unshift(say('warning.retired'))
  if (vn.grade === 'C' && sentences.length === 0) sentences.push(say('warning.guess'))
  if (isAddress(place) && vn.former?.some(({ possible }) => possible)) sentences.push(say('warning.possible'))
  return sentences
}

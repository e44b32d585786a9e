import type { Suggestion } from '../api/replies.ts'
import { CARD_WORDS, type CardWord } from '../card/card-words.ts'
import type { Say } from '../card/facts.ts'
import type { OptionWords } from './option.ts'

/** What the id of a code's suggestion begins with. */
const SCHEME = /^(?:postal|pluscode)(?=:)/

/** What is said of a suggestion beside its label. */
export function optionWords({ id, properties: { vn } }: Suggestion, say: Say): OptionWords {
  const word = `kind.${SCHEME.exec(id)?.[0] ?? vn.kind}`
  const kind = word in CARD_WORDS ? say(word as CardWord) : ''
  const [former] = vn.former ?? []
  return {
    kind,
    ...(vn.basemap ? { remark: 'OpenStreetMap' } : vn.grade === 'C' ? { remark: say('guess') } : {}),
    ...(former ? { former: say('formerly', { name: former.full_name }) } : {}),
  }
}

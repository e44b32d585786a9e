import { normalizeText } from '../text/normalize.ts'
import { fold, nameKey, words } from '../text/syllable.ts'
import { typeWordAt } from './type-words.ts'

/** "KP3" and "KP 3". */
const GLUED = /^(ấp|ap|kp|khóm|khom)(?=\d)/

/**
 * Under which two ways of writing a hamlet's name meet: "KP 03" and "Khu phố 3"; accents count. A name without its word
 * ("3") is another one.
 */
export function hamletKey(name: string): string {
  const spelt = words(normalizeText(name).replace(GLUED, '$1 '))
  const type = typeWordAt(spelt.map(fold), 0)
  const [word, rest] = type?.level === 'hamlet' ? [type.type, spelt.slice(type.to)] : ['', spelt]
  return `${word}|${nameKey(rest.map(plainNumber).join(' '))}`
}

function plainNumber(word: string): string {
  return word.replace(/^0+(?=\d)/, '')
}

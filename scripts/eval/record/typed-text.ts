import { bare, telex, telexAtVowel } from '../spellings.ts'

/** What stands in the search box after a key, and the letters that it means. */
export interface KeyStroke {
  readonly typed: string
  readonly meant: string
}

/** Ways in which one text is typed: the characters that each word becomes, for a text of its letters. */
export const TYPED_WAYS: ReadonlyArray<readonly [name: string, spelled: (text: string) => string]> = [
  ['accents', (text) => text],
  ['no accents', (text) => bare(text).toLowerCase()],
  ['Telex', telex],
  ['Telex, tone at its vowel', telexAtVowel],
]

/** The key strokes of a text: it is spelled word by word, and seen after each character. */
export function keyStrokes(text: string, spelled: (text: string) => string): KeyStroke[] {
  const keys: KeyStroke[] = []
  let typed = ''
  let meant = ''
  for (const word of text.normalize('NFC').split(' ')) {
    if (typed !== '') {
      typed += ' '
      meant += ' '
      keys.push({ typed, meant })
    }
    const characters = [...spelled(word)]
    // Of a word in the making only its first letter is sure: keys for marks come before or behind others.
    for (let k = 1; k < characters.length; k++)
      keys.push({ typed: typed + characters.slice(0, k).join(''), meant: meant + word.slice(0, 1) })
    typed += characters.join('')
    meant += word
    keys.push({ typed, meant })
  }
  return keys
}

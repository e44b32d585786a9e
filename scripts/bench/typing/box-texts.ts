import type { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { fold } from '../../../src/text/syllable.ts'

/** How somebody writes: without accents in lower case, by Telex with an input method that puts the letters in the box, or that in capitals. */
export type Hand = 'bare' | 'telex' | 'capitals'

/** A word as it is typed first, and as it is meant where it is set right afterwards. */
export interface TypedWord {
  readonly typed: string
  readonly corrected?: string
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** What stands in the search box after each key of a text, backspaces among them. */
export function boxTexts(words: readonly TypedWord[], hand: Hand): string[] {
  const texts: string[] = []
  let box = ''
  const put = (text: string) => {
    box = text
    texts.push(box)
  }
  for (const [i, { typed, corrected }] of words.entries()) {
    if (i > 0) put(`${box} `)
    const before = box
    for (const begun of begunWords(written(typed, hand), hand)) put(before + begun)
    if (corrected === undefined) continue
    const right = before + written(corrected, hand)
    while (!right.startsWith(box)) put([...box].slice(0, -1).join(''))
    for (const char of [...right].slice([...box].length)) put(box + char)
  }
  return texts
}

/** A word with one mistake: two letters swapped, one left out, doubled, or the key beside it. */
export function misspelt(word: string, random: SeededRandom): string {
  const letters = [...word]
  if (letters.length < 2) return word
  const at = random.integer(0, letters.length - 2)
  const mistakes = [
    () => letters.splice(at, 2, letters[at + 1]!, letters[at]!),
    () => letters.splice(at, 1),
    () => letters.splice(at, 0, letters[at]!),
    () => letters.splice(at, 1, keyBeside(letters[at]!, random)),
  ]
  random.pick(mistakes)()
  return letters.join('')
}

function keyBeside(letter: string, random: SeededRandom): string {
  const key = fold(letter)
  const row = ROWS.find((one) => one.includes(key))
  if (!row) return letter
  const at = row.indexOf(key)
  return random.pick([row[at - 1], row[at + 1]].filter((one) => one !== undefined))
}

function written(word: string, hand: Hand): string {
  const whole = word.normalize('NFC')
  if (hand === 'bare') return fold(whole)
  return hand === 'capitals' ? whole.toUpperCase() : whole
}

/** A word after each of its keys: with Telex a letter comes before its mark, and the tone when the word is done. */
function begunWords(word: string, hand: Hand): string[] {
  if (hand === 'bare') return [...word].map((_, i, letters) => letters.slice(0, i + 1).join(''))
  const begun: string[] = []
  let before = ''
  for (const char of word) {
    const letter = char.normalize('NFD').replace(TONES, '').normalize('NFC')
    const key = letter === 'đ' ? 'd' : letter === 'Đ' ? 'D' : [...letter.normalize('NFD')][0]!
    begun.push(before + key)
    if (letter !== key) begun.push(before + letter)
    before += letter
  }
  if (before !== word) begun.push(word)
  return begun
}

import t from 'tap'
import { Lexicon } from '../../../src/search/words/lexicon.ts'
import { hasErrors, lettersOf } from '../../../src/search/words/similar-words.ts'
import { syllable } from '../../../src/text/syllable.ts'

const WORDS = ['nguyễn', 'trãi', 'chãi', 'huỳnh', 'hoàng', 'vĩnh', 'dĩnh', 'phước', 'quang', 'an', 'ap3']

const lexicon = new Lexicon()
for (const [posting, word] of WORDS.entries()) lexicon.post(lexicon.word(syllable(word)), posting)
lexicon.post(lexicon.word(syllable('phước')), WORDS.length)
lexicon.settle(WORDS.length)

function similar(text: string, open = false) {
  const span = {
    from: 0,
    to: 1,
    mask: 1,
    share: 1,
    form: syllable(text),
    quality: 1,
    open,
    typeWord: false,
    weak: false,
  }
  return lexicon
    .matches(span, true)
    .filter(({ how }) => how === 'typo' || how === 'sound')
    .map(({ foldedWord, how, quality }) => `${foldedWord.folded} ${how} ${quality.toFixed(2)}`)
}

t.test('Words that a typed word may be misspelt or misheard for, best first', async (t) => {
  const cases: Array<[what: string, text: string, open: boolean, expected: string[]]> = [
    ['a letter left out', 'quag', false, ['quang typo 0.78']],
    ['a letter left out that is not heard', 'nguyn', false, ['nguyen sound 0.86']],
    ['two letters swapped', 'ngueyn', false, ['nguyen typo 0.78']],
    ['two errors in a long word', 'ngueynn', false, ['nguyen typo 0.55']],
    ['two errors in a short one', 'pcc', false, []],
    ['southern sounds', 'trai', false, ['chai sound 0.84']],
    ['v and d', 'vinh', false, ['dinh sound 0.86']],
    ['a doublet of a name', 'huynh', false, ['hoang sound 0.82']],
    ['the beginning of a longer word, mistyped', 'nguu', true, ['nguyen typo 0.70']],
    ['a word with digits is never meant', 'ap4', false, []],
    ['nor is a word of one letter', 'a', false, []],
  ]
  for (const [what, text, open, expected] of cases) t.same(similar(text, open), expected, `${what}: ${text}`)
})

t.test('Which words may have errors, and the letters of a word', async (t) => {
  for (const [word, has] of [
    ['a', false],
    ['an', true],
    ['a1', false],
    ['12/4', false],
    ['nguyendinhchie', true],
    ['nguyendinhchieu', false],
  ] as const)
    t.equal(hasErrors(word), has, word)
  for (const [word, letters] of [
    ['', 0],
    ['a', 1],
    ['aab', 3],
    ['z', 1 << 25],
    ['3/đ', 0],
  ] as const)
    t.equal(lettersOf(word), letters, word)
})

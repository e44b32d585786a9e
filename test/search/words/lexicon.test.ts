import t from 'tap'
import { Lexicon } from '../../../src/search/words/lexicon.ts'
import type { WordSpan } from '../../../src/search/words/spans.ts'
import { syllable } from '../../../src/text/syllable.ts'

/** Names by their words; those in brackets are abbreviations. */
const NAMES = ['thanh bình', 'thành công', 'thạnh hưng', 'thanh hà', 'ấp 3', 'trường', '[th]']

function lexiconOf(names: readonly string[]): Lexicon {
  const lexicon = new Lexicon()
  for (const [posting, name] of names.entries()) {
    const abbreviation = name.startsWith('[')
    const words = name
      .replace(/[[\]]/g, '')
      .split(' ')
      .map((word) => lexicon.word(syllable(word), abbreviation))
    for (const [i, word] of words.entries()) {
      lexicon.post(word, posting)
      if (i > 0) lexicon.join(words[i - 1]!, word)
    }
  }
  lexicon.settle(names.length)
  return lexicon
}

const span = (text: string, more: Partial<WordSpan> = {}): WordSpan => ({
  from: 0,
  to: 1,
  mask: 1,
  share: 1,
  form: syllable(text),
  quality: 1,
  open: false,
  typeWord: false,
  weak: false,
  ...more,
})

t.test('A span matches its own word, then what it begins, then what is similar', async (t) => {
  const lexicon = lexiconOf(NAMES)
  const open = { open: true }
  const cases: Array<[what: string, span: WordSpan, fuzzy: boolean, matches: string[]]> = [
    ['a word as it is', span('thanh'), false, ['thanh exact']],
    ['with any accents', span('thánh'), false, ['thanh exact']],
    ['no beginning of a finished word', span('than'), false, ['thanh sound']],
    ['an open word', span('th', open), false, ['th exact', 'thanh prefix']],
    ['no abbreviation by its beginning', span('t', open), false, ['thanh prefix', 'truong prefix']],
    ['an unknown word', span('thnah'), false, ['thanh typo']],
    ['a word that sounds alike', span('chường'), false, ['truong sound', 'cong typo', 'hung typo']],
    ['a number is what it is', span('4'), false, []],
    ['nothing like it', span('xyz'), false, []],
    ['a type word is not misspelt', span('thnah', { typeWord: true }), false, []],
    ['similar words too', span('hà'), true, ['ha exact']],
    ['similar to a known word', span('hung'), true, ['hung exact']],
  ]
  for (const [what, one, fuzzy, expected] of cases) {
    const found = lexicon.matches(one, fuzzy).map(({ foldedWord, how }) => `${foldedWord.folded} ${how}`)
    t.same(found, expected, `${what}: ${one.form.text}`)
  }
  t.same(
    lexicon.matches(span('thnah'), false, (folded) => folded === 'thnah'),
    [],
    'nor is a word that another lexicon has',
  )
  t.ok(lexicon.matches(span('thnah'), true, () => true).length > 0, 'unless fuzzy asks for it')
})

t.test('Words share what their letters are, and keep what their accents are', async (t) => {
  const lexicon = lexiconOf(NAMES)
  const [match] = lexicon.matches(span('thanh'), false)
  t.same(match?.foldedWord.words.map(({ text }) => text).sort(), ['thanh', 'thành', 'thạnh'].sort())
  t.equal(match?.foldedWord.count, 4)
  t.equal(lexicon.word(syllable('thanh')), lexicon.word(syllable('thanh')), 'one word a spelling')
  t.not(lexicon.word(syllable('th')), lexicon.word(syllable('th'), true), 'an abbreviation is another')
})

t.test('Rarity falls with the number of names, and follows edits', async (t) => {
  const lexicon = lexiconOf(NAMES)
  t.equal(lexicon.rarity('ha'), 1, 'of one name')
  t.ok(lexicon.rarity('thanh')! < 0.5, 'of most names')
  t.ok(lexicon.rarity('thanh')! >= 0.2)
  t.equal(lexicon.rarity('nowhere'), undefined)
  const word = lexicon.word(syllable('hà'))
  lexicon.unpost(word, 3)
  lexicon.unpost(word, 3)
  lexicon.settle(NAMES.length - 1)
  t.equal(lexicon.rarity('ha'), undefined, 'of a name that is gone')
  t.notOk(lexicon.has('ha'))
  t.same(
    lexicon.matches(span('hà'), false).filter(({ how }) => how === 'exact'),
    [],
  )
})

t.test('Words that follow one another in some name', async (t) => {
  const lexicon = lexiconOf(NAMES)
  t.ok(lexicon.joined('thanh', 'binh'))
  t.notOk(lexicon.joined('binh', 'thanh'), 'in that order')
  t.notOk(lexicon.joined('thanh', 'truong'))
})

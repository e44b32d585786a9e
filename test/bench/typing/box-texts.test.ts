import fc from 'fast-check'
import t from 'tap'
import { boxTexts, type Hand, misspelt, type TypedWord } from '../../../scripts/bench/typing/box-texts.ts'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'

const CASES: ReadonlyArray<readonly [hand: Hand, words: readonly TypedWord[], texts: string]> = [
  ['bare', [{ typed: 'Ấp' }, { typed: '3' }], 'a|ap|ap |ap 3'],
  ['bare', [{ typed: '12/4B' }], '1|12|12/|12/4|12/4b'],
  ['telex', [{ typed: 'đường' }], 'd|đ|đu|đư|đưo|đươ|đươn|đương|đường'],
  [
    'telex',
    [{ typed: 'Huệ,' }, { typed: 'Đạt' }],
    'H|Hu|Hue|Huê|Huê,|Huệ,|Huệ, |Huệ, D|Huệ, Đ|Huệ, Đa|Huệ, Đat|Huệ, Đạt',
  ],
  ['capitals', [{ typed: 'Mỹ' }], 'M|MY|MỸ'],
  // set right: back to the first wrong letter
  [
    'bare',
    [{ typed: 'lnog', corrected: 'long' }, { typed: 'an' }],
    'l|ln|lno|lnog|lno|ln|l|lo|lon|long|long |long a|long an',
  ],
  ['telex', [{ typed: 'cầ', corrected: 'cần' }], 'c|ca|câ|cầ|cần'],
  // a wrong word left as it is
  ['bare', [{ typed: 'lng' }], 'l|ln|lng'],
  ['bare', [], ''],
]

t.test('The box after each key', async (t) => {
  for (const [hand, words, texts] of CASES)
    t.equal(boxTexts(words, hand).join('|'), texts, `${hand}: ${words.map(({ typed }) => typed).join(' ')}`)

  t.test('ends with what is meant, and changes by one letter a key but for tones', async (t) => {
    const letters = fc.string({
      unit: fc.constantFrom(...'aăâbdđeêioôơuưạấềỗữỵ1/'),
      minLength: 1,
      maxLength: 7,
    })
    const word = fc.record({ typed: letters, corrected: fc.option(letters, { nil: undefined }) })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const typed = words.map(({ typed, corrected }) =>
          corrected === undefined ? { typed } : { typed, corrected },
        )
        const texts = boxTexts(typed, 'telex')
        t.equal(texts.at(-1), words.map(({ typed, corrected }) => corrected ?? typed).join(' '))
        for (const [i, text] of texts.entries())
          t.ok(Math.abs(text.length - (texts[i - 1] ?? '').length) <= 1, `${texts[i - 1]} → ${text}`)
      }),
    )
  })
})

t.test('A misspelt word', async (t) => {
  t.test('is one mistake away from the word', async (t) => {
    const made = new Set<string>()
    const random = new SeededRandom(7)
    for (let n = 0; n < 2_000; n++) made.add(misspelt('ben', random))
    const swapped = ['ebn', 'bne']
    const leftOut = ['en', 'bn']
    const doubled = ['bben', 'been']
    const beside = ['ven', 'nen', 'bwn', 'brn']
    t.same([...made].sort(), [...swapped, ...leftOut, ...doubled, ...beside].sort())
  })

  t.test('keeps a single letter, and what has no key beside it', async (t) => {
    const random = new SeededRandom(1)
    t.equal(misspelt('3', random), '3')
    for (let n = 0; n < 100; n++) t.match(misspelt('12', random), /^(?:21|2|112|12)$/)
  })
})

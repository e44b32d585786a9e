import fc from 'fast-check'
import t from 'tap'
import { bare, mojibake, telex, viqr, vni, windows1258 } from '../../scripts/eval/spellings.ts'
import { decodeBegunKeystrokes, decodeKeystrokes, decodeViqr } from '../../src/text/keystrokes.ts'
import { mendEncoding } from '../../src/text/legacy-encodings.ts'
import { normalizeText } from '../../src/text/normalize.ts'
import { syllableKey } from '../../src/text/syllable.ts'

/** Syllables of names of the province, with every letter mark and tone. */
const SYLLABLES =
  'đước giuộc bến lức thừa vĩnh thạnh mỹ hạnh hữu trỗi nguyễn đình chiểu quốc lộ phường ấp huỳnh khởi nghĩa quyền trưng trắc xuân đoàn tường kỉnh mộc hóa nhựt tảo bửu'.split(
    ' ',
  )

t.test('raw keystrokes become the word that was meant', async (t) => {
  const table: [typed: string, word: string][] = [
    ['dduwowngf', 'đường'],
    ['dduowngf', 'đường'],
    ['dduwowfng', 'đường'],
    ['nguyeenx', 'nguyễn'],
    ['ddinhf', 'đình'],
    ['chieeur', 'chiểu'],
    ['luwcs', 'lức'],
    ['phuwowngf', 'phường'],
    ['ca6n2', 'cần'],
    ['giuo6c5', 'giuộc'],
    ['can62', 'cần'],
    ['giuoc65', 'giuộc'],
    ['d9u7o7ng2', 'đường'],
    ['d9inh2', 'đình'],
  ]
  for (const [typed, word] of table)
    t.same(decodeKeystrokes(typed).map(syllableKey), [syllableKey(word)], `${typed} → ${word}`)
})

t.test('words in the making are read key by key', async (t) => {
  const table: [typed: string, word: string][] = [
    ['dd', 'đ'],
    ['dduw', 'đư'],
    ['phuwo', 'phưo'],
    ['phuwows', 'phướ'],
    ['caaf', 'cầ'],
    ['hoawng', 'hoăng'],
    ['thuaw', 'thưa'],
  ]
  for (const [typed, word] of table) t.ok(decodeBegunKeystrokes(typed).includes(word), `${typed} → ${word}`)
  for (const word of ['an', 'ap6', 'kp', 'ts', '']) t.same(decodeBegunKeystrokes(word), [], word)
})

t.test('words that are no keystrokes stay what they are', async (t) => {
  for (const word of ['an', 'long', 'ql1a', '12b', 'abc123', 'street', 'x', 'đường', 'qqqqs', 'tan1x', ''])
    t.same(decodeKeystrokes(word), [], word)
})

t.test('VIQR becomes Vietnamese, punctuation and paths stay', async (t) => {
  const table: [typed: string, text: string][] = [
    ["Be^'n Lu+'c", 'bến lức'],
    ["so^' 12, A^'p 1", 'số 12, ấp 1'],
    ['Tha.nh Hoa', 'thạnh Hoa'],
    // A lone mark at the end of a word is punctuation.
    ['Thu? Thu+`a', 'Thu? Thừa'],
    ['P.4, TP. Tan An', 'P.4, TP. Tan An'],
    ["12/4 O'Brien", "12/4 O'Brien"],
  ]
  for (const [typed, text] of table)
    t.equal(normalizeText(decodeViqr(typed)), normalizeText(text), `${typed} → ${text}`)
})

t.test('texts in other encodings are mended, good ones left alone', async (t) => {
  const table: [broken: string, text: string][] = [
    ['Báº¿n Lá»©c', 'Bến Lức'],
    ['TÃ¢n An', 'Tân An'],
    ['Ñöùc Hoøa', 'Đức Hòa'],
    ['Beán Löùc', 'Bến Lức'],
  ]
  for (const [broken, text] of table) t.equal(mendEncoding(broken), text, broken)
  for (const good of ['Bến Lức', 'Tân An', 'Xã Mỹ Lệ', 'Café', 'Hà Tiên', 'Phú Mỹ, Bà Rịa', '', 'QL1A'])
    t.equal(mendEncoding(good), good, good)
})

t.test('every syllable comes back from every way of typing and storing it', async (t) => {
  const words = fc.array(fc.constantFrom(...SYLLABLES), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(words, (chosen) => {
      const text = chosen.join(' ')
      const keys = chosen.map(syllableKey).join(' ')
      const keysOf = (decoded: string) => normalizeText(decoded).split(' ').map(syllableKey).join(' ')
      const typed = (encode: (word: string) => string) =>
        chosen.map((word) => decodeKeystrokes(encode(word))[0] ?? word).join(' ')
      return (
        keysOf(typed(telex)) === keys &&
        keysOf(typed(vni)) === keys &&
        keysOf(decodeViqr(viqr(text))) === keys &&
        keysOf(windows1258(text)) === keys &&
        (bare(text) === text || keysOf(mendEncoding(mojibake(text))) === keys)
      )
    }),
    { numRuns: 400, seed: 11 },
  )
  t.pass()
})

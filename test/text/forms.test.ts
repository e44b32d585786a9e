import t from 'tap'
import { tokenize } from '../../src/parsing/tokens.ts'
import { typeWordAt } from '../../src/parsing/type-words.ts'
import { splitUnitWord } from '../../src/parsing/unit-words.ts'
import { accentAgreement } from '../../src/text/accents.ts'
import { cleanText, normalizeText } from '../../src/text/normalize.ts'
import { soundAlike, southernKey } from '../../src/text/southern-spelling.ts'
import { fold, foldedKey, nameKey, syllable, syllableKey, tonelessKey } from '../../src/text/syllable.ts'

t.test('one spelling for every way of composing a letter', async (t) => {
  const pairs: [written: string, normal: string][] = [
    ['Đư\u01A1\u0300ng', 'đường'],
    ['Đ\u01B0\u0301c', 'đức'],
    ['D\u0323'.normalize('NFD'), 'ḍ'],
    ['Tân An'.normalize('NFD'), 'tân an'],
    ['â\u0323p', 'ập'],
    ['  Bến\u00A0\tLức\u200B ', 'bến lức'],
    ['１２／４Ｂ', '12/4b'],
    ['51–9', '51-9'],
    ['Ðức Hòa', 'đức hòa'],
    ['a\uD800b', 'ab'],
    ['\u0000\u0007', ''],
  ]
  for (const [written, normal] of pairs) t.equal(normalizeText(written), normal, JSON.stringify(written))
})

t.test('a text that needs no cleaning is told at a glance, and only such a text', async (t) => {
  const wrong: string[] = []
  for (let code = 0; code < 0x10000; code++) {
    const text = `Ấp ${String.fromCharCode(code)}4`
    // With a character that is taken out again, nothing is told at a glance.
    if (cleanText(text) !== cleanText(`${text}\u200B`)) wrong.push(code.toString(16))
  }
  t.same(wrong, [])
  for (const [text, clean] of [
    ['', ''],
    [' ', ''],
    [' a', 'a'],
    ['a ', 'a'],
    ['a  b', 'a b'],
    ['12 Hùng Vương', '12 Hùng Vương'],
  ] as const)
    t.equal(cleanText(text), clean, JSON.stringify(text))
})

t.test('a word has a folded, a bare form and a tone', async (t) => {
  t.match(syllable('đước'), { folded: 'duoc', bare: 'đươc', tone: 'S' })
  t.match(syllable('thuý'), { folded: 'thuy', bare: 'thuy', tone: 'S' })
  t.match(syllable('mỹ'), { folded: 'mi', bare: 'mi', tone: 'X' })
  t.match(syllable('quý'), { folded: 'quy', tone: 'S' })
  t.match(syllable('1a'), { folded: '1a', bare: '1a', tone: '' })
  t.match(syllable('café'), { folded: 'cafe' })
})

t.test('the exact key forgives tone placement and y for i, nothing else', async (t) => {
  const same: [string, string][] = [
    ['hoà', 'hòa'],
    ['thuý', 'thúy'],
    ['mỹ', 'mĩ'],
    ['lý', 'lí'],
    ['khoẻ', 'khỏe'],
  ]
  for (const [a, b] of same) t.equal(syllableKey(a), syllableKey(b), `${a} = ${b}`)
  const different: [string, string][] = [
    ['thanh', 'thạnh'],
    ['hòa', 'hóa'],
    ['đức', 'dức'],
    ['tân', 'tấn'],
    ['uy', 'ui'],
    ['thúy', 'thúi'],
  ]
  for (const [a, b] of different) t.not(syllableKey(a), syllableKey(b), `${a} ≠ ${b}`)
})

t.test('names have three keys', async (t) => {
  t.equal(nameKey('thạnh hoà'), nameKey('thạnh hòa'))
  t.not(nameKey('thạnh hòa'), nameKey('thạnh hóa'))
  t.equal(tonelessKey('thạnh hòa'), tonelessKey('thạnh hóa'))
  t.not(tonelessKey('tân an'), tonelessKey('tan an'))
  t.equal(foldedKey('tân ân'), 'tan an')
  t.equal(fold('Đường Mỹ Hạnh'), 'duong my hanh')
})

t.test('typed accents agree, are missing, or disagree', async (t) => {
  const cases: [typed: string, stored: string, agreement: string][] = [
    ['thạnh', 'thạnh', 'equal'],
    ['hoà', 'hòa', 'equal'],
    ['thanh', 'thạnh', 'missing'],
    ['duoc', 'đước', 'missing'],
    ['đươc', 'đước', 'missing'],
    ['dước', 'đước', 'missing'],
    ['nghỉa', 'nghĩa', 'tone-doublet'],
    ['thành', 'thạnh', 'tone'],
    ['tấn', 'tan', 'letter'],
    ['đan', 'dan', 'letter'],
    ['ân', 'ăn', 'letter'],
  ]
  for (const [typed, stored, agreement] of cases)
    t.equal(accentAgreement(syllable(typed), syllable(stored)), agreement, `${typed} for ${stored}`)
})

t.test('the word of a unit is told from its name', async (t) => {
  const cases: [text: string, type: string | undefined, rest?: string][] = [
    ['phuong 4', 'phường', '4'],
    ['p4', 'phường', '4'],
    ['f.4', 'phường', '4'],
    ['t.t can giuoc', 'thị trấn', 'can giuoc'],
    ['tp. tan an', 'thành phố', 'tan an'],
    ['xa long an', 'xã', 'long an'],
    ['thi xa kien tuong', 'thị xã', 'kien tuong'],
    ['tan an', undefined],
    ['xa', undefined],
    ['phuoc vinh', undefined],
  ]
  for (const [text, type, rest] of cases) {
    t.equal(splitUnitWord(text)?.word.type, type, text)
    if (rest) t.equal(splitUnitWord(text)?.rest, rest, text)
  }
})

t.test('words come apart where people run them together, and only there', async (t) => {
  const cases: [text: string, words: string[]][] = [
    ['12/4b nguyễn', ['12/4b', 'nguyễn']],
    ['12 / 4 b', ['12/4', 'b']],
    ['30-4', ['30-4']],
    ['tân-an', ['tân', 'an']],
    ['12hùng vương', ['12', 'hùng', 'vương']],
    ['45bis', ['45bis']],
    ['p4tân an', ['p4', 'tân', 'an']],
    ['d9inh vie6t5', ['d9inh', 'vie6t5']],
    ['d9bis', ['d9bis']],
    ['d9hung', ['d9', 'hung']],
  ]
  for (const [text, words] of cases)
    t.same(
      tokenize(text, 24).map((token) => token.text),
      words,
      text,
    )
  t.same(
    tokenize('hùng vương, tân an', 24).map(({ afterComma }) => afterComma),
    [false, false, true, false],
  )
})

t.test('the longest type word that begins at a word', async (t) => {
  const cases: [text: string, start: number, found: string | undefined][] = [
    ['khu pho 4 xa an', 0, 'hamlet khu phố 2'],
    ['khu pho 4 xa an', 1, 'street đường 2'],
    ['khu pho 4 xa an', 2, undefined],
    ['khu pho 4 xa an', 3, 'commune xã 4'],
    ['thi xa kien tuong', 0, 'district thị xã 2'],
    ['thi xa kien tuong', 1, 'commune xã 2'],
    ['thi xa kien tuong', 2, undefined],
    ['so nha 12 duong pho', 0, 'house  2'],
    ['so nha 12 duong pho', 1, 'house  2'],
    ['so nha 12 duong pho', 3, 'street đường 5'],
    ['xa', 0, 'commune xã 1'],
    ['xa', 1, undefined],
    ['k p 4', 0, 'hamlet khu phố 2'],
    ['k p 4', 1, 'commune phường 2'],
    ['ap', 0, 'hamlet ấp 1'],
    ['khu', 0, undefined],
    ['thi', 0, undefined],
    ['dai lo', 0, 'street đường 2'],
    ['viet nam', 0, 'country  2'],
  ]
  for (const [text, start, found] of cases) {
    const word = typeWordAt(text.split(' '), start)
    t.equal(word && `${word.level} ${word.type} ${word.to}`, found, `${text}, ${start}`)
  }
})

t.test('d, gi and v sound alike in the south, and đ like none of them', (t) => {
  const table: [one: string, other: string, alike: boolean][] = [
    ['giuộc', 'duộc', true],
    ['vĩnh', 'dĩnh', true],
    ['giuộc', 'đước', false],
    ['vinh', 'đình', false],
    // A d may be a đ whose mark was not typed.
    ['duoc', 'đước', true],
    ['duoc', 'giuộc', true],
    ['đứt', 'đức', true],
  ]
  for (const [one, other, alike] of table) {
    const [a, b] = [syllable(one), syllable(other)]
    t.equal(southernKey(a.folded), southernKey(b.folded), `${one} and ${other} have one key`)
    t.equal(soundAlike(a, b), alike, `${one}, ${other}`)
    t.equal(soundAlike(b, a), alike, `${other}, ${one}`)
  }
  t.end()
})

import t from 'tap'
import { GazetteerNameIndex } from '../../../src/search/names/gazetteer-name-index.ts'
import { MAX_TOKENS, mayBeMistyped, type Query, shareOf } from '../../../src/search/query/query.ts'
import { readQuery } from '../../../src/search/query/read-query.ts'
import { Lexicon } from '../../../src/search/words/lexicon.ts'

const NAMES = [
  ['street', 'Nguyễn Đình Chiểu'],
  ['street', 'Nguyễn Huệ'],
  ['street', 'Đường tỉnh 824'],
  ['street', '30 tháng 4'],
  ['hamlet', 'Ấp 3'],
  ['hamlet', 'Ấp Bình Thủy'],
  ['unit', 'Phường Long An'],
  ['unit', 'Xã Bến Lức'],
] as const
const names = new GazetteerNameIndex(new Lexicon())
for (const [kind, name] of NAMES) names.add(name, kind)
names.settle()
/** Words that only places have. */
const ELSEWHERE = new Set(['tiemvang'])

const read = (text: string, unfinished = false) =>
  readQuery(text, names.lexicon, unfinished, {
    has: (folded) => ELSEWHERE.has(folded),
    begins: (folded) => [...ELSEWHERE].some((word) => word.startsWith(folded)),
  })
const textsOf = ({ tokens }: Query) => tokens.map(({ text }) => text).join(' ')
/** The tokens of a mask, as they are read. */
const inMask = ({ tokens }: Query, mask: number) =>
  tokens
    .filter((_, i) => (mask >> i) & 1)
    .map(({ folded }) => folded)
    .join(' ')

t.test('Words are decoded, cut and kept', async (t) => {
  const cases: Array<[what: string, text: string, tokens: string]> = [
    ['as they are', 'Nguyễn Đình Chiểu', 'nguyễn đình chiểu'],
    ['Telex', 'nguyeenx ddinhf chieeur', 'nguyễn đình chiểu'],
    ['VNI', 'nguye6n4 hue65', 'nguyễn huệ'],
    ['VIQR', 'Nguye^~n Hue^.', 'nguyễn huệ'],
    ['a road code in Telex', 'ddt 824', 'đt 824'],
    ['spaces missing', 'nguyendinhchieu', 'nguyen dinh chieu'],
    ['a type word among them', 'xabenluc', 'xa ben luc'],
    ['not to be cut in a known way', 'qwertyuiop', 'qwertyuiop'],
    ['a word that a place has', 'tiemvang', 'tiemvang'],
    ['the suffix of a house number', '45 bis', '45 bis'],
    ['nothing', ' ,. ', ''],
  ]
  for (const [what, text, tokens] of cases) t.equal(textsOf(read(text)), tokens, `${what}: ${text}`)
  const long = read(Array.from({ length: 2 * MAX_TOKENS }, () => 'nguyen').join(' '))
  t.equal(long.tokens.length, MAX_TOKENS, 'no more than a mask has bits for')
})

t.test('A type word that is only begun behind a name weighs next to nothing', async (t) => {
  const last = (text: string) => read(text, true).shares.at(-1)!
  for (const text of [
    'Nguyễn Huệ, H',
    'Nguyễn Huệ, huye',
    'nguyen hue, t',
    'Nguyễn Huệ, phuwo',
    'Nguyễn Huệ thành ph',
  ])
    t.ok(last(text) < 0.03, `${text}: ${last(text)}`)
  for (const text of ['Nguyễn H', 'Nguyễn Huệ, Bế', 'h', 'Nguyễn Huệ, Tá'])
    t.ok(last(text) > 0.1, `${text}: ${last(text)}`)
})

t.test('A number in words has its accents', async (t) => {
  const forms = (text: string) => read(text).spans.map(({ form }) => form.text)
  for (const text of ['ấp ba', 'ap ba', 'Ấp Ba']) t.ok(forms(text).includes('ap3'), text)
  t.notOk(forms('ấp bả').includes('ap3'))
})

t.test('Spans are all readings side by side', async (t) => {
  const cases: Array<[text: string, spans: string[]]> = [
    ['nguyen hue', ['nguyen', 'hue']],
    ['ngu yen hue', ['ngu', 'yen', 'hue', 'ngu yen → nguyen 0.9']],
    ['duong tinh 824', ['duong', 'tinh', '824', 'duong tinh 824 → dt824 1']],
  ]
  for (const [text, spans] of cases) {
    const query = read(text)
    const written = query.spans.map((span) => {
      const tokens = inMask(query, span.mask)
      return span.to - span.from === 1 ? tokens : `${tokens} → ${span.form.text} ${span.quality}`
    })
    t.same(written.sort(), [...spans].sort(), text)
  }
  const open = (text: string, unfinished: boolean) =>
    read(text, unfinished).spans.flatMap(({ open, form }) => (open ? [form.folded] : []))
  t.same(open('nguyen hu', true), ['hu'], 'the last word of an unfinished query is open')
  t.same(open('nguyen hu', false), [])
})

t.test('House numbers: those introduced first, then the longer, then from the left', async (t) => {
  const cases: Array<[text: string, numbers: string[]]> = [
    ['12/4b nguyen hue', ['12/4B']],
    ['12 b nguyen hue', ['12B', '12']],
    ['số 9 hẻm 51', ['51/9 introduced', '9 introduced', '51 introduced', '9', '51']],
    ['12 xẹt 4', ['12/4', '12', '4']],
    ['nguyen hue', []],
    ['tổ 5 nguyen hue', []],
    ['0912345678', []],
  ]
  for (const [text, numbers] of cases)
    t.same(
      read(text).houses.map(({ path, introduced }) => (introduced ? `${path.text} introduced` : path.text)),
      numbers,
      text,
    )
})

t.test('Ignored tokens and landmark relations have no share', async (t) => {
  const cases: Array<[text: string, ignored: string, relation: string]> = [
    ['nguyen hue, to 5, long an', 'to 5', ''],
    ['thửa 123 tờ bản đồ số 5, long an', 'thua 123 to ban do so 5', ''],
    ['nhà ông nguyễn văn a, ấp 3', 'nha ong nguyen van a', ''],
    ['lô B4 long an', 'lo b4', ''],
    ['ben luc, viet nam', 'viet nam', ''],
    ['đối diện chợ bến lức', 'doi dien', 'doi dien'],
    ['nguyen gan', '', ''],
    ['30 tháng 4', '', ''],
  ]
  for (const [text, ignored, relation] of cases) {
    const query = read(text)
    t.equal(inMask(query, query.ignored), ignored, text)
    t.equal(inMask(query, query.relation), relation, text)
    t.equal(shareOf(query, query.ignored), 0, `${text}: share of what is ignored`)
    t.equal(query.shares.reduce((sum, share) => sum + share, 0).toFixed(9), '1.000000000', `${text}: shares`)
  }
  t.equal(
    read('0912345678').shares.reduce((sum, share) => sum + share, 0),
    0,
    'all is ignored',
  )
})

t.test('Type words stand before a name, on the same side of a comma, with their own accents', async (t) => {
  const cases: Array<[text: string, before: string[]]> = [
    ['phường long an', ['phường before long']],
    ['phuong long an', ['phường before long']],
    ['phượng long an', []],
    ['đường nguyen hue, xã bến lức', ['đường before nguyen', 'xã before ben']],
    ['bệnh viện huyện, cần giuộc', []],
  ]
  for (const [text, before] of cases) {
    const query = read(text)
    const written = query.typeBefore.flatMap((type) =>
      type ? [`${type.type} before ${query.tokens[type.to]?.folded}`] : [],
    )
    t.same(written, before, text)
  }
})

t.test('Commas, accents, repeats, and whether similar words may help', async (t) => {
  const facts = (text: string) => {
    const query = read(text)
    const { commas, accented, repeats } = query
    return { commas: [...commas], accented, repeats, similar: mayBeMistyped(query) }
  }
  const cases: Array<[text: string, ReturnType<typeof facts>]> = [
    ['nguyen hue', { commas: [0, 0], accented: false, repeats: false, similar: true }],
    ['Huệ, Nguyễn Huệ', { commas: [0, 1, 1], accented: true, repeats: true, similar: true }],
    ['12', { commas: [0], accented: false, repeats: false, similar: false }],
  ]
  for (const [text, expected] of cases) t.same(facts(text), expected, text)
})

import { hasDigit } from '../text/digits.ts'
import { editDistance } from '../text/edit-distance.ts'
import { NUMBER_WORDS, readNumberWords } from './number-words.ts'

/** Written words that make up one name: "quốc lộ 1a" → `ql1a`, "ba mươi tháng tư" → `30/4`, "ấp ba" → `ap3`. */
export interface Compound {
  /** Index after the last word it takes. */
  readonly to: number
  /** Canonical spelling, one word. */
  readonly text: string
  /** 1 for a spelling of exactly this; less for something often meant by it. */
  readonly quality: number
}

interface Numbered {
  readonly key: string
  /** Folded words before the number, each a list. */
  readonly forms: readonly (readonly string[])[]
  /** Numbers in words ("ấp ba") and Roman numerals ("phường IV") are read. */
  readonly inWords?: boolean
  /** Other keys often meant, with their quality. */
  readonly also?: Readonly<Record<string, number>>
}

const forms = (...spellings: string[]): string[][] => spellings.map((spelling) => spelling.split(' '))

/** Words that a number follows, in English too. Đường tỉnh is written ĐT, TL or tỉnh lộ; ĐH and HL are taken for each other. */
const NUMBERED: readonly Numbered[] = [
  { key: 'ql', forms: forms('quoc lo', 'q lo', 'qlo', 'ql', 'duong ql', 'duong quoc lo') },
  {
    key: 'dt',
    forms: forms('duong tinh lo', 'duong tinh', 'tinh lo', 't lo', 'dt', 'tl', 'duong dt', 'duong tl'),
  },
  { key: 'hl', forms: forms('huong lo', 'hl', 'duong hl'), also: { dh: 0.85 } },
  { key: 'dh', forms: forms('duong huyen', 'dh', 'duong dh'), also: { hl: 0.85 } },
  { key: 'dx', forms: forms('duong xa', 'dx') },
  { key: 'ct', forms: forms('cao toc', 'ct') },
  { key: 'so', forms: forms('duong so', 'd so', 'duong', 'd', 'pho') },
  { key: 'so', forms: forms('so') },
  { key: 'ap', forms: forms('ap', 'hamlet'), inWords: true, also: { kp: 0.7, khom: 0.7 } },
  {
    key: 'kp',
    forms: forms('khu pho', 'k pho', 'k p', 'kp', 'khu', 'quarter'),
    inWords: true,
    also: { ap: 0.7, khom: 0.7 },
  },
  { key: 'khom', forms: forms('khom'), inWords: true, also: { kp: 0.7, ap: 0.7 } },
  { key: 'phuong', forms: forms('phuong', 'phg', 'ph', 'p', 'f', 'ward'), inWords: true },
]
/** The forms by their first word. */
const BY_FIRST_WORD: ReadonlyMap<string, Array<{ entry: Numbered; form: readonly string[] }>> = new Map(
  NUMBERED.flatMap(({ forms }) => forms.map(([first]) => first as string)).map((first) => [
    first,
    NUMBERED.flatMap((entry) =>
      entry.forms.filter((form) => form[0] === first).map((form) => ({ entry, form })),
    ),
  ]),
)
/** Words besides those of {@link NUMBERED} that a compound begins with: numbers in words, Cách mạng Tháng Tám. */
const FIRST_WORDS: ReadonlySet<string> = new Set([...NUMBER_WORDS, 'cmtt', 'cmt', 'cm', 'cach'])
const NO_COMPOUNDS: readonly Compound[] = []
const NUMBER = /^0*(n?\d{1,4}[a-z]{0,2}\d?)$/
const JOINED = /^(ql|qlo|dt|tl|hl|dh|dx|ct|ap|kp|khom|p|f|ph|phuong)\.?0*(n?\d{1,4}[a-z]{0,2})$/
const JOINED_KEY: Readonly<Record<string, string>> = {
  qlo: 'ql',
  tl: 'dt',
  p: 'phuong',
  f: 'phuong',
  ph: 'phuong',
}

/** Whether a compound may begin with a word: a quick test, as most words begin none. */
function mayBegin(word: string, next: string | undefined): boolean {
  return next === 'lo' || BY_FIRST_WORD.has(word) || FIRST_WORDS.has(word) || hasDigit(word)
}

/** All compounds that begin at word `start` of a folded text ("2/9" is one word). */
export function compoundsAt(words: readonly string[], start: number): readonly Compound[] {
  const word = words[start] as string
  if (!mayBegin(word, words[start + 1])) return NO_COMPOUNDS
  const found: Compound[] = []
  const add = (to: number, text: string, quality = 1) => found.push({ to, text, quality })
  const joined = JOINED.exec(word)
  if (joined)
    addNumbered(JOINED_KEY[joined[1] as string] ?? (joined[1] as string), start + 1, joined[2] as string)
  for (const { entry, form } of BY_FIRST_WORD.get(word) ?? []) {
    if (!form.every((part, i) => words[start + i] === part)) continue
    const at = start + form.length
    const digits = NUMBER.exec(words[at] ?? '')
    if (digits) addNumbered(entry.key, at + 1, digits[1] as string)
    else if (entry.inWords) {
      const number = readNumberWords(words, at)
      if (number) addNumbered(entry.key, at + number.length, String(number.value))
    }
  }
  if (/^n[12]$/.test(word)) add(start + 1, `ql${word}`)
  if (word === 'duong' && /^n[12]$/.test(words[start + 1] ?? '')) add(start + 2, `ql${words[start + 1]}`)
  const date = dateAt(words, start)
  if (date) add(date.to, date.text, date.quality)
  const road = misspeltRoadAt(words, start)
  if (road) addNumbered(road.key, start + 3, road.number, MISSPELT)
  const august = augustAt(words, start)
  if (august !== undefined) add(august, 'cmt8')
  return found

  function addNumbered(key: string, to: number, number: string, quality = 1): void {
    add(to, key + number, quality)
    const entry = NUMBERED.find((one) => one.key === key)
    for (const [other, share] of Object.entries(entry?.also ?? {})) add(to, other + number, share * quality)
  }
}

/** Quality of a compound with one wrong letter. */
const MISSPELT = 0.85
const ROADS = [
  ['quoc', 'ql'],
  ['tinh', 'dt'],
  ['huong', 'hl'],
] as const

/** "huog lo 14": the class of a road with one wrong letter, before "lo" and a number. */
function misspeltRoadAt(
  words: readonly string[],
  start: number,
): { key: string; number: string } | undefined {
  const number = NUMBER.exec(words[start + 2] ?? '')?.[1]
  if (words[start + 1] !== 'lo' || number === undefined) return undefined
  const found = ROADS.find(([word]) => misspelt(words[start] as string, word))
  return found && { key: found[1], number }
}

/** Whether a folded word, with at most one wrong letter, makes the "lo" after it lộ, a road. */
export function isRoadWord(word: string): boolean {
  return ROADS.some(([meant]) => word === meant || misspelt(word, meant))
}

function misspelt(word: string, meant: string): boolean {
  return word !== meant && word.length > 2 && editDistance()(word, meant, 1) === 1
}

interface DateReading {
  readonly to: number
  readonly text: string
  readonly quality: number
}

/** Days that streets are named after: "30/4", "30-4", "30 thang 4", "ba muoi thang tu"; "thang" may have one wrong letter. */
function dateAt(words: readonly string[], start: number): DateReading | undefined {
  const short = /^(\d{1,2})[/-](\d{1,2})$/.exec(words[start] as string)
  if (short) return asDate(Number(short[1]), Number(short[2]), start + 1)
  const day = numberAt(words, start)
  const word = day && words[start + day.length]
  if (!day || !word) return undefined
  const month = numberAt(words, start + day.length + 1)
  if (!month || (word !== 'thang' && !misspelt(word, 'thang'))) return undefined
  const date = asDate(day.value, month.value, start + day.length + 1 + month.length)
  return date && (word === 'thang' ? date : { ...date, quality: MISSPELT })
}

function numberAt(words: readonly string[], start: number): { value: number; length: number } | undefined {
  const word = words[start]
  return word && /^\d{1,2}$/.test(word) ? { value: Number(word), length: 1 } : readNumberWords(words, start)
}

function asDate(day: number, month: number, to: number): DateReading | undefined {
  return day >= 1 && day <= 31 && month >= 1 && month <= 12
    ? { to, text: `${day}/${month}`, quality: 1 }
    : undefined
}

/** Cách mạng Tháng Tám in its spellings; the index after it. */
function augustAt(words: readonly string[], start: number): number | undefined {
  const eight = (i: number) => words[i] === '8' || words[i] === 'tam'
  if (words[start] === 'cmt8' || words[start] === 'cmtt') return start + 1
  if (words[start] === 'cmt' && eight(start + 1)) return start + 2
  if (words[start] === 'cm' && words[start + 1] === 't8') return start + 2
  if (
    words[start] === 'cach' &&
    words[start + 1] === 'mang' &&
    words[start + 2] === 'thang' &&
    eight(start + 3)
  )
    return start + 4
  return undefined
}

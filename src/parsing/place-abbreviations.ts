/** Abbreviations in the names of places and what they stand for, folded. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  ubnd: 'uy ban nhan dan',
  hdnd: 'hoi dong nhan dan',
  kcn: 'khu cong nghiep',
  ccn: 'cum cong nghiep',
  kdc: 'khu dan cu',
  ktdc: 'khu tai dinh cu',
  kdt: 'khu do thi',
  thpt: 'trung hoc pho thong',
  thcs: 'trung hoc co so',
  th: 'tieu hoc',
  mn: 'mam non',
  mg: 'mau giao',
  ttyt: 'trung tam y te',
  tyt: 'tram y te',
  bv: 'benh vien',
  bdvhx: 'buu dien van hoa xa',
  nvh: 'nha van hoa',
  bx: 'ben xe',
}

/** First words of what places are called, folded, abbreviations included: "chợ", "bệnh viện", "ubnd". */
export const PLACE_WORDS: ReadonlySet<string> = new Set([
  ...Object.keys(ABBREVIATIONS),
  ...Object.values(ABBREVIATIONS).map((phrase) => phrase.split(' ')[0] as string),
  ...'cho truong chua dinh cau cong cay ben nha tram tru so buu sieu cua quan khach ngan nghia san toa'.split(
    ' ',
  ),
])

const LONGEST = Math.max(...Object.values(ABBREVIATIONS).map((phrase) => phrase.split(' ').length))
const LONG: ReadonlyMap<string, string> = new Map(Object.entries(ABBREVIATIONS))
const SHORT: ReadonlyMap<string, string> = new Map(
  Object.entries(ABBREVIATIONS).map(([abbreviation, phrase]) => [phrase, abbreviation]),
)

/**
 * A name's words in their other spellings: abbreviations written out, phrases that have one shortened. Other words
 * keep their accents.
 */
export function placeSpellings(words: readonly { text: string; folded: string }[]): string[][] {
  const long = words.flatMap(({ text, folded }) => LONG.get(folded)?.split(' ') ?? [text])
  const short: string[] = []
  for (let i = 0; i < words.length; ) {
    const length = phraseLength(words, i)
    if (length > 0) short.push(SHORT.get(folded(words, i, length)) as string)
    else short.push((words[i] as { text: string }).text)
    i += Math.max(1, length)
  }
  return [long, short].filter(({ length }) => length !== words.length)
}

/** Words that the longest abbreviated phrase beginning at a word takes, 0 for none. */
function phraseLength(words: readonly { folded: string }[], at: number): number {
  for (let length = Math.min(LONGEST, words.length - at); length > 1; length--)
    if (SHORT.has(folded(words, at, length))) return length
  return 0
}

function folded(words: readonly { folded: string }[], at: number, length: number): string {
  return words
    .slice(at, at + length)
    .map((word) => word.folded)
    .join(' ')
}

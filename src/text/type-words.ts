import { UNIT_WORDS } from './unit-words.ts'

export type TypeLevel =
  | 'commune'
  | 'district'
  | 'province'
  | 'street'
  | 'hamlet'
  | 'house'
  | 'alley'
  | 'country'

/** A word that says what follows it: "đường", "ấp", "phường", "số", "hẻm". */
export interface TypeWord {
  readonly level: TypeLevel
  /** Kind within the level in the law's own term: phường, xã, ấp, khu phố…; '' when it does not matter. */
  readonly type: string
  /** Index after the last word it takes. */
  readonly to: number
}

const LONGEST = 3
const TYPE_WORDS: ReadonlyMap<string, Omit<TypeWord, 'to'>> = new Map(
  [
    ...UNIT_WORDS.map(({ level, type, forms }) => ({ level, type, forms })),
    { level: 'street', type: 'đường', forms: ['duong', 'd', 'dg', 'pho', 'dai lo', 'duong pho'] },
    { level: 'hamlet', type: 'ấp', forms: ['ap'] },
    { level: 'hamlet', type: 'khu phố', forms: ['khu pho', 'kp', 'k p'] },
    { level: 'hamlet', type: 'khóm', forms: ['khom'] },
    { level: 'hamlet', type: 'thôn', forms: ['thon'] },
    { level: 'house', type: '', forms: ['so', 'so nha', 'nha so', 'nha', 'sn', 's n', 'dia chi', 'dc'] },
    { level: 'alley', type: '', forms: ['hem', 'ngo', 'ngach', 'kiet', 'xuyet', 'xet'] },
    { level: 'country', type: '', forms: ['viet nam', 'vietnam', 'vn'] },
  ].flatMap(({ level, type, forms }) => forms.map((form) => [form, { level: level as TypeLevel, type }])),
)

const FIRST_WORDS: ReadonlySet<string> = new Set([...TYPE_WORDS.keys()].map((form) => form.split(' ')[0]!))

/** The longest type word that begins at word `start` of a folded text. */
export function typeWordAt(words: readonly string[], start: number): TypeWord | undefined {
  if (!FIRST_WORDS.has(words[start] ?? '')) return undefined
  for (let length = LONGEST; length >= 1; length--) {
    if (start + length > words.length) continue
    const found = TYPE_WORDS.get(words.slice(start, start + length).join(' '))
    if (found) return { ...found, to: start + length }
  }
  return undefined
}

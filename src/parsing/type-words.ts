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

interface Form extends Omit<TypeWord, 'to'> {
  readonly form: readonly string[]
}

const NONE: readonly Form[] = []
const TYPE_WORDS: ReadonlyArray<Omit<TypeWord, 'to'> & { forms: readonly string[] }> = [
  ...UNIT_WORDS.map(({ level, type, forms }) => ({ level, type, forms })),
  { level: 'street', type: 'đường', forms: ['duong', 'd', 'dg', 'pho', 'dai lo', 'duong pho'] },
  { level: 'hamlet', type: 'ấp', forms: ['ap'] },
  { level: 'hamlet', type: 'khu phố', forms: ['khu pho', 'kp', 'k p'] },
  { level: 'hamlet', type: 'khóm', forms: ['khom'] },
  { level: 'hamlet', type: 'thôn', forms: ['thon'] },
  { level: 'house', type: '', forms: ['so', 'so nha', 'nha so', 'nha', 'sn', 's n', 'dia chi', 'dc'] },
  { level: 'alley', type: '', forms: ['hem', 'ngo', 'ngach', 'kiet', 'xuyet', 'xet'] },
  { level: 'country', type: '', forms: ['viet nam', 'vietnam', 'vn'] },
]

/** The forms by their first word, the longest first. */
const BY_FIRST_WORD = byFirstWord()
/** Type words as far as they are typed, from the first letter on. */
const BEGINNINGS = beginnings()

/** The longest type word that begins at word `start` of a folded text. */
export function typeWordAt(words: readonly string[], start: number): TypeWord | undefined {
  for (const { form, level, type } of BY_FIRST_WORD.get(words[start] ?? '') ?? NONE)
    if (form.every((word, i) => words[start + i] === word)) return { level, type, to: start + form.length }
  return undefined
}

/** Whether the words from `start` to the end are a type word or the beginning of one, the last word too perhaps only begun. */
export function beginsTypeWord(words: readonly string[], start: number): boolean {
  return BEGINNINGS.has(start === words.length - 1 ? words[start]! : words.slice(start).join(' '))
}

function beginnings(): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { forms } of TYPE_WORDS)
    for (const form of forms)
      for (let length = 1; length <= form.length; length++) found.add(form.slice(0, length))
  return found
}

function byFirstWord(): ReadonlyMap<string, readonly Form[]> {
  const found = new Map<string, Form[]>()
  for (const { level, type, forms } of TYPE_WORDS)
    for (const form of forms.map((one) => one.split(' '))) {
      const same = [...(found.get(form[0]!) ?? []), { form, level, type }]
      found.set(
        form[0]!,
        same.sort((a, b) => b.form.length - a.form.length),
      )
    }
  return found
}

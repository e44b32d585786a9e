import type { UnitWord } from '../unit-words.ts'

type EnglishType = Pick<UnitWord, 'type' | 'level'>

const TOWNSHIP: EnglishType = { type: 'thị trấn', level: 'commune' }
/** What English puts behind the name of a unit: "Can Giuoc District". A town is a township or a town of a province. */
const BEHIND: ReadonlyMap<string, readonly EnglishType[]> = new Map([
  ['commune', [{ type: 'xã', level: 'commune' }]],
  ['ward', [{ type: 'phường', level: 'commune' }]],
  ['township', [TOWNSHIP]],
  ['town', [TOWNSHIP, { type: 'thị xã', level: 'district' }]],
  ['district', [{ type: 'huyện', level: 'district' }]],
  ['city', [{ type: 'thành phố', level: 'district' }]],
  ['province', [{ type: 'tỉnh', level: 'province' }]],
])
const NONE: readonly EnglishType[] = []

/** The English words for kinds of unit, as they stand behind a name. */
export const ENGLISH_UNIT_WORDS: ReadonlySet<string> = new Set(BEHIND.keys())

/** The kinds of unit that a folded word names when it stands behind a name: "commune", "ward", "city". */
export function englishTypesOf(folded: string | undefined): readonly EnglishType[] {
  return BEHIND.get(folded ?? '') ?? NONE
}

/** Whether a folded word stands before the number of a ward in English: "Ward 5". */
export function isEnglishWard(folded: string): boolean {
  return folded === 'ward'
}

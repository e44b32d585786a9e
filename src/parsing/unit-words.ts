/** The words that say what kind of administrative unit follows, as they are written and shortened. */
export interface UnitWord {
  /** The law's own term. */
  readonly type: 'xã' | 'phường' | 'thị trấn' | 'huyện' | 'thị xã' | 'thành phố' | 'tỉnh'
  readonly level: 'commune' | 'district' | 'province'
  /** Folded spellings, longest first; a space stands for any run of spaces, dots or dashes. */
  readonly forms: readonly string[]
}

/** "p1" and "f.4" are wards, "tt" a township; "tp" is a city: a district here, or at province level elsewhere. */
export const UNIT_WORDS: readonly UnitWord[] = [
  { type: 'thị trấn', level: 'commune', forms: ['thi tran', 't t', 'tt', 'ttr'] },
  { type: 'phường', level: 'commune', forms: ['phuong', 'phg', 'ph', 'p', 'f'] },
  { type: 'xã', level: 'commune', forms: ['xa', 'x'] },
  { type: 'thành phố', level: 'district', forms: ['thanh pho', 't p', 'tp'] },
  { type: 'thị xã', level: 'district', forms: ['thi xa', 't x', 'tx'] },
  { type: 'huyện', level: 'district', forms: ['huyen', 'h'] },
  { type: 'tỉnh', level: 'province', forms: ['tinh', 't'] },
]

/** The unit's type word at the beginning of a folded name ("phuong 4", "p.4", "tt can giuoc"), and the rest. */
export function splitUnitWord(folded: string): { word: UnitWord; rest: string } | undefined {
  for (const word of UNIT_WORDS) {
    for (const form of word.forms) {
      const pattern = new RegExp(
        `^${form.replaceAll(' ', '[ .-]+')}(?:[ .:-]+|(?=\\d))(?=[\\p{L}\\p{N}])`,
        'u',
      )
      const match = pattern.exec(folded)
      if (match) return { word, rest: folded.slice(match[0].length) }
    }
  }
  return undefined
}

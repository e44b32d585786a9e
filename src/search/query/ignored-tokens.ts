import { isRoadWord } from '../../parsing/compound-words.ts'

/**
 * The words of a folded query that are in no name and are ignored, as a mask: groups ("tổ 5"), lots ("lô B4"), parcels
 * ("thửa 123 tờ 5"), kilometre posts, telephone numbers, and people ("nhà ông Nguyễn Văn A"), who are never searched for.
 */
export function ignoredTokens(words: readonly string[]): number {
  let mask = 0
  const take = (from: number, to: number) => {
    for (let i = from; i < to; i++) mask |= 1 << i
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const next = words[i + 1] ?? ''
    if (
      NUMBERED.has(word) &&
      NUMBER.test(next) &&
      !(word === 'thua' && words[i - 1] === 'thu') &&
      !(word === 'tang' && isNumber(words[i - 1]))
    )
      take(i, i + 2)
    else if (
      LOTS.has(word) &&
      LOT.test(next) &&
      !ROADS.has(words[i - 1] ?? '') &&
      !isRoadWord(words[i - 1] ?? '')
    )
      take(i, i + 2)
    else if (word === 'to' && next === 'ban' && words[i + 2] === 'do')
      take(i, Math.min(words.length, i + (words[i + 3] === 'so' ? 5 : 4)))
    else if (/^km\d/.test(word)) take(i, i + 1)
    else if (PHONE.test(word)) take(i, i + 1)
    else if (TITLES.has(word) && words[i - 1] === 'nha') {
      let end = i + 1
      while (
        end < words.length &&
        end - i <= MAX_NAME &&
        !ENDS_NAME.has(words[end]!) &&
        !/\d/.test(words[end]!)
      )
        end++
      // "Ấp Nhà Ông" is a hamlet: without a name behind it nobody is meant.
      if (end > i + 1) take(i - 1, end)
      i = end - 1
    }
  }
  return mask
}

/** "30 tang 4" is a day with a letter missing, not a floor. */
function isNumber(word: string | undefined): boolean {
  return word !== undefined && /^\d{1,2}$/.test(word)
}

const NUMBERED: ReadonlySet<string> = new Set(['to', 'thua', 'km', 'tdp', 'tang', 'lau'])
/** Lots and blocks of an estate: "lô B4", "nền 12". */
const LOTS: ReadonlySet<string> = new Set(['lo', 'block', 'nen'])
/** Words before "lộ", which folds to the same letters as "lô". */
const ROADS: ReadonlySet<string> = new Set(['q', 't', 'dai', 'khuong', 'duong', 'huyen', 'ap'])
const LOT = /^(?:[a-z]{1,2}\d{1,3}|\d{1,3}[a-z]?)$/
const NUMBER = /^\d{1,4}(?:[/+.-]\d{1,4})?[a-z]?$/
/** Vietnamese mobile and land lines: nobody is found by them. */
const PHONE = /^(?:0|84)\d{8,10}$/
const TITLES: ReadonlySet<string> = new Set(['ong', 'ba', 'anh', 'chi', 'chu', 'co', 'bac'])
const MAX_NAME = 4
const ENDS_NAME: ReadonlySet<string> = new Set([
  'ap',
  'kp',
  'khu',
  'khom',
  'xa',
  'phuong',
  'duong',
  'hem',
  'so',
  'thi',
  'huyen',
  'tp',
  'tinh',
])

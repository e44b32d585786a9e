/**
 * Marks the words of a folded query that say nothing a search could use, a bit per word: groups ("tổ 5"), parcels
 * ("thửa 123 tờ 5"), kilometre posts, and people ("nhà ông Nguyễn Văn A"), who are never matched against anything.
 */
export function asideMask(words: readonly string[]): number {
  let mask = 0
  const take = (from: number, to: number) => {
    for (let i = from; i < to; i++) mask |= 1 << i
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const next = words[i + 1] ?? ''
    if (NUMBERED.has(word) && NUMBER.test(next)) take(i, i + 2)
    else if (word === 'to' && next === 'ban' && words[i + 2] === 'do')
      take(i, Math.min(words.length, i + (words[i + 3] === 'so' ? 5 : 4)))
    else if (/^(km|t)\d/.test(word) && word.startsWith('km')) take(i, i + 1)
    else if (PHONE.test(word)) take(i, i + 1)
    else if (TITLES.has(word) && (i === 0 || words[i - 1] === 'nha')) {
      let end = i + 1
      while (
        end < words.length &&
        end - i <= MAX_NAME &&
        !ENDS_NAME.has(words[end]!) &&
        !/\d/.test(words[end]!)
      )
        end++
      take(words[i - 1] === 'nha' ? i - 1 : i, end)
      i = end - 1
    }
  }
  return mask
}

const NUMBERED: ReadonlySet<string> = new Set(['to', 'thua', 'km', 'tdp', 'block', 'tang', 'lau', 'can'])
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

const DIGITS: Readonly<Record<string, number>> = {
  mot: 1,
  nhat: 1,
  hai: 2,
  nhi: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  lam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
}
/** How the words of numbers are written, by their folded letters. */
export const NUMBER_SPELLINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['mot', ['một', 'mốt']],
  ['nhat', ['nhất']],
  ['hai', ['hai']],
  ['nhi', ['nhì', 'nhị']],
  ['ba', ['ba']],
  ['bon', ['bốn']],
  ['tu', ['tư', 'tứ']],
  ['nam', ['năm']],
  ['lam', ['lăm']],
  ['sau', ['sáu']],
  ['bay', ['bảy', 'bẩy']],
  ['tam', ['tám']],
  ['chin', ['chín']],
  ['muoi', ['mười', 'mươi']],
])

const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x']

/** Folded words that a number may begin with. */
export const NUMBER_WORDS: readonly string[] = [...Object.keys(DIGITS), ...ROMAN, 'muoi']

/**
 * A number from 1 to 99 written in folded Vietnamese words at `start` ("ba muoi", "muoi lam", "tu"), or a single
 * Roman numeral up to X, with how many words it takes; the longest reading wins.
 */
export function readNumberWords(
  words: readonly string[],
  start: number,
): { value: number; length: number } | undefined {
  const first = words[start]
  if (first === undefined) return undefined
  const unit = (i: number): number | undefined => DIGITS[words[i] ?? '']
  if (first === 'muoi') {
    const ones = unit(start + 1)
    return ones === undefined ? { value: 10, length: 1 } : { value: 10 + ones, length: 2 }
  }
  const ones = unit(start)
  if (ones !== undefined) {
    if (words[start + 1] !== 'muoi') return { value: ones, length: 1 }
    const more = unit(start + 2)
    return more === undefined ? { value: ones * 10, length: 2 } : { value: ones * 10 + more, length: 3 }
  }
  const roman = ROMAN.indexOf(first)
  return roman < 0 ? undefined : { value: roman + 1, length: 1 }
}

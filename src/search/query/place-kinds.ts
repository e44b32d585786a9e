/** What kinds of places are called, folded. */
const KINDS: readonly string[] = [
  'buu dien',
  'ngan hang',
  'cong an',
  'san bay',
  'san van dong',
  'san bong',
  'rap chieu phim',
  'cay xang',
  'nha thuoc',
  'nha tho',
  'nha hang',
  'nha nghi',
  'nha sach',
  'khach san',
  'quan ca phe',
  'cua hang',
  'sieu thi',
  'ben xe',
  'ben tau',
  'tram xang',
  'tram y te',
  'benh vien',
  'phong kham',
  'truong hoc',
  'dai hoc',
  'thu vien',
  'bao tang',
  'cong vien',
  'toa an',
]
const BY_FIRST_WORD = new Map<string, string[][]>()
for (const words of KINDS.map((kind) => kind.split(' '))) {
  const [first] = words
  BY_FIRST_WORD.set(first!, [...(BY_FIRST_WORD.get(first!) ?? []), words])
}
const NONE: readonly string[][] = []

/**
 * Where a folded query names kinds of places, a mask each. Their words are spelt as they are meant, and mean something only together: "bưu
 * điện" where there is none is not taken for a name with other letters, nor for one with half of it.
 */
export function placeKinds(words: readonly string[]): number[] {
  const masks: number[] = []
  for (let i = 0; i < words.length; i++)
    for (const kind of BY_FIRST_WORD.get(words[i]!) ?? NONE)
      if (kind.every((word, j) => words[i + j] === word)) masks.push(((1 << kind.length) - 1) << i)
  return masks
}

/** Whether tokens are some words of a kind of place and not all. */
export function splitsKind(kinds: readonly number[], mask: number): boolean {
  return kinds.some((kind) => (mask & kind) !== 0 && (mask & kind) !== kind)
}

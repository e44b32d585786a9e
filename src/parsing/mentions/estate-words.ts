/** What numbers like "F2" or "P4" count beside wards: lots, blocks, flats, rooms, houses. Folded. */
const COUNTED: ReadonlySet<string> = new Set(
  'lo block nen can phong nha so toa lau tang o khu kho xuong day shophouse'.split(' '),
)
/** What a lot lies in: "F2 KDC Mai Thị Non". */
const ESTATES: ReadonlySet<string> = new Set('kcn ccn kdc kdt ktdc kcx block'.split(' '))

/** Whether letters and a number are those of a lot, block or flat, by the folded words of their part beside them. */
export function isLot(before: string | undefined, behind: string | undefined): boolean {
  return COUNTED.has(before ?? '') || ESTATES.has(behind ?? '')
}

/** First words of what is called after a commune, and what makes a place of "khu" and "cụm". */
const NAMED_AFTER: ReadonlySet<string> = new Set(
  'kcn ccn kdc kdt ktdc kcx cho cau chua truong thcs thpt ubnd benh tram buu'.split(' '),
)
const AREAS: ReadonlySet<string> = new Set('cong dan do tai che'.split(' '))

/** Whether a place begins at a word of a folded text that is often called after a commune: "KCN", "chợ", "khu dân cư". */
export function isPlaceAt(words: readonly { folded: string }[], at: number): boolean {
  const first = words[at]?.folded ?? ''
  if (NAMED_AFTER.has(first)) return true
  return (first === 'khu' || first === 'cum') && AREAS.has(words[at + 1]?.folded ?? '')
}

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

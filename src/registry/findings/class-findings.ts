import { titledNameIn } from '../../parsing/personal-data.ts'
import { fold } from '../../text/syllable.ts'
import { finding, quoted, type RuleFinding } from './finding.ts'
import type { CheckedDraft } from './ports.ts'

/**
 * How names of objects begin, with the classes that are plausible then. "Nhà" alone says nothing: a Nhà thuốc is a shop,
 * a Nhà văn hóa an office.
 */
const BEGINNINGS: readonly [words: string, classes: readonly number[]][] = [
  ['uy ban nhan dan, ubnd, tru so, cong an, buu dien, kho bac, toa an, vien kiem sat, ban chi huy', [2, 3]],
  ['truong tieu hoc, truong mam non, truong mau giao, truong thcs, truong thpt, truong trung hoc', [2, 3]],
  ['truong trung cap, truong cao dang, truong dai hoc, truong th', [2, 3]],
  ['benh vien, tram y te, trung tam y te, phong kham, nha van hoa, van phong, ngan hang', [2, 3]],
  ['cong ty, doanh nghiep, nha may, xi nghiep, hop tac xa, htx, dntn', [2, 3]],
  [
    'cua hang, quan com, quan ca phe, quan an, tap hoa, tiem, nha thuoc, nha nghi, khach san, cay xang',
    [2, 3],
  ],
  ['cau kenh, cau vuot, cong so, tram bom, tram bien ap, ben xe, ben pha, dap tran', [3, 4]],
]
const PLAUSIBLE: readonly [beginning: string, classes: readonly number[]][] = BEGINNINGS.flatMap(
  ([words, classes]) => words.split(', ').map((word): [string, readonly number[]] => [`${word} `, classes]),
)
/** "Nhà ông Năm", "Hộ bà Tư". */
const HOME_OF_SOMEBODY = /^(?:nha|ho|gia dinh) (?:ong|ba|anh|chi|co|chu|bac|cau|di|mo|thim|cu|thay) /
const HOME = 1

/** A name that is of another class than the address: a school among homes, somebody's house among shops. */
export function classFindings({ class: objectClass, name }: CheckedDraft): RuleFinding[] {
  const text = name?.trim()
  if (!text) return []
  const plausible = plausibleClasses(text)
  if (plausible === undefined || plausible.includes(objectClass)) return []
  const classes = plausible.join(', ')
  return [
    finding(
      'implausible-class',
      'class',
      `${quoted(text)} có vẻ thuộc loại ${classes}, không phải loại ${objectClass}.`,
      `${quoted(text)} seems to be of class ${classes}, not of class ${objectClass}.`,
      { values: [text, objectClass] },
    ),
  ]
}

function plausibleClasses(name: string): readonly number[] | undefined {
  const folded = `${fold(name.normalize('NFC')).replace(/\s+/g, ' ')} `
  if (HOME_OF_SOMEBODY.test(folded) && titledNameIn(name)) return [HOME]
  return PLAUSIBLE.find(([beginning]) => folded.startsWith(beginning))?.[1]
}

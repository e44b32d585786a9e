import { fold } from '../text/syllable.ts'

/** What the name of a column says that its values are about, where that is somebody's own. */
export type PersonalField = 'identity' | 'birth-date' | 'disease'

const IDENTITY = [
  ...['cccd', 'cmnd', 'cmtnd', 'cancuoc', 'chungminh', 'hochieu', 'passport'],
  ...['dinhdanhcanhan', 'identitynumber', 'identitycard', 'nationalid', 'citizenid'],
]
const BIRTH = ['ngaysinh', 'namsinh', 'thangsinh', 'sinhnam', 'birthdate', 'birthday', 'birthyear', 'ofbirth']
const DISEASE = [
  'chandoan',
  'diagnosis',
  'disease',
  'tenbenh',
  'loaibenh',
  'mabenh',
  'benhly',
  'benhnhan',
  'cabenh',
]
/** Words that are told by themselves alone: "icd10", but not the middle of another word. */
const WORDS: ReadonlyMap<string, PersonalField> = new Map([
  ['dob', 'birth-date'],
  ['yob', 'birth-date'],
  ['icd', 'disease'],
  ['icd10', 'disease'],
  ['cmt', 'identity'],
])
/** What follows "bệnh" where no illness is meant: hospitals, and what is done for animals in a "bệnh xá". */
const OF_HOSPITALS: ReadonlySet<string> = new Set(['vien', 'xa'])

/** What a column is about by its name: "Số CCCD", "ngay_sinh", "Chẩn đoán"; undefined for any other. A hospital is no illness. */
export function personalField(name: string): PersonalField | undefined {
  const words = fold(name.slice(0, 200).normalize('NFC').toLowerCase())
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  for (const word of words) {
    const field = WORDS.get(word)
    if (field) return field
  }
  const joined = words.join('')
  const named = (list: readonly string[]) => list.some((each) => joined.includes(each))
  if (named(IDENTITY)) return 'identity'
  if (named(BIRTH)) return 'birth-date'
  if (named(DISEASE)) return 'disease'
  const at = words.indexOf('benh')
  return at >= 0 && !OF_HOSPITALS.has(words[at + 1] ?? '') ? 'disease' : undefined
}

/** Illnesses that are notified or that people hide, as they are written, without accents. */
const DISEASES = [
  ...[
    'sot xuat huyet',
    'tay chan mieng',
    'covid',
    'sars cov',
    'hiv',
    'aids',
    'lao phoi',
    'benh lao',
    'ung thu',
  ],
  ...['viem gan', 'benh soi', 'bach hau', 'ho ga', 'thuy dau', 'benh dai', 'sot ret', 'thuong han'],
  ...[
    'dai thao duong',
    'tieu duong',
    'tam than',
    'dong kinh',
    'giang mai',
    'phong cui',
    'dau mua khi',
    'dengue',
  ],
  ...['tuberculosis', 'measles', 'hepatitis', 'malaria', 'cholera', 'rabies', 'cancer', 'diabetes'],
]

/** Whether a text names an illness of people. */
export function namesDisease(text: string): boolean {
  const words = ` ${fold(text.slice(0, 200).normalize('NFC').toLowerCase()).replace(/[^a-z0-9]+/g, ' ')} `
  return DISEASES.some((disease) => words.includes(` ${disease} `))
}

/**
 * Whether a text is the number of a citizen's paper: twelve digits that begin with a province's number, 001 to 096 (CCCD, Thông tư
 * 59/2021/TT-BCA, Điều 7 of Nghị định 137/2015/NĐ-CP), or where the column says so nine (CMND), or what a table that took them for
 * numbers has left of twelve.
 *
 * @param named whether the column is named after such papers
 */
export function isIdentityNumber(text: string, named: boolean): boolean {
  if (text.length > 40) return false
  const digits = text.replace(/[\s.-]/g, '')
  if (!/^\d{9,12}$/.test(digits)) return false
  if (named) return true
  const province = Number(digits.slice(0, 3))
  return digits.length === 12 && province >= 1 && province <= 96
}

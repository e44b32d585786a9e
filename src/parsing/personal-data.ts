/** What in a text leads to a person, whoever it is about. */
export type Contact = 'phone' | 'email' | 'identity'

/** Separators within a written number, and how many of them may stand between two digits. */
const BETWEEN = String.raw`[\s.\-–()]{0,3}`
/** A number of Vietnam, 9 to 11 digits after the 0 or +84, also written 0912/345/678. */
const PHONE = new RegExp(String.raw`(?<!\d)(?:\+84|0)(?:[\s./\-–()]{0,3}\d){8,10}(?!${BETWEEN}\d)`)
/** Nine digits and more: CMND (9), CCCD and personal tax number (12), and phones of elsewhere. */
const LONG_NUMBER = new RegExp(String.raw`\d(?:${BETWEEN}\d){8}`)
/** Bounded, so that a long text costs its length. */
const EMAIL = /[^\s@]@[^\s@]{1,200}\.\p{L}{2}/u
/** A text without one of these holds nothing to look for: mostly this is all that is asked. */
const CANDIDATE = /@|\d(?:[\s./\-–()]{0,3}\d){8}/

/** Whether a text, however long, may hold a contact: most hold nothing that looks like one. */
export function mayHoldContact(text: string): boolean {
  return CANDIDATE.test(text)
}

/** What of a phone number, an e-mail or the number of a paper a text holds; undefined when it holds none. */
export function contactIn(text: string): Contact | undefined {
  if (!mayHoldContact(text)) return undefined
  if (EMAIL.test(text)) return 'email'
  if (PHONE.test(text)) return 'phone'
  return LONG_NUMBER.test(text) ? 'identity' : undefined
}

/** How people are spoken of before their name (Law 91/2025/QH15: a name is personal data). */
const TITLES: ReadonlySet<string> = new Set(
  'ông bà anh chị cô chú bác cậu dì mợ thím cụ thầy em hộ'.split(' '),
)
const WORD_AND_NAME = /(?<!\p{L})(\p{L}{2,5})\.?\s+(?=(\p{Lu}\p{L}*))/gu

/**
 * The first title with a capitalised name, as "bà Năm". It says nothing where things are named after people: streets
 * (Bà Chánh Thâu) and shrines (Miếu Bà Ngũ Hành).
 */
export function titledNameIn(text: string): string | undefined {
  for (const [, title, name] of text.normalize('NFC').matchAll(WORD_AND_NAME))
    if (TITLES.has(title!.toLowerCase())) return `${title} ${name}`
  return undefined
}

/** The commonest family names, which most full names begin with. */
const FAMILY_NAMES: ReadonlySet<string> = new Set(
  (
    'nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đoàn trịnh đinh mai trương lâm cao ' +
    'châu tạ hà tô tăng lưu thái đào'
  ).split(' '),
)

/** Whether a text as a whole is written like a person's full name: family name, then one to four capitalised words. */
export function looksLikeFullName(text: string): boolean {
  const words = text.normalize('NFC').trim().split(/\s+/, 6)
  if (words.length < 2 || words.length > 5 || !FAMILY_NAMES.has(words[0]!.toLowerCase())) return false
  return words.every((word) => /^\p{Lu}[\p{L}]*$/u.test(word))
}

import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** A phone number as it is kept (E.164), or why it is none; `repair` where it is certain what is meant. */
export type ReadPhone = { readonly number: string } | { readonly repair: string | undefined }

/** Prefixes of mobile numbers of today, ten digits, without the leading 0. */
const MOBILE = /^(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}$/
/** Landlines: area codes of 2017, eleven digits with the leading 0. */
const LANDLINE = /^2\d{9}$/
/** Numbers of services. */
const SERVICE = /^1[89]00\d{4,6}$/
/** Prefixes of eleven-digit mobile numbers until 2018, and what they became; the last seven digits are kept. */
const BEFORE_2018: Readonly<Record<string, string>> = {
  ...{ 120: '70', 121: '79', 122: '77', 123: '83', 124: '84', 125: '85', 126: '76', 127: '81', 128: '78' },
  ...{ 129: '82', 162: '32', 163: '33', 164: '34', 165: '35', 166: '36', 167: '37', 168: '38', 169: '39' },
  ...{ 186: '56', 188: '58', 199: '59' },
}

/** Reads a phone number, of Viet Nam where it names no country. */
export function readPhone(text: string): ReadPhone {
  const parsed = parsePhoneNumberFromString(text, 'VN')
  // The library takes any ten digits for a number of Viet Nam, and knows nothing of numbers before 2018.
  if (parsed?.country === 'VN' || parsed?.countryCallingCode === '84') {
    const digits = String(parsed.nationalNumber)
    if (MOBILE.test(digits) || LANDLINE.test(digits) || SERVICE.test(digits))
      return { number: `+84${digits}` }
    return { repair: sinceThen(digits) }
  }
  if (parsed?.isValid()) return { number: parsed.number }
  return { repair: sinceThen(text.replace(/\D/g, '').replace(/^(?:0084|84|0)/, '')) }
}

function sinceThen(digits: string): string | undefined {
  if (!/^1\d{9}$/.test(digits)) return undefined
  const prefix = BEFORE_2018[digits.slice(0, 3)]
  return prefix && `+84${prefix}${digits.slice(3)}`
}

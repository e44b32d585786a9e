import pluscodes from 'pluscodes'
import type { Text } from '../errors.ts'
import { checkDigitHolds } from './local-code.ts'

export type CodeScheme = 'local' | 'ndas' | 'pluscode' | 'postal' | 'unknown'
export type CodeProblemKind = 'length' | 'alphabet' | 'check-digit' | 'unknown' | 'retired'

/** Something wrong with a code; `at` is the index in the input (UTF-16) where it shows. */
export interface CodeProblem {
  code: CodeProblemKind
  at: number
  message: Text
}

export interface CheckedCode {
  input: string
  /** Upper case, without spaces, dots, dashes and other separators. */
  normalized: string
  scheme: CodeScheme
  problems: CodeProblem[]
}

interface Character {
  char: string
  at: number
}

/** The longest text that is looked at as a code, in UTF-16 units. */
export const MAX_CODE_LENGTH = 64

/** What people write between the groups of a code. */
const SEPARATOR = /[\s.\-–—_/·]/u
const PLUS_ALPHABET = /[23456789CFGHJMPQRVWX0+]/

/** Letters that are taken for digits on paper and screens. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
}

/** Checks a code's form: alphabet, length and check digit. Pure; whether it is registered is another question. */
export function checkCode(input: string): CheckedCode {
  // nearly every code is written like this, so that the rest is skipped
  if (checkDigitHolds(input)) return { input, normalized: input, scheme: 'local', problems: [] }
  const characters = significant(input)
  const normalized = characters.map(({ char }) => char).join('')
  const scheme = schemeOf(normalized)
  return { input, normalized, scheme, problems: PROBLEMS[scheme](characters, normalized) }
}

/**
 * Codes that a mistyped one may stand for: look-alike letters read as digits, then, for a local code, one wrong
 * digit, two neighbours swapped, one digit missing or too many. Only well-formed ones; the caller keeps those that exist.
 */
export function* nearbyCodes(checked: CheckedCode): Generator<string> {
  const { normalized } = checked
  const local = normalized.startsWith('L')
  const digits = [...(local ? normalized.slice(1) : normalized)].map(asDigit).join('')
  if (!/^\d{8,12}$/.test(digits)) return
  if (digits.length === 10 && !local && digits !== normalized) yield digits
  for (const candidate of new Set(local || digits.length !== 10 ? edits(digits) : [digits])) {
    const code = `L${candidate}`
    if (code !== normalized && checkDigitHolds(code)) yield code
  }
}

function significant(input: string): Character[] {
  const characters: Character[] = []
  for (let at = 0; at < Math.min(input.length, MAX_CODE_LENGTH); ) {
    const char = String.fromCodePoint(input.codePointAt(at) as number)
    if (!SEPARATOR.test(char)) characters.push({ char: char.toUpperCase(), at })
    at += char.length
  }
  return characters
}

function schemeOf(code: string): CodeScheme {
  if (code.includes('+')) return 'pluscode'
  if (/^L[\dA-Z]{5,}$/.test(code) && digitCount(code) >= 5) return 'local'
  if (/^\d{5}$/.test(code)) return 'postal'
  if (digitCount(code) >= 6 && digitCount(code) * 2 > code.length) return 'ndas'
  return 'unknown'
}

function digitCount(code: string): number {
  return [...code].filter((char) => /[\dOI]/.test(char)).length
}

const PROBLEMS: Readonly<Record<CodeScheme, (characters: Character[], code: string) => CodeProblem[]>> = {
  local: (characters, code) => {
    const problems = digitProblems(characters.slice(1), 10, characters.at(-1)?.at ?? 0)
    if (problems.length === 0 && !checkDigitHolds(code))
      problems.push({
        code: 'check-digit',
        at: characters.at(-1)?.at ?? 0,
        message: {
          vi: `Chữ số kiểm tra của ${code} không khớp: có chữ số bị gõ sai hoặc hai chữ số bị đảo.`,
          en: `The check digit of ${code} does not fit: a digit is wrong or two are swapped.`,
        },
      })
    return problems
  },
  ndas: (characters) => digitProblems(characters, 10, characters.at(-1)?.at ?? 0),
  postal: () => [],
  pluscode: (characters, code) => {
    const wrong = characters.find(({ char }) => !PLUS_ALPHABET.test(char))
    if (wrong) return [alphabetProblem(wrong, '23456789CFGHJMPQRVWX+')]
    return isPlusCode(code) ? [] : [lengthProblem(code.length, 'plus code: 8 + 2…7 (7P28GCP6+9R)', 0)]
  },
  unknown: (characters, code) => [
    characters.length === 0 || code.length > 12
      ? lengthProblem(code.length, 'L + 10, 10, 5', 0)
      : alphabetProblem(characters.find(({ char }) => !/\d/.test(char)) ?? characters[0]!, '0123456789'),
  ],
}

function digitProblems(characters: Character[], length: number, last: number): CodeProblem[] {
  const problems = characters
    .filter(({ char }) => !/[0-9]/.test(char))
    .map((c) => alphabetProblem(c, '0123456789'))
  if (characters.length !== length) problems.push(lengthProblem(characters.length, String(length), last))
  return problems
}

function alphabetProblem({ char, at }: Character, allowed: string): CodeProblem {
  const digit = LOOKALIKES[char] ?? decimalDigit(char)
  return {
    code: 'alphabet',
    at,
    message: {
      vi: `Ký tự "${printable(char)}" không có trong mã; chỉ dùng ${allowed}.${digit ? ` Có phải là số ${digit}?` : ''}`,
      en: `The character "${printable(char)}" does not belong in a code; only ${allowed}.${digit ? ` Is it the digit ${digit}?` : ''}`,
    },
  }
}

function lengthProblem(length: number, expected: string, at: number): CodeProblem {
  return {
    code: 'length',
    at,
    message: {
      vi: `Mã có ${length} ký tự; phải có ${expected}.`,
      en: `The code has ${length} characters; it must have ${expected}.`,
    },
  }
}

/** A full plus code (Open Location Code) or a short one, by Google's reference grammar. */
export function isPlusCode(code: string): boolean {
  return (
    /^[2-9CFGHJMPQRVWX]{2,8}0{0,6}\+([2-9CFGHJMPQRVWX]{2,7})?$/.test(code) &&
    code.indexOf('+') % 2 === 0 &&
    (code.indexOf('+') < 8 || pluscodes.decode(code) !== null)
  )
}

function edits(digits: string): string[] {
  const found = [digits]
  const each = '0123456789'
  for (let i = 0; i <= digits.length; i++) {
    const before = digits.slice(0, i)
    if (digits.length === 10 && i < 10) for (const d of each) found.push(before + d + digits.slice(i + 1))
    if (digits.length === 10 && i < 9) found.push(before + digits[i + 1] + digits[i] + digits.slice(i + 2))
    if (digits.length === 9) for (const d of each) found.push(before + d + digits.slice(i))
    if (digits.length === 11 && i < 11) found.push(before + digits.slice(i + 1))
  }
  return found.filter((candidate) => candidate.length === 10)
}

function asDigit(char: string): string {
  return LOOKALIKES[char] ?? decimalDigit(char) ?? char
}

/** The value of a decimal digit of another script (Unicode Nd blocks hold ten in a row). */
function decimalDigit(char: string): string | undefined {
  if (!/\p{Nd}/u.test(char) || /[0-9]/.test(char)) return undefined
  const point = char.codePointAt(0) as number
  let zero = point
  while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return String((point - zero) % 10)
}

function printable(char: string): string {
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(char)
    ? char
    : `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

import { badFilter } from './expression.ts'

/** A piece of CQL2 text and where it begins. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign' | 'end'
  /** A word or name as it is written, a text between its quotes. */
  readonly text: string
  readonly at: number
}

/** As the BNF of CQL2 has them, with letters of any script. */
const FORMS = [
  ['number', /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['word', /[\p{L}_:][\p{L}\p{M}\p{Nd}_:.\u203f\u2040]*/uy],
  ['sign', /<>|<=|>=|[=<>(),]/y],
] as const
const SPACE = /\s*/y
const NAME = /"([^"]*)"/y
const TEXT = /'((?:[^'\\]|''|\\[\s\S])*)'/y

/** The pieces of a filter; refuses a character that begins none. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; ; ) {
    at += matched(SPACE, text, at)![0].length
    if (at === text.length) return [...tokens, { kind: 'end', text: '', at }]
    const token = tokenAt(text, at)
    tokens.push(token.token)
    at += token.length
  }
}

function tokenAt(text: string, at: number): { token: Token; length: number } {
  const quoted = matched(NAME, text, at) ?? matched(TEXT, text, at)
  if (quoted)
    return {
      token: { kind: text[at] === '"' ? 'name' : 'text', text: quoted[1]!, at },
      length: quoted[0].length,
    }
  for (const [kind, form] of FORMS) {
    const found = matched(form, text, at)
    if (found) return { token: { kind, text: found[0], at }, length: found[0].length }
  }
  const rest = text.slice(at, at + 20)
  throw badFilter(
    'syntax',
    `không hiểu từ vị trí ${at + 1}: ${rest}`,
    `not understood from position ${at + 1} on: ${rest}`,
  )
}

function matched(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at
  return form.exec(text)
}

const CONTROLS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
}

/** The text that a literal stands for (requirement /req/cql2-text/escaping). */
export function unescaped(literal: string): string {
  return literal.replace(/''|\\([\s\S])/g, (_, character?: string) =>
    character === undefined ? "'" : (CONTROLS[character] ?? character),
  )
}

/** A pattern's text: a backslash before anything but a quote or a control letter is the pattern's own. */
export function unescapedPattern(literal: string): string {
  return literal.replace(/''|\\([\s\S])/g, (pair, character?: string) =>
    character === undefined || character === "'" ? "'" : (CONTROLS[character] ?? pair),
  )
}

/** Most addresses of one request, and longest address: what `/v1/convert` takes. */
export const MAX_LINES = 1000
export const MAX_LENGTH = 1000

export type Lines =
  | { ok: true; lines: string[] }
  | { ok: false; problem: 'empty' }
  | { ok: false; problem: 'tooMany'; n: number }
  | { ok: false; problem: 'tooLong'; line: number }

/** The addresses of a pasted text, one a line, empty lines left out; or what is wrong with them. */
export function addressLines(text: string): Lines {
  const lines = text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length === 0) return { ok: false, problem: 'empty' }
  if (lines.length > MAX_LINES) return { ok: false, problem: 'tooMany', n: lines.length }
  const long = lines.findIndex((line) => line.length > MAX_LENGTH)
  return long < 0 ? { ok: true, lines } : { ok: false, problem: 'tooLong', line: long + 1 }
}

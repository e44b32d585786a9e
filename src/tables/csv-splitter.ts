/** One record; of a damaged one only the text of its first line is left, and why. */
export type CsvRecord =
  | { line: number; fields: string[]; damage?: undefined }
  | { line: number; text: string; damage: CsvDamage }
export type CsvDamage = 'quote' | 'too-long'

/** Longest record in UTF-16 units; beyond it a quote counts as never closed. */
export const MAX_RECORD = 8_000_000

/** The separator that a header line uses: the most frequent of comma, semicolon and tab. */
export function delimiterOf(text: string): ',' | ';' | '\t' {
  const header = text.slice(0, Math.max(0, text.search(/[\r\n]|$/)))
  const count = (delimiter: string) => header.split(delimiter).length
  return count(';') > count(',') ? ';' : count('\t') > count(',') ? '\t' : ','
}

/**
 * Splits CSV text (RFC 4180) that comes in pieces into records, and goes on after a damaged one: a record with an
 * unclosed quote, or one that runs over several lines and has the wrong number of fields, costs only its first line.
 */
export class CsvSplitter {
  /** Fields in a whole record, once the header is known. */
  width = 0
  readonly #delimiter: string
  #text = ''
  #at = 0
  #line = 1
  /** Dropping the rest of a line that is too long. */
  #dropping = false

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  /** Records that end within the text so far. */
  push(text: string): CsvRecord[] {
    this.#text = this.#text.slice(this.#at) + text
    this.#at = 0
    return this.#records(false)
  }

  /** The records left when the text is over. */
  finish(): CsvRecord[] {
    return this.#records(true)
  }

  #records(final: boolean): CsvRecord[] {
    const records: CsvRecord[] = []
    while (this.#at < this.#text.length) {
      const newline = this.#text.indexOf('\n', this.#at)
      if (newline < 0 && !final) {
        const overlong = this.#text.length - this.#at > MAX_RECORD
        if (overlong && !this.#dropping)
          records.push({
            line: this.#line,
            text: this.#text.slice(this.#at, this.#at + 200),
            damage: 'too-long',
          })
        this.#dropping ||= overlong
        if (this.#dropping) this.#at = this.#text.length
        break
      }
      const end = newline < 0 ? this.#text.length : newline
      if (this.#dropping) {
        this.#dropping = false
        this.#skipLine(end)
        continue
      }
      const record = this.#recordAt(end, final)
      if (record === 'incomplete') break
      if (record) records.push(record)
    }
    return records
  }

  /** The record at the current position, whose first line ends at `lineEnd`; moves past it. */
  #recordAt(lineEnd: number, final: boolean): CsvRecord | 'incomplete' | undefined {
    const line = this.#line
    const first = this.#text.slice(this.#at, this.#text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd)
    if (!first.includes('"')) {
      this.#skipLine(lineEnd)
      return first === '' ? undefined : { line, fields: first.split(this.#delimiter) }
    }
    const found = this.#quoted(this.#at)
    // At the end of a piece a quote may be the first half of an escaped one, and a field may go on.
    const parsed =
      !final && typeof found === 'object' && found.end >= this.#text.length ? 'incomplete' : found
    if (parsed === 'incomplete' && !final && this.#text.length - this.#at <= MAX_RECORD) return 'incomplete'
    const severalLines = typeof parsed === 'object' && parsed.end > lineEnd
    if (
      typeof parsed === 'string' ||
      (severalLines && this.width > 0 && parsed.fields.length !== this.width)
    ) {
      this.#skipLine(lineEnd)
      return { line, text: first, damage: 'quote' }
    }
    for (
      let at = this.#text.indexOf('\n', this.#at);
      at >= 0 && at < parsed.end;
      at = this.#text.indexOf('\n', at + 1)
    )
      this.#line++
    this.#skipLine(parsed.end)
    return { line, fields: parsed.fields }
  }

  #skipLine(end: number): void {
    this.#at = end + 1
    this.#line++
  }

  /** Reads a record with quotes; `end` is the index of its line feed, or the end of the text. */
  #quoted(start: number): { fields: string[]; end: number } | 'incomplete' | 'damaged' {
    const text = this.#text
    const fields: string[] = []
    let at = start
    for (;;) {
      let field = ''
      if (text[at] === '"') {
        for (at++; ; at++) {
          const close = text.indexOf('"', at)
          if (close < 0) return 'incomplete'
          field += text.slice(at, close)
          at = close + 1
          if (text[at] !== '"') break
          field += '"'
        }
      } else {
        const from = at
        while (at < text.length && text[at] !== this.#delimiter && text[at] !== '\n') at++
        field = text.slice(
          from,
          text[at - 1] === '\r' && (text[at] === '\n' || at === text.length) ? at - 1 : at,
        )
      }
      fields.push(field)
      if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)) at++
      if (at >= text.length || text[at] === '\n') return { fields, end: at }
      if (text[at] !== this.#delimiter) return 'damaged'
      at++
    }
  }
}

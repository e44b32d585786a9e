/** Whether a text carries one of some values as words of its own: "12" stands in "số 12", and not in "2012". */
export function carries(text: string, values: readonly string[]): boolean {
  const whole = plain(text)
  return values.map(plain).some((value) => value !== '' && hasWord(whole, value))
}

/** A JSON value without the texts that carry one of some values. */
export function withoutCarried(json: unknown, values: readonly string[]): unknown {
  if (typeof json === 'string') return carries(json, values) ? null : json
  if (Array.isArray(json)) return json.map((each) => withoutCarried(each, values))
  if (json === null || typeof json !== 'object') return json
  return Object.fromEntries(Object.entries(json).map(([key, each]) => [key, withoutCarried(each, values)]))
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return true
  return false
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character)
}

const ZERO = 0x30

/** Whether a UTF-16 unit is one of 0–9. */
export function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= ZERO + 9
}

/** Whether a word has a digit anywhere. */
export function hasDigit(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (isDigit(word.charCodeAt(i))) return true
  return false
}

export function beginsWithDigit(word: string): boolean {
  return isDigit(word.charCodeAt(0))
}

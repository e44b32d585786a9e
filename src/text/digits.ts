const ZERO = 0x30

/** Whether a UTF-16 unit is one of 0–9. */
export function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= ZERO + 9
}

/** The value of a text of one to five digits that begins with no zero; 0 for any other text. */
export function plainNumber(text: string): number {
  if (text.length === 0 || text.length > 5 || text.charCodeAt(0) === ZERO) return 0
  let number = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (!isDigit(unit)) return 0
    number = number * 10 + unit - ZERO
  }
  return number
}

/** Whether a word has a digit anywhere. */
export function hasDigit(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (isDigit(word.charCodeAt(i))) return true
  return false
}

export function beginsWithDigit(word: string): boolean {
  return isDigit(word.charCodeAt(0))
}

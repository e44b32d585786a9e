/** A declared text with another that must not be lost; the same text again changes nothing. */
export function joinedTexts(text: string | null, more: string): string {
  if (text === null) return more
  return text.includes(more) ? text : `${text} | ${more}`
}

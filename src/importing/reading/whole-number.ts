/** A whole number as people write it, 1250 also as "1.250", "1,250", "1 250"; undefined for what is none. */
export function wholeNumber(text: string): number | undefined {
  if (/^\d{1,9}(?:[.,]0{1,2})?$/.test(text)) return Number(text.replace(',', '.'))
  return /^\d{1,3}(?:[.,\u00a0 ]\d{3})+$/.test(text) ? Number(text.replace(/[.,\u00a0 ]/g, '')) : undefined
}

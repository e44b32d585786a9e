import type { Query } from './query.ts'

/** How a query was read, for `explain`: words with their shares (0..1), spans by token from and to, numbers and type words. */
export function explainQuery(query: Query, fuzzy: boolean): Record<string, unknown> {
  if (query.tokens.length === 0) return { text: query.text }
  return {
    text: query.text,
    words: query.tokens.map(({ text }, i) => ({ text, share: Math.round(query.shares[i]! * 1000) / 1000 })),
    readings: query.spans.map(({ from, to, form, quality }) => ({ from, to, word: form.text, quality })),
    houseNumbers: query.houses.map(({ path, introduced }) => ({ path: path.text, said: introduced })),
    typeWords: query.typeBefore.flatMap((type) =>
      type ? [{ level: type.level, type: type.type, before: type.to }] : [],
    ),
    fuzzy,
  }
}

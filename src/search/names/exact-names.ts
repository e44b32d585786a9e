import type { Query } from '../query/query.ts'
import type { SpanMatches, WordMatch } from '../words/word-match.ts'

/** A name that stands in a query from its first word to its last. */
export interface ExactName {
  /** Things that have the name. */
  readonly slots: readonly number[]
  /** Share of the query that it takes, by how well the words agree. */
  readonly share: number
}

/** Words that names begin with. */
interface Beginning {
  /** Slots of the names that are these words and no more. */
  readonly slots: number[]
  /** How many longer names begin with them. */
  longer: number
}

/** A query being walked through from a word on. */
interface Walk {
  readonly tokens: Query['tokens']
  readonly shares: Query['shares']
  readonly misspelt: ReadonlyMap<number, readonly WordMatch[]>
  readonly found: ExactName[]
}

/** Words of it that begin some name. */
interface Prefix {
  readonly key: string
  readonly length: number
  readonly share: number
  readonly mistyped: boolean
}

const START: Prefix = { key: '', length: 0, share: 0, mistyped: false }
/** Words tried in place of one that may be misspelt. */
const MAX_MISSPELT = 12
/** Words of the shortest name that is found with one of them misspelt. */
const MIN_MISTYPED = 3
const NO_MATCHES: readonly WordMatch[] = []

/** Names as a whole, in a prefix table: however many names share words with a query, it is looked up word after word. */
export class ExactNames {
  /** By folded words, joined. */
  readonly #beginnings = new Map<string, Beginning>()

  /** Adds a name by its folded words. */
  add(words: readonly string[], slot: number): void {
    this.#beginning(words.join(' ')).slots.push(slot)
    this.#countLonger(words, 1)
  }

  remove(words: readonly string[], slot: number): void {
    const key = words.join(' ')
    const { slots } = this.#beginning(key)
    const at = slots.indexOf(slot)
    if (at >= 0) slots.splice(at, 1)
    this.#forgetIfEmpty(key)
    this.#countLonger(words, -1)
  }

  /** The names that stand in a query word for word, one of which may be misspelt; the one with the largest share first. */
  in({ tokens, shares }: Query, spans: readonly SpanMatches[]): ExactName[] {
    const walk: Walk = { tokens, shares, misspelt: misspeltIn(spans), found: [] }
    for (let from = 0; from < tokens.length; from++) this.#extend(walk, from, START)
    return walk.found.sort((a, b) => b.share - a.share)
  }

  /** Adds the word at `at`, or one that it may be misspelt for, to a prefix. */
  #extend(walk: Walk, at: number, prefix: Prefix): void {
    if (at === walk.tokens.length) return
    this.#take(walk, at, prefix, walk.tokens[at]!.folded, 1, prefix.mistyped)
    if (!prefix.mistyped)
      for (const { foldedWord, quality } of walk.misspelt.get(at) ?? NO_MATCHES)
        this.#take(walk, at, prefix, foldedWord.folded, quality, true)
  }

  #take(walk: Walk, at: number, prefix: Prefix, word: string, quality: number, mistyped: boolean): void {
    const key = prefix.length === 0 ? word : `${prefix.key} ${word}`
    const beginning = this.#beginnings.get(key)
    if (!beginning) return
    const { slots, longer } = beginning
    const length = prefix.length + 1
    const share = prefix.share + quality * walk.shares[at]!
    if (slots.length > 0 && (!mistyped || length >= MIN_MISTYPED)) walk.found.push({ slots, share })
    if (longer > 0) this.#extend(walk, at + 1, { key, length, share, mistyped })
  }

  #countLonger(words: readonly string[], more: number): void {
    let key = ''
    for (let i = 0; i + 1 < words.length; i++) {
      key = i === 0 ? words[0]! : `${key} ${words[i]}`
      this.#beginning(key).longer += more
      this.#forgetIfEmpty(key)
    }
  }

  #beginning(key: string): Beginning {
    let beginning = this.#beginnings.get(key)
    if (!beginning) {
      beginning = { slots: [], longer: 0 }
      this.#beginnings.set(key, beginning)
    }
    return beginning
  }

  #forgetIfEmpty(key: string): void {
    const { slots, longer } = this.#beginning(key)
    if (slots.length === 0 && longer <= 0) this.#beginnings.delete(key)
  }
}

/** By token, the words that it may be misspelt for, the likeliest first. */
function misspeltIn(spans: readonly SpanMatches[]): Map<number, WordMatch[]> {
  const found = new Map<number, WordMatch[]>()
  for (const { span, matches } of spans) {
    if (span.to !== span.from + 1) continue
    const words: WordMatch[] = []
    for (let i = 0; i < matches.length && words.length < MAX_MISSPELT; i++) {
      const match = matches[i]!
      if (match.how === 'typo' || match.how === 'sound') words.push(match)
    }
    if (words.length > 0) found.set(span.from, words)
  }
  return found
}

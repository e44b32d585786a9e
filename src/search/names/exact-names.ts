import type { Query } from '../query/query.ts'
import type { SpanMatches, WordMatch } from '../words/word-match.ts'

/** A name that stands in a query from its first word to its last. */
export interface ExactName {
  /** Things that have the name. */
  readonly slots: readonly number[]
  /** Share of the query that it takes, by how well the words agree. */
  readonly share: number
}

/** A query being gone through. */
interface Walk {
  readonly tokens: Query['tokens']
  readonly shares: Query['shares']
  readonly misspelt: ReadonlyMap<number, readonly WordMatch[]>
  readonly found: ExactName[]
}

/** Words of it that begin a name. */
interface Gone {
  readonly key: string
  readonly length: number
  readonly share: number
  readonly mistyped: boolean
}

const START: Gone = { key: '', length: 0, share: 0, mistyped: false }
/** So many words are tried in place of one, in names of so many words. */
const MAX_MISSPELT = 12
const MIN_MISTYPED = 3
const NO_MATCHES: readonly WordMatch[] = []

/** Names as a whole: found in a query by looking up its words one after another, however many names share words with it. */
export class ExactNames {
  /** Slots by the folded words of their names. */
  readonly #slots = new Map<string, number[]>()
  /** How many names begin with these words, and go on. */
  readonly #begins = new Map<string, number>()

  /** Adds a name by its folded words. */
  add(words: readonly string[], slot: number): void {
    const key = words.join(' ')
    const same = this.#slots.get(key)
    if (same) same.push(slot)
    else this.#slots.set(key, [slot])
    this.#countBegins(words, 1)
  }

  remove(words: readonly string[], slot: number): void {
    const key = words.join(' ')
    const left = (this.#slots.get(key) ?? []).filter((other) => other !== slot)
    if (left.length > 0) this.#slots.set(key, left)
    else this.#slots.delete(key)
    this.#countBegins(words, -1)
  }

  /** The names that stand in a query word for word, but for one that may be misspelt; the one that takes most of it first. */
  in({ tokens, shares }: Query, readings: readonly SpanMatches[]): ExactName[] {
    const walk: Walk = { tokens, shares, misspelt: misspeltIn(readings), found: [] }
    for (let from = 0; from < tokens.length; from++) this.#goOn(walk, from, START)
    return walk.found.sort((a, b) => b.share - a.share)
  }

  /** Takes the word at `at`, and what it may be misspelt for, behind the words that were gone through. */
  #goOn(walk: Walk, at: number, gone: Gone): void {
    if (at === walk.tokens.length) return
    this.#take(walk, at, gone, walk.tokens[at]!.folded, 1, gone.mistyped)
    if (!gone.mistyped)
      for (const { foldedWord, quality } of walk.misspelt.get(at) ?? NO_MATCHES)
        this.#take(walk, at, gone, foldedWord.folded, quality, true)
  }

  #take(walk: Walk, at: number, gone: Gone, word: string, quality: number, mistyped: boolean): void {
    const key = gone.length === 0 ? word : `${gone.key} ${word}`
    const goesOn = this.#begins.has(key)
    const slots = this.#slots.get(key)
    if (!slots && !goesOn) return
    const length = gone.length + 1
    const share = gone.share + quality * walk.shares[at]!
    if (slots && (!mistyped || length >= MIN_MISTYPED)) walk.found.push({ slots, share })
    if (goesOn) this.#goOn(walk, at + 1, { key, length, share, mistyped })
  }

  #countBegins(words: readonly string[], more: number): void {
    let key = ''
    for (let i = 0; i + 1 < words.length; i++) {
      key = i === 0 ? words[0]! : `${key} ${words[i]}`
      const count = (this.#begins.get(key) ?? 0) + more
      if (count > 0) this.#begins.set(key, count)
      else this.#begins.delete(key)
    }
  }
}

/** By token, the words that it may be misspelt for, the likeliest first. */
function misspeltIn(readings: readonly SpanMatches[]): Map<number, WordMatch[]> {
  const found = new Map<number, WordMatch[]>()
  for (const { span, meant } of readings) {
    if (span.to !== span.from + 1) continue
    const words: WordMatch[] = []
    for (let i = 0; i < meant.length && words.length < MAX_MISSPELT; i++) {
      const reading = meant[i]!
      if (reading.how === 'typo' || reading.how === 'sound') words.push(reading)
    }
    if (words.length > 0) found.set(span.from, words)
  }
  return found
}

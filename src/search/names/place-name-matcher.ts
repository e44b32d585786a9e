import { beginsWithDigit } from '../../text/digits.ts'
import { soundAlike } from '../../text/southern-spelling.ts'
import type { Query } from '../query/query.ts'
import type { SpanMatches } from '../words/word-match.ts'
import { accentCost } from './accent-cost.ts'
import { type Alignment, align, BEGUN_RARITY, type MatchedSpan, type Occurrence, worth } from './alignment.ts'
import { MaxScore, type SpanPostings, type WordPostings } from './max-score.ts'
import type { Named, PlaceNameIndex } from './place-name-index.ts'

/** A thing of which a name stands in a query, and where. */
export interface FoundName<T extends Named> {
  readonly thing: T
  readonly alignment: Alignment
}

/** Tells by upper bounds whether a thing can still come among the hits, and takes those that are found. */
export interface Admission<T extends Named> {
  /** Whether a thing of such importance could, if the query had no more of it than these tokens. */
  tokens(mask: number, importance: number): boolean
  /** Whether it could with such a share of the query. */
  share(share: number, importance: number): boolean
  /** Whether a thing could with such a share of the query and so much of its name typed. */
  thing(thing: T, share: number, completeness: number): boolean
  /** How near it is to a place to prefer, 0..1; absent where there is none. */
  readonly nearness: ((thing: T) => number) | undefined
  /** Whether it lies in a commune or district that the query names. */
  isNear(thing: T): boolean
  /** Takes a found thing at once, so that the bounds rise for the others. */
  take(thing: T, alignment: Alignment): void
}

/** Things whose names are aligned with the query after counting words. */
const MAX_CANDIDATES = 32
/** Postings read at most; fewer in a fuzzy query, which has more words and finds exact names first. */
const MAX_POSTINGS = 40_000
const MAX_POSTINGS_FUZZY = 8_000
/** Things of one exact name that are looked at, in communes that are named and elsewhere. */
const MAX_NEAR = 4000
const MAX_ELSEWHERE = 1000
/** Among things with the same words, the important one comes first. */
const BY_IMPORTANCE = 0.1
/** And the near one: of very many of a kind those around are meant. */
const BY_NEARNESS = 0.1
/** And the one with the shorter name, as more of it is typed. */
const BY_LENGTH = 0.01

/**
 * Matches queries with the names of places and addresses: the working memory of one query at a time. It can be used again for the next
 * query, as arrays of this size would keep the garbage collector busy.
 */
export class PlaceNameMatcher<T extends Named> {
  readonly #index: PlaceNameIndex<T>
  readonly #maxScore = new MaxScore()
  /** Slots that {@link MaxScore} has. */
  #reserved = 0
  /** By the number of a word: the last query that may mean it. */
  #queryOf = new Uint32Array(1024)
  #query = 0
  /** By the number of a word: what of the query may mean it; undefined for most. */
  readonly #matchesOf: Array<MatchedSpan[] | undefined> = []

  constructor(index: PlaceNameIndex<T>) {
    this.#index = index
  }

  /** The things that the query names and that `admission` lets in; words that streets have are not taken for misspelt ones. */
  match(
    query: Query,
    fuzzy: boolean,
    hasElsewhere: (folded: string) => boolean,
    admission: Admission<T>,
  ): FoundName<T>[] {
    const index = this.#index
    if (index.size === 0) return []
    const spans = this.#spanMatches(query, fuzzy, hasElsewhere)
    // Numbers are in the names of some ("Trường Mầm non Phường 3") but find nothing alone.
    if (spans.every(({ span }) => beginsWithDigit(span.form.folded))) return []
    this.#reserve()
    const found = new Map<number, FoundName<T>>()
    let collected = false
    const take = (slot: number, share: number, completeness: number) => {
      const thing = index.at(slot)!
      if (found.has(slot) || !admission.thing(thing, share, completeness)) return
      if (!collected) this.#collect(spans, query)
      collected = true
      const alignment = bestAlignment(thing, this.#matchesOf, query)
      if (!alignment) return
      found.set(slot, { thing, alignment })
      admission.take(thing, alignment)
    }
    // Of a name that very many have, most cannot be among the hits any more when the first are.
    for (const { slots, share } of index.exactNames.in(query, spans)) {
      let near = 0
      let elsewhere = 0
      for (const slot of slots)
        if (admission.isNear(index.at(slot)!) ? near++ < MAX_NEAR : elsewhere++ < MAX_ELSEWHERE)
          take(slot, share, 1)
    }
    const best = this.#best(spans, fuzzy ? MAX_POSTINGS_FUZZY : MAX_POSTINGS, admission)
    if (best.length > 0) this.#markWords(spans)
    for (const slot of best) {
      const share = Math.min(1, this.#maxScore.share(slot))
      const thing = index.at(slot)!
      // The words of its names are only looked at where the share alone does not rule it out.
      if (admission.thing(thing, share, 1)) take(slot, share, this.#maxCompleteness(thing))
    }
    if (collected) this.#forget(spans)
    return [...found.values()]
  }

  #spanMatches(query: Query, fuzzy: boolean, hasElsewhere: (folded: string) => boolean): SpanMatches[] {
    const spans: SpanMatches[] = []
    for (const span of query.spans) {
      if (span.mask & query.ignored || (span.weak && !fuzzy)) continue
      const matches = this.#index.lexicon.matches(span, fuzzy, hasElsewhere)
      if (matches.length > 0) spans.push({ span, matches })
    }
    return spans
  }

  /** Makes room for things that were added since the last query. */
  #reserve(): void {
    const index = this.#index
    for (; this.#reserved < index.slots; this.#reserved++)
      this.#maxScore.put(this.#reserved, preferenceOf(index.at(this.#reserved)))
    const words = index.lexicon.rarities.length
    while (this.#matchesOf.length < words) this.#matchesOf.push(undefined)
    if (this.#queryOf.length < words) this.#queryOf = new Uint32Array(2 * words)
  }

  /** Slots of the things that have the words of most weight in common with the query. */
  #best(spans: readonly SpanMatches[], maxPostings: number, admission: Admission<T>): readonly number[] {
    const { importances, maxImportance } = this.#index
    this.#maxScore.count(spans.map(postingsOf), maxPostings, (tokens) =>
      admission.tokens(tokens, maxImportance),
    )
    const { nearness } = admission
    return this.#maxScore.best(
      MAX_CANDIDATES,
      (slot, share) => admission.share(share, importances[slot]!),
      nearness && ((slot) => BY_NEARNESS * nearness(this.#index.at(slot)!)),
    )
  }

  /** Marks the words of names that the query may mean. */
  #markWords(spans: readonly SpanMatches[]): void {
    this.#query++
    for (const { matches } of spans)
      for (const { foldedWord } of matches)
        for (const { id } of foldedWord.words) this.#queryOf[id] = this.#query
  }

  /** Upper bound of how much of a thing's name was typed, by rarity of its words. */
  #maxCompleteness({ names }: Named): number {
    let max = 0
    for (const name of names) {
      let total = 0
      let typed = 0
      for (let i = 0; i < name.length; i++) {
        const { id, foldedWord } = name[i]!
        total += foldedWord.rarity
        if (this.#queryOf[id] === this.#query) typed += foldedWord.rarity
      }
      if (typed > max * total) max = typed / total
    }
    return max
  }

  /** Lists what of the query may mean each word, once for all things as these have most words in common. */
  #collect(spans: readonly SpanMatches[], query: Query): void {
    for (const { span, matches } of spans)
      for (const { foldedWord, quality, how } of matches)
        for (const word of foldedWord.words) {
          if (how === 'sound' && !soundAlike(span.form, word)) continue
          const list = this.#matchesOf[word.id]
          // "Ấp Tây, xã Tâ" has the whole name and begins a commune: where a word stands as it is, it is not begun at the end.
          if (span.open && list?.some(isStanding)) continue
          const accents = accentCost(span, word, how, query)
          const match = { span, quality: quality * span.quality, accents, how }
          if (list) list.push(match)
          else this.#matchesOf[word.id] = [match]
        }
  }

  #forget(spans: readonly SpanMatches[]): void {
    for (const { matches } of spans)
      for (const { foldedWord } of matches)
        for (const { id } of foldedWord.words) this.#matchesOf[id] = undefined
  }
}

/** What a thing is preferred by among those with the same words: by its importance, and by how little more its name has. */
function preferenceOf(thing: Named | undefined): number {
  if (!thing) return 0
  let shortest = Number.POSITIVE_INFINITY
  for (const name of thing.names) {
    let total = 0
    for (let i = 0; i < name.length; i++) total += name[i]!.foldedWord.rarity
    shortest = Math.min(shortest, total)
  }
  return BY_IMPORTANCE * thing.importance - BY_LENGTH * shortest
}

function postingsOf({ span, matches }: SpanMatches): SpanPostings {
  const words: WordPostings[] = []
  let count = 0
  for (const { foldedWord, quality, how } of matches) {
    const rarity = how === 'prefix' ? BEGUN_RARITY : foldedWord.rarity
    const weight = quality * rarity * (span.to - span.from)
    const share = quality * span.quality * span.share
    for (const { postings } of foldedWord.words) {
      if (postings.length > 0) words.push({ postings, weight, share, span: 0 })
      count += postings.length
    }
  }
  return { mask: span.mask, words, count }
}

function isStanding({ how, span }: MatchedSpan): boolean {
  return how === 'exact' && !span.open
}

/** The best alignment of any of a thing's names; `matchesOf` lists by the number of a word what of the query may mean it. */
function bestAlignment(
  thing: Named,
  matchesOf: ReadonlyArray<readonly MatchedSpan[] | undefined>,
  query: Query,
): Alignment | undefined {
  let best: Alignment | undefined
  for (const name of thing.names) {
    let count = 0
    for (let at = 0; at < name.length; at++) {
      const matches = matchesOf[name[at]!.id]
      if (matches) count += matches.length
    }
    const occurrences = new Array<Occurrence>(count)
    for (let at = name.length - 1; count > 0; at--) {
      const matches = matchesOf[name[at]!.id]
      if (matches)
        for (let i = matches.length - 1; i >= 0; i--) occurrences[--count] = { match: matches[i]!, at }
    }
    const one = align(occurrences, name, query, -1)
    if (one && (!best || worth(one) > worth(best))) best = one
  }
  return best
}

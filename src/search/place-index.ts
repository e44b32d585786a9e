import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { PlaceRow } from '../store/rows.ts'
import { beginsWithDigit } from '../text/digits.ts'
import { normalizeText } from '../text/normalize.ts'
import { placeSpellings } from '../text/place-abbreviations.ts'
import { syllable, words } from '../text/syllable.ts'
import { type Alignment, align, type Hit, type Meaning, worth } from './alignment.ts'
import { Best } from './best.ts'
import { DescriptionIndex } from './description-index.ts'
import type { Edge } from './edges.ts'
import { Lexicon, MAX_WORDS, type Reading, type Word } from './lexicon.ts'
import { accentCost } from './name-index.ts'
import type { Query } from './query.ts'
import type { UnitIndex } from './unit-index.ts'

/** A place that search knows; everything else about it is read from the record when it is answered. */
export interface PlaceEntry {
  readonly fid: number
  readonly names: ReadonlyArray<readonly Word[]>
  readonly area: number | undefined
  readonly importance: number
  readonly position: readonly [number, number] | undefined
}

/** A word of the query and what it may mean. */
interface EdgeReadings {
  readonly edge: Edge
  readonly meant: readonly Reading[]
}

export interface FoundPlace {
  readonly place: PlaceEntry
  readonly alignment: Alignment
}

/** Places whose names are aligned with the query, of those that share words with it. */
const CANDIDATES = 32
/** Occurrences of words looked at, rare words first: what bounds the work, however many places there are. */
const VISITS = 40_000
const DEFAULT_IMPORTANCE = 0.3

/**
 * Schools, markets, pagodas and other places, by the words of their names and other names; a description finds them
 * too. Kept apart from streets and hamlets, so that many places do not slow those down.
 */
export class PlaceIndex {
  readonly #lexicon = new Lexicon()
  readonly #descriptions = new DescriptionIndex()
  /** Places by slot; postings of words are slots, in order of importance for those read at start. */
  readonly #slots: Array<PlaceEntry | undefined> = []
  readonly #slotOf = new Map<number, number>()
  #importances = new Float32Array(1024)
  // Weights of the query at hand, by slot; kept to spare the collector.
  #weights = new Float32Array(1024)
  /** The largest share of the query that the words of a place can have, but for the words that were not visited. */
  #shares = new Float64Array(1024)
  #unvisited = 0
  #stamps = new Uint32Array(1024)
  #touched = new Uint32Array(1024)
  #stamp = 0
  /** Of the query at hand, by the number of a word; undefined for words that it has nothing of. */
  readonly #meanings: Array<Meaning[] | undefined> = []
  readonly #record: RecordStore
  readonly #units: UnitIndex

  constructor(record: RecordStore, units: UnitIndex) {
    this.#record = record
    this.#units = units
    const rows = [...record.gazetteer.places()]
    rows.sort((a, b) => importanceOf(b) - importanceOf(a) || a.fid - b.fid)
    for (const row of rows) this.#add(row)
    this.settle()
  }

  /** Follows one edit of the layer `place`. */
  put(fid: number): void {
    const slot = this.#slotOf.get(fid)
    if (slot !== undefined) {
      for (const word of new Set(this.#slots[slot]!.names.flat())) this.#lexicon.unpost(word, slot)
      this.#slots[slot] = undefined
      this.#slotOf.delete(fid)
      this.#descriptions.remove(fid)
    }
    const row = this.#record.gazetteer.place(fid)
    if (row) this.#add(row)
  }

  /** Call after edits. */
  settle(): void {
    this.#lexicon.settle(this.#slotOf.size)
  }

  /**
   * Places whose words stand in the query; words that are `known` elsewhere are not taken for misspelt ones, and a place
   * is only taken when it is `worthwhile` for the share of the query that its words can have at most.
   */
  match(
    query: Query,
    fuzzy: boolean,
    known: (folded: string) => boolean,
    worthwhile: (place: PlaceEntry, share: number) => boolean,
  ): FoundPlace[] {
    const found: FoundPlace[] = []
    if (this.#slotOf.size === 0) return found
    const readings: EdgeReadings[] = []
    let lettered = false
    for (const edge of query.edges) {
      if (edge.mask & query.aside || (edge.weak && !fuzzy)) continue
      const meant = this.#lexicon.readings(edge, fuzzy, known)
      if (meant.length === 0) continue
      readings.push({ edge, meant })
      lettered ||= !beginsWithDigit(edge.form.folded)
    }
    // Numbers are in the names of some ("Trường Mầm non Phường 3") but say nothing alone.
    if (lettered) {
      let meant = false
      for (const slot of this.#likely(readings)) {
        const place = this.#slots[slot]!
        if (!worthwhile(place, Math.min(1, this.#shares[slot]! + this.#unvisited))) continue
        if (!meant) this.#mean(readings, query)
        meant = true
        const alignment = bestAlignment(place, this.#meanings, query)
        if (alignment) found.push({ place, alignment })
      }
      if (meant) this.#forget(readings)
    }
    for (const { fid, alignment } of this.#descriptions.match(query)) {
      const place = this.#slots[this.#slotOf.get(fid)!]!
      if (worthwhile(place, alignment.coverage) && !found.some((one) => one.place === place))
        found.push({ place, alignment })
    }
    return found
  }

  /** Slots of the places that share the most telling words with the query. */
  #likely(readings: readonly EdgeReadings[]): number[] {
    if (this.#weights.length < this.#slots.length) {
      this.#weights = new Float32Array(this.#slots.length * 2)
      this.#shares = new Float64Array(this.#slots.length * 2)
      this.#stamps = new Uint32Array(this.#slots.length * 2)
      this.#touched = new Uint32Array(this.#slots.length * 2)
    }
    const weighted: Array<{ postings: readonly number[]; weight: number; share: number }> = []
    for (const { edge, meant } of readings)
      for (const { family, quality } of meant) {
        const weight = quality * family.rarity * (edge.to - edge.from)
        const share = quality * edge.quality * edge.share
        for (const { postings } of family.words)
          if (postings.length > 0) weighted.push({ postings, weight, share })
      }
    let all = 0
    for (const { postings } of weighted) all += postings.length
    // Rare words first, where not all can be visited.
    if (all > VISITS) weighted.sort((a, b) => a.postings.length - b.postings.length)
    const stamp = ++this.#stamp
    const weights = this.#weights
    const shares = this.#shares
    const stamps = this.#stamps
    const touched = this.#touched
    let size = 0
    let visits = 0
    this.#unvisited = 0
    for (let w = 0; w < weighted.length; w++) {
      const { postings, weight, share } = weighted[w]!
      const end = Math.min(postings.length, VISITS - visits)
      for (let i = 0; i < end; i++) {
        const slot = postings[i]!
        if (stamps[slot] === stamp) {
          weights[slot]! += weight
          shares[slot]! += share
        } else {
          stamps[slot] = stamp
          weights[slot] = weight
          shares[slot] = share
          touched[size++] = slot
        }
      }
      visits += end
      if (end < postings.length) this.#unvisited += share
    }
    const best = new Best<number>(CANDIDATES)
    let floor = best.floor
    for (let i = 0; i < size; i++) {
      const slot = touched[i]!
      const score = weights[slot]! + 0.1 * this.#importances[slot]!
      if (score <= floor) continue
      best.add(score, slot)
      floor = best.floor
    }
    return best.sorted()
  }

  /** Notes what of the query each word of names may stand for, once for all places: they have most words in common. */
  #mean(readings: readonly EdgeReadings[], query: Query): void {
    for (const { edge, meant } of readings)
      for (const { family, quality, how } of meant)
        for (const word of family.words) {
          const accents = accentCost(edge.form, word, how, query)
          const one = { edge, quality: quality * edge.quality, accents, how }
          const list = this.#meanings[word.id]
          if (list) list.push(one)
          else this.#meanings[word.id] = [one]
        }
  }

  #forget(readings: readonly EdgeReadings[]): void {
    for (const { meant } of readings)
      for (const { family } of meant) for (const { id } of family.words) this.#meanings[id] = undefined
  }

  #add(row: PlaceRow): void {
    const written = [row.name, ...(row.alt_names?.split('|') ?? [])].map((name) =>
      words(normalizeText(name)).map(syllable),
    )
    const spellings = written.flatMap((name) => placeSpellings(name).map((other) => other.map(syllable)))
    const names = [...written, ...spellings].map((name) =>
      name.slice(0, MAX_WORDS).map((word) => this.#lexicon.word(word)),
    )
    for (const name of names)
      for (const { id } of name) while (this.#meanings.length <= id) this.#meanings.push(undefined)
    const slot = this.#slots.length
    for (const word of new Set(names.flat())) this.#lexicon.post(word, slot)
    this.#slotOf.set(row.fid, slot)
    if (slot >= this.#importances.length) {
      const larger = new Float32Array(slot * 2)
      larger.set(this.#importances)
      this.#importances = larger
    }
    this.#importances[slot] = importanceOf(row)
    this.#slots.push({
      fid: row.fid,
      names,
      area: this.#units.area(row.commune_code),
      importance: importanceOf(row),
      position: row.geom ? decodePoint(row.geom) : undefined,
    })
    if (row.description) this.#descriptions.add(row.fid, row.description)
  }
}

function importanceOf(row: PlaceRow): number {
  return row.importance ?? DEFAULT_IMPORTANCE
}

/** The best alignment of any of a place's names, with what its words may mean by their numbers. */
function bestAlignment(
  place: PlaceEntry,
  meanings: ReadonlyArray<readonly Meaning[] | undefined>,
  query: Query,
): Alignment | undefined {
  let best: Alignment | undefined
  for (const name of place.names) {
    let count = 0
    for (let at = 0; at < name.length; at++) {
      const meant = meanings[name[at]!.id]
      if (meant) count += meant.length
    }
    const hits = new Array<Hit>(count)
    for (let at = name.length - 1; count > 0; at--) {
      const meant = meanings[name[at]!.id]
      if (meant) for (let i = meant.length - 1; i >= 0; i--) hits[--count] = { meaning: meant[i]!, at }
    }
    const one = align(hits, name, query, -1)
    if (one && (!best || worth(one) > worth(best))) best = one
  }
  return best
}

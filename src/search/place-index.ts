import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { PlaceRow } from '../store/rows.ts'
import { normalizeText } from '../text/normalize.ts'
import { placeSpellings } from '../text/place-abbreviations.ts'
import { syllable, words } from '../text/syllable.ts'
import { type Alignment, align, type Hit, worth } from './alignment.ts'
import { bestOf } from './best.ts'
import { DescriptionIndex } from './description-index.ts'
import { Lexicon, MAX_WORDS, type Reading, type Word } from './lexicon.ts'
import { accentCost } from './name-index.ts'
import type { Edge, Query } from './query.ts'
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
  // Weights of the query at hand, by slot; kept to spare the collector.
  #weights = new Float64Array(1024)
  #stamps = new Uint32Array(1024)
  #stamp = 0
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

  /** Places whose words stand in the query; words that are `known` elsewhere are not taken for misspelt ones. */
  match(
    query: Query,
    fuzzy: boolean,
    known: (folded: string) => boolean,
  ): Array<{ place: PlaceEntry; alignment: Alignment }> {
    if (this.#slotOf.size === 0) return []
    const readings = query.edges
      .filter((edge) => (edge.mask & query.aside) === 0 && (fuzzy || !edge.weak))
      .map((edge) => ({ edge, meant: this.#lexicon.readings(edge, fuzzy, known) }))
      .filter(({ meant }) => meant.length > 0)
    // Numbers are in the names of some ("Trường Mầm non Phường 3") but say nothing alone.
    const found = readings.some(({ edge }) => /^\p{L}/u.test(edge.form.folded)) ? this.#likely(readings) : []
    const byWord = new Map<string, Array<Reading & { edge: Edge }>>()
    for (const { edge, meant } of readings)
      for (const reading of meant) {
        const list = byWord.get(reading.family.folded)
        if (list) list.push({ ...reading, edge })
        else byWord.set(reading.family.folded, [{ ...reading, edge }])
      }
    const aligned = found.flatMap((slot) => {
      const place = this.#slots[slot]!
      const alignments = place.names.flatMap((name) => alignWords(name, byWord, query) ?? [])
      const alignment = alignments.reduce<Alignment | undefined>(
        (best, one) => (!best || worth(one) > worth(best) ? one : best),
        undefined,
      )
      return alignment ? [{ place, alignment }] : []
    })
    const described = this.#descriptions.match(query).flatMap(({ fid, alignment }) => {
      const place = this.#slots[this.#slotOf.get(fid)!]!
      return aligned.some((one) => one.place === place) ? [] : [{ place, alignment }]
    })
    return [...aligned, ...described]
  }

  /** Slots of the places that share the most telling words with the query. */
  #likely(readings: readonly EdgeReadings[]): number[] {
    if (this.#weights.length < this.#slots.length) {
      this.#weights = new Float64Array(this.#slots.length * 2)
      this.#stamps = new Uint32Array(this.#slots.length * 2)
    }
    const words = readings.flatMap(({ edge, meant }) =>
      meant.flatMap(({ family, quality }) =>
        family.words.map((word) => ({ word, weight: quality * family.rarity * (edge.to - edge.from) })),
      ),
    )
    words.sort((a, b) => a.word.postings.length - b.word.postings.length)
    const stamp = ++this.#stamp
    const touched: number[] = []
    let visits = 0
    for (const { word, weight } of words) {
      for (const slot of word.postings) {
        if (this.#stamps[slot] !== stamp) {
          this.#stamps[slot] = stamp
          this.#weights[slot] = 0
          touched.push(slot)
        }
        this.#weights[slot]! += weight
        if (++visits === VISITS) break
      }
      if (visits === VISITS) break
    }
    const best = bestOf<number>(CANDIDATES)
    for (const slot of touched) {
      const score = this.#weights[slot]! + 0.1 * this.#slots[slot]!.importance
      if (score > best.floor) best.add(score, slot)
    }
    return best.sorted()
  }

  #add(row: PlaceRow): void {
    const written = [row.name, ...(row.alt_names?.split('|') ?? [])].map((name) =>
      words(normalizeText(name)).map(syllable),
    )
    const spellings = written.flatMap((name) => placeSpellings(name).map((other) => other.map(syllable)))
    const names = [...written, ...spellings].map((name) =>
      name.slice(0, MAX_WORDS).map((word) => this.#lexicon.word(word)),
    )
    const slot = this.#slots.length
    for (const word of new Set(names.flat())) this.#lexicon.post(word, slot)
    this.#slotOf.set(row.fid, slot)
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

function alignWords(
  name: readonly Word[],
  meant: ReadonlyMap<string, ReadonlyArray<Reading & { edge: Edge }>>,
  query: Query,
): Alignment | undefined {
  const hits: Hit[] = []
  for (const [at, word] of name.entries()) {
    for (const { edge, quality, how } of meant.get(word.folded) ?? []) {
      const accents = accentCost(edge.form, word, how, query)
      hits.push({ edge, at, quality: quality * edge.quality, accents, how })
    }
  }
  return align(hits, name, query, -1)
}

import { Index } from 'flexsearch'
import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { PlaceRow } from '../store/rows.ts'
import { normalizeText } from '../text/normalize.ts'
import { placeSpellings } from '../text/place-abbreviations.ts'
import { syllable, words } from '../text/syllable.ts'
import { type Alignment, align, type Hit, worth } from './alignment.ts'
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

/** Places looked at more closely, of those that FlexSearch finds. */
const CANDIDATES = 60
const DEFAULT_IMPORTANCE = 0.3

/**
 * Schools, markets, pagodas and other places: FlexSearch finds candidates by the words of name, other names and
 * description, in order of importance; they are then aligned with the query like any name. Kept apart from
 * streets and hamlets, so that many places do not slow those down.
 */
export class PlaceIndex {
  readonly #index = new Index({
    tokenize: 'forward',
    // Folded words come in; a plain function keeps FlexSearch from changing "11" or "đ" once more.
    encode: (text: string) => text.split(' '),
    resolution: 9,
    cache: false,
  })
  readonly #lexicon = new Lexicon()
  readonly #entries = new Map<number, PlaceEntry>()
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
    if (this.#entries.delete(fid)) this.#index.remove(fid)
    const row = this.#record.gazetteer.place(fid)
    if (row) this.#add(row)
  }

  /** Call after edits. */
  settle(): void {
    this.#lexicon.settle(this.#entries.size)
  }

  /** Places whose words stand in the query; words that are `known` elsewhere are not taken for misspelt ones. */
  match(
    query: Query,
    fuzzy: boolean,
    known: (folded: string) => boolean,
  ): Array<{ place: PlaceEntry; alignment: Alignment }> {
    if (this.#entries.size === 0) return []
    const readings = query.edges
      .filter((edge) => (edge.mask & query.aside) === 0 && /^\p{L}/u.test(edge.form.folded))
      .map((edge) => ({ edge, meant: this.#lexicon.readings(edge, fuzzy, known) }))
    const typed = readings.flatMap(({ edge, meant }) => spelled(edge.form.folded, edge.open, meant))
    if (typed.length === 0) return []
    const found = this.#index.search(typed.join(' '), { limit: CANDIDATES, suggest: true }) as number[]
    const byEdge = readings.map(({ edge, meant }) => ({
      edge,
      meant: new Map(meant.map((reading) => [reading.family.folded, reading])),
    }))
    return found.flatMap((fid) => {
      const place = this.#entries.get(fid)!
      const alignments = place.names.flatMap((name) => this.#align(name, byEdge, query) ?? [])
      const alignment = alignments.reduce<Alignment | undefined>(
        (best, one) => (!best || worth(one) > worth(best) ? one : best),
        undefined,
      )
      return alignment ? [{ place, alignment }] : []
    })
  }

  #align(
    name: readonly Word[],
    readings: ReadonlyArray<{ edge: Query['edges'][number]; meant: ReadonlyMap<string, Reading> }>,
    query: Query,
  ): Alignment | undefined {
    const hits: Hit[] = []
    for (const { edge, meant } of readings) {
      for (let at = 0; at < name.length; at++) {
        const word = name[at]!
        const reading = meant.get(word.folded)
        if (!reading) continue
        const { quality, how } = reading
        hits.push({
          edge,
          at,
          quality: quality * edge.quality,
          accents: accentCost(edge.form, word, how, query),
          how,
        })
      }
    }
    return align(hits, name, query)
  }

  #add(row: PlaceRow): void {
    const written = [row.name, ...(row.alt_names?.split('|') ?? [])].map((name) =>
      words(normalizeText(name)).map(syllable),
    )
    const spellings = written.flatMap((name) => placeSpellings(name).map((other) => other.map(syllable)))
    const names = [...written, ...spellings].map((name) =>
      name.slice(0, MAX_WORDS).map((word) => this.#lexicon.word(word)),
    )
    for (const name of names) for (const word of name) this.#lexicon.post(word, row.fid)
    this.#entries.set(row.fid, {
      fid: row.fid,
      names,
      area: this.#units.area(row.commune_code),
      importance: importanceOf(row),
      position: row.geom ? decodePoint(row.geom) : undefined,
    })
    const described = words(normalizeText(row.description ?? '')).map((word) => syllable(word).folded)
    this.#index.add(row.fid, [...names.flat().map((word) => word.folded), ...described].join(' '))
  }
}

/** The word as it should be looked for: itself when known or unfinished, else what it most likely means. */
function spelled(folded: string, open: boolean, meant: readonly Reading[]): string[] {
  const best = meant[0]
  if (!best) return []
  return best.how === 'exact' || (open && best.how === 'prefix') ? [folded] : [best.family.folded]
}

function importanceOf(row: PlaceRow): number {
  return row.importance ?? DEFAULT_IMPORTANCE
}

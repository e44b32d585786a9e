import { performance } from 'node:perf_hooks'
import { type AddressChunk, addressChunks } from '../store/address-chunks.ts'
import type { Follower } from '../store/follower.ts'
import { UNIT_LAYERS } from '../store/layers.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { ChangeRow } from '../store/rows.ts'
import { GazetteerIndex } from './gazetteer/gazetteer-index.ts'
import { HouseTexts } from './gazetteer/house-texts.ts'
import type { Indexes } from './gazetteer/indexes.ts'
import { PlaceIndex } from './gazetteer/place-index.ts'
import { GazetteerNameIndex } from './names/gazetteer-name-index.ts'
import { mayBeMistyped, type Query, readQuery } from './query/query.ts'
import type { Candidate } from './ranking/candidate.ts'
import { candidates } from './ranking/candidates.ts'
import { AddressRows } from './results/address-rows.ts'
import { buildHits } from './results/build-hits.ts'
import { type DirectAnswerHelp, directAnswer } from './results/direct-answers.ts'
import { wholeAddress, wholeHit } from './results/whole-address.ts'
import { GOOD } from './scoring.ts'
import type { SearchHit, SearchRequest, SearchResult } from './search-types.ts'
import { UnitIndex } from './units/unit-index.ts'
import type { UnitSource } from './units/unit-source.ts'
import { Lexicon } from './words/lexicon.ts'

export interface SearchOptions {
  /** The register of units in force when asked. */
  readonly units: () => UnitSource
  /** The register that indexes are built with while its changes are not visible yet; `units` when absent. */
  readonly preparedUnits?: () => UnitSource
  /** The address nearest to a position, for a pasted coordinate; without it the point is all that is told. */
  readonly nearest?: DirectAnswerHelp['nearest']
  /** The addresses that the indexes are made from; read from the record when absent. */
  readonly chunks?: () => Iterable<AddressChunk>
  /** Queries run before the first real one, so that it is not twenty times slower than later ones. */
  readonly warmUp?: boolean
}

const WARM_UP_ROUNDS = 60
/** Milliseconds after which warming up ends, so that a slow machine is not kept from serving. */
const WARM_UP_TIME = 200
const WARM_UP = [
  'ấp 1',
  'nguyen hue',
  'duong tinh 824, duc hoa',
  '12/4 tran hung dao, tan an',
  'truong hoc',
  'can guoc',
]

const LAYERS: ReadonlySet<string> = new Set(['address', 'street', 'hamlet', 'place', ...UNIT_LAYERS])

/** Search over everything in a record that has a name or number; in memory, made from the record at start. */
export class SearchEngine implements Follower {
  readonly follows = LAYERS
  readonly #record: RecordStore
  readonly #options: SearchOptions
  readonly #rows: AddressRows
  #indexes: Indexes
  /** What changes lead to: indexes built anew, or rows to read. */
  #prepared: { indexes?: Indexes; edits: readonly ChangeRow[] } = { edits: [] }
  /** Milliseconds that building took. */
  buildMs = 0

  private constructor(record: RecordStore, options: SearchOptions) {
    this.#record = record
    this.#options = options
    this.#rows = new AddressRows(record.addresses)
    this.#indexes = this.#build()
    if (options.warmUp !== false) this.#warmUp()
  }

  static build(record: RecordStore, options: SearchOptions): SearchEngine {
    return new SearchEngine(record, options)
  }

  /** Builds everything anew after a bulk load or a change of units. */
  *prepare(changes: readonly ChangeRow[]): Generator<void> {
    const anew = changes.some(({ layer, row }) => UNIT_LAYERS.has(layer) || row === null)
    this.#prepared = anew ? { indexes: this.#build(), edits: [] } : { edits: changes }
    yield
  }

  /** Takes over what was built anew; else reads the changed rows one by one. */
  commit(): void {
    const { indexes, edits } = this.#prepared
    this.#prepared = { edits: [] }
    if (indexes) {
      this.#rows.clear()
      this.#indexes = indexes
      return
    }
    const { gazetteer, places, names } = this.#indexes
    for (const { layer, row } of edits) {
      const fid = row as number
      if (layer === 'address') {
        this.#rows.forget(fid)
        const address = this.#record.addresses.byFid(fid)
        gazetteer.putAddress(fid, address)
        places.objects.put(fid, address)
      } else if (layer === 'place') places.put(fid)
      else gazetteer.putLayerRow(layer as 'street' | 'hamlet', fid)
    }
    names.settle()
    places.settle()
  }

  /** Answers any text in bounded time; never throws on input. */
  search(request: SearchRequest): SearchResult {
    const literal = directAnswer(request, this.#record, this.#options.units(), {
      locate: (text) => this.search({ text, unfinished: false, limit: 1 }).hits[0],
      nearest: this.#options.nearest,
    })
    if (literal) return literal
    const whole = this.#whole(request)
    if (whole && request.limit === 1)
      return { hits: [whole], reading: () => explain(this.#read(request), false) }
    const query = this.#read(request)
    if (query.tokens.length === 0) return { hits: [], reading: () => ({ text: query.text }) }
    let found = candidates(query, request, this.#indexes, false, whole?.score)
    let fuzzy = false
    // What is not understood so is compared by sound and typing errors too.
    const first = found.candidates[0]
    const understood = !first ? 0 : request.unfinished ? understoodOf(first) : found.best
    if (!whole && understood < GOOD && mayBeMistyped(query)) {
      const wider = candidates(query, request, this.#indexes, true, found.best)
      if (wider.best > found.best + 1e-9) {
        found = wider
        fuzzy = true
      }
    }
    const ranked = buildHits(found, query, request, this.#indexes, this.#record, this.#rows)
    return {
      hits: whole ? behind(whole, ranked, request.limit) : ranked,
      reading: () => explain(query, fuzzy),
    }
  }

  #read({ text, unfinished }: SearchRequest): Query {
    const { names, places } = this.#indexes
    return readQuery(text, names.lexicon, unfinished, (folded) => places.has(folded))
  }

  /** The hit of a text that is a whole address, word for word. */
  #whole(request: SearchRequest): SearchHit | undefined {
    const found = wholeAddress(request, this.#indexes)
    const row = found && this.#rows.byFid(found.fid)
    return row && wholeHit(found, row, request, this.#indexes)
  }

  #build(): Indexes {
    const started = performance.now()
    const chunks = this.#options.chunks?.() ?? addressChunks(this.#record)
    const names = new GazetteerNameIndex(new Lexicon())
    const units = new UnitIndex((this.#options.preparedUnits ?? this.#options.units)(), names)
    // While the first addresses may be on their way.
    const texts = new HouseTexts()
    const places = new PlaceIndex(this.#record, units, texts)
    const gazetteer = new GazetteerIndex(this.#record, names, units, texts, places.objects, chunks)
    names.settle()
    places.settle()
    this.buildMs = performance.now() - started
    return { names, units, gazetteer, places }
  }

  #warmUp(): void {
    const end = performance.now() + WARM_UP_TIME
    for (let round = 0; round < WARM_UP_ROUNDS && performance.now() < end; round++)
      for (const text of WARM_UP)
        this.search({ text: text.slice(0, 2 + (round % text.length)), unfinished: true, limit: 8 })
  }
}

/** What a text names word for word comes first, whatever else was found. */
function behind(first: SearchHit, ranked: readonly SearchHit[], limit: number): SearchHit[] {
  const hits = [first]
  for (const hit of ranked)
    if (hit.id !== first.id) hits.push(hit.score > first.score ? { ...hit, score: first.score } : hit)
  return hits.slice(0, limit)
}

function understoodOf({ evidence }: Candidate): number {
  return evidence.coverage - evidence.accents
}

function explain(query: Query, fuzzy: boolean): Record<string, unknown> {
  return {
    text: query.text,
    words: query.tokens.map(({ text }, i) => ({ text, share: Math.round(query.shares[i]! * 1000) / 1000 })),
    readings: query.spans.map(({ from, to, form, quality }) => ({ from, to, word: form.text, quality })),
    houseNumbers: query.houses.map(({ path, said }) => ({ path: path.text, said })),
    typeWords: query.introducers.flatMap((type) =>
      type ? [{ level: type.level, type: type.type, before: type.to }] : [],
    ),
    fuzzy,
  }
}

import { performance } from 'node:perf_hooks'
import { type Follower, finished } from '../store/following/follower.ts'
import { UNIT_LAYERS } from '../store/layout/layers.ts'
import { addressChunks } from '../store/reading/address-chunks.ts'
import type { ChangeRow } from '../store/record/rows.ts'
import type { RecordStore } from '../store/record-store.ts'
import { directAnswer } from './direct/direct-answers.ts'
import { elsewhereAnswer } from './direct/elsewhere-answer.ts'
import { hitById, type IdSources } from './direct/hit-by-id.ts'
import { type NumbersAsked, type NumbersOfId, numbersById } from './direct/numbers-by-id.ts'
import type { SearchOptions } from './direct/search-options.ts'
import { buildIndexes } from './gazetteer/build-indexes.ts'
import { HouseEdits } from './gazetteer/house-edits.ts'
import type { Indexes } from './gazetteer/indexes.ts'
import { matchNames, type NameMatches } from './gazetteer/name-matches.ts'
import { type Edit, type EditedLayer, editOf, type Prepared } from './gazetteer/prepared.ts'
import { QueryScratch } from './gazetteer/query-scratch.ts'
import { explainQuery } from './query/explain-query.ts'
import { mayBeMistyped, type Query } from './query/query.ts'
import { readQuery } from './query/read-query.ts'
import { WARM_UP, WARM_UP_ROUNDS } from './query/warm-up.ts'
import { type Ranked, rank } from './ranking/rank.ts'
import { AddressRows } from './results/address-rows.ts'
import { withBasemap } from './results/basemap-hits.ts'
import { buildHits } from './results/build-hits.ts'
import { behind, wholeAddress, wholeHit } from './results/whole-address.ts'
import { GOOD } from './scoring.ts'
import type { Remark, SearchHit, SearchRequest, SearchResult } from './search-types.ts'

/** A query on its way through the stages; each stage writes down what it found. */
interface SearchRun {
  readonly request: SearchRequest
  /** Names of the stages that ran. */
  readonly stages: string[]
  /** How a text that is answered directly was understood. */
  direct: SearchResult['reading'] | undefined
  /** What is to be said beside the hits, or instead of them. */
  remark: Remark | undefined
  /** The hit of a text that is a whole address, word for word. */
  whole: SearchHit | undefined
  query: Query | undefined
  scratch: QueryScratch | undefined
  matches: NameMatches | undefined
  ranked: Ranked | undefined
}

interface Stage {
  readonly name: string
  /** Whether the stage is needed; always when absent. */
  readonly when?: (run: SearchRun) => boolean
  /** Hits end the query. */
  readonly run: (run: SearchRun) => readonly SearchHit[] | undefined
}

const LAYERS: ReadonlySet<string> = new Set(['address', 'street', 'hamlet', 'place', ...UNIT_LAYERS])
/** With more edits, building everything anew in slices holds the event loop less than following them in one. */
const MAX_EDITS = 600
/** Rows that are read between two moments at which others may have the processor. */
const ROWS_A_SLICE = 64
/** By how much a fuzzy candidate must be better, so that rounding decides nothing. */
const ROUNDING = 1e-9

/** Search over everything in a record that has a name or number; in memory, made from the record at start. */
export class SearchEngine implements Follower {
  readonly follows = LAYERS
  readonly #record: RecordStore
  readonly #options: SearchOptions
  readonly #rows: AddressRows
  #indexes: Indexes
  #prepared: Prepared = { edits: [] }
  /** Working memory of the last query over these indexes, for the next one. */
  #spareScratch: QueryScratch | undefined
  /** Milliseconds that building took. */
  buildMs = 0

  /** The way of a query: these stages in this order, until one answers with hits. */
  readonly #stages: readonly Stage[] = [
    { name: 'direct answers', run: (run) => this.#answerDirectly(run) },
    { name: 'whole address', run: (run) => this.#findWholeAddress(run) },
    { name: 'read', run: (run) => this.#read(run) },
    { name: 'match', run: (run) => this.#match(run) },
    { name: 'rank', run: (run) => this.#rank(run) },
    { name: 'match and rank similar words', when: isPoor, run: (run) => this.#rankSimilar(run) },
    { name: 'build', run: (run) => this.#build(run) },
  ]

  private constructor(record: RecordStore, options: SearchOptions) {
    this.#record = record
    this.#options = options
    this.#rows = new AddressRows(record.publicAddresses)
    const started = performance.now()
    const chunks = options.chunks?.() ?? addressChunks(record)
    this.#indexes = finished(buildIndexes({ record, source: record, chunks, units: options.units() }))
    this.buildMs = performance.now() - started
  }

  static build(record: RecordStore, options: SearchOptions): SearchEngine {
    return new SearchEngine(record, options)
  }

  /** Reads the rows of addresses; builds everything anew after many edits, a bulk load or a change of units. */
  *prepare(changes: readonly ChangeRow[], source: RecordStore): Generator<void> {
    this.#prepared = { edits: [] }
    const anew = changes.some(({ layer, row }) => UNIT_LAYERS.has(layer) || row === null)
    if (anew || changes.length > MAX_EDITS) {
      const units = (this.#options.preparedUnits ?? this.#options.units)()
      const sources = { record: this.#record, source, chunks: addressChunks(source), units }
      this.#prepared = { indexes: yield* buildIndexes(sources), edits: [] }
      return
    }
    const { gazetteer } = this.#indexes
    const houses = new HouseEdits(gazetteer.texts)
    const edits: Edit[] = []
    const seen = new Set<string>()
    const named = source.publicSupplements.hasNames()
    for (const [i, { layer, row: fid }] of changes.entries()) {
      // A row that was added and changed is read once: triggers of the record do both at once.
      const key = `${layer} ${fid}`
      if (seen.has(key)) continue
      seen.add(key)
      const edit = editOf(layer as EditedLayer, fid!, source, named)
      edits.push(edit)
      if (layer === 'address') gazetteer.noteHouse(fid!, edit.row, houses)
      if (i % ROWS_A_SLICE === 0) yield
    }
    yield* houses.prepare()
    this.#prepared = { houses, edits }
  }

  /** Takes over what was built anew, or follows the edits one by one. */
  commit(): void {
    const { indexes, houses, edits } = this.#prepared
    this.#prepared = { edits: [] }
    if (indexes) {
      this.#rows.clear()
      this.#indexes = indexes
      this.#spareScratch = undefined
      return
    }
    if (!houses) return
    const { gazetteer, places, names } = this.#indexes
    houses.commit()
    for (const { layer, fid, row, further } of edits)
      if (layer === 'address') {
        this.#rows.forget(fid)
        gazetteer.putAddress(fid, row, houses)
        places.addressNames.put(fid, row, further)
      } else if (layer === 'place') places.put(fid)
      else gazetteer.putLayerRow(layer, fid)
    names.settle()
    places.settle()
  }

  /** Answers any text in bounded time; never throws on input. */
  search(request: SearchRequest): SearchResult {
    const run: SearchRun = {
      request,
      stages: [],
      direct: undefined,
      remark: undefined,
      whole: undefined,
      query: undefined,
      scratch: undefined,
      matches: undefined,
      ranked: undefined,
    }
    let hits: readonly SearchHit[] | undefined
    for (let i = 0; i < this.#stages.length && !hits; i++) {
      const stage = this.#stages[i]!
      if (stage.when && !stage.when(run)) continue
      run.stages.push(stage.name)
      hits = stage.run(run)
    }
    this.#spareScratch = run.scratch ?? this.#spareScratch
    return { hits: hits ?? [], reading: () => this.#explain(run), remark: run.remark }
  }

  /** Addresses by row, as they are served; those that were answered lately are kept. */
  get rows(): Pick<AddressRows, 'byFid'> {
    return this.#rows
  }

  /** What the id of a hit stands for, as {@link hitById} says. */
  byId(id: string): SearchHit | undefined {
    return hitById(id, this.#sources)
  }

  /** The house numbers of a street or hamlet by its id, as {@link numbersById} says. */
  numbersOf = (id: string, asked: NumbersAsked): NumbersOfId | undefined =>
    numbersById(id, asked, this.#sources)

  get #sources(): IdSources {
    const { units, basemap } = this.#options
    return { record: this.#record, units: units(), indexes: this.#indexes, rows: this.#rows, basemap }
  }

  /** Runs queries one after another, so that those of clients find their code compiled: the first is twenty times slower. */
  *warmUp(): Generator<void> {
    for (let round = 0; round < WARM_UP_ROUNDS; round++)
      for (const text of WARM_UP) {
        this.search({ text: text.slice(0, 2 + (round % text.length)), unfinished: true, limit: 8 })
        yield
      }
  }

  /** A coordinate or code needs no search. */
  #answerDirectly(run: SearchRun): readonly SearchHit[] | undefined {
    const answer = directAnswer(run.request, {
      record: this.#record,
      units: this.#options.units(),
      nearest: this.#options.nearest,
      search: (request) => this.search(request),
    })
    run.direct = answer?.reading
    run.remark = answer?.remark
    return answer?.hits
  }

  /** A text that is an address word for word is looked up; that is the first hit, whatever else is found. */
  #findWholeAddress(run: SearchRun): readonly SearchHit[] | undefined {
    const found = wholeAddress(run.request, this.#indexes)
    const row = found && this.#rows.byFid(found.fid)
    if (!row) return undefined
    run.whole = wholeHit(found, row, run.request, this.#indexes)
    return run.request.limit === 1 ? [run.whole] : undefined
  }

  /** Reads the text as tokens and spans; without tokens there is nothing to find. */
  #read(run: SearchRun): readonly SearchHit[] | undefined {
    run.query = this.#queryOf(run.request)
    return run.query.tokens.length === 0 ? [] : undefined
  }

  /** Aligns the names of streets, hamlets and units with the query. */
  #match(run: SearchRun): undefined {
    run.scratch = this.#spareScratch ?? new QueryScratch(this.#indexes)
    this.#spareScratch = undefined
    run.matches = matchNames(run.query!, this.#indexes, run.scratch, false)
  }

  /** Scores candidates, places among them, with the units, hamlet and number beside their names, and keeps the best. */
  #rank(run: SearchRun): undefined {
    run.ranked = this.#ranked(run, run.matches!, run.whole?.score)
  }

  /** Compares words that names have by sound and typing errors too, and keeps the candidates if one of them is better. */
  #rankSimilar(run: SearchRun): undefined {
    const matches = matchNames(run.query!, this.#indexes, run.scratch!, true)
    const { maxScore } = run.ranked!
    const ranked = this.#ranked(run, matches, maxScore)
    if (ranked.maxScore <= maxScore + ROUNDING) return
    run.matches = matches
    run.ranked = ranked
  }

  /** Looks up houses, puts results in order and reads the rows of those that are answered. */
  #build(run: SearchRun): readonly SearchHit[] {
    const { request, query, ranked, whole } = run
    const hits = buildHits(ranked!, query!, request, this.#indexes, this.#record, this.#rows)
    if (whole) return behind(whole, hits, request.limit)
    const answer = elsewhereAnswer(hits, request, this.#options.elsewhere, this.#options.units())
    run.remark = answer.remark
    const basemap = request.basemap && !answer.remark ? this.#options.basemap?.() : undefined
    if (!basemap) return answer.hits
    const [matches, scratch, units] = [run.matches!.units, run.scratch!, this.#options.units()]
    const indexes = this.#indexes
    return withBasemap(answer.hits, { request, query: query!, matches, scratch, indexes, units, basemap })
  }

  #queryOf({ text, unfinished }: SearchRequest): Query {
    const { names, places } = this.#indexes
    return readQuery(text, names.lexicon, unfinished, places)
  }

  #ranked({ query, request, scratch }: SearchRun, matches: NameMatches, best: number | undefined): Ranked {
    return rank(matches, query!, request, this.#indexes, scratch!, best)
  }

  #explain({ stages, direct, query, matches, request }: SearchRun): Record<string, unknown> {
    if (direct) return { ...direct(), stages }
    return { ...explainQuery(query ?? this.#queryOf(request), matches?.fuzzy ?? false), stages }
  }
}

/** Whether the best candidate leaves much of the query unexplained and misspelt words may be why. */
function isPoor({ whole, request, query, ranked }: SearchRun): boolean {
  if (whole) return false
  const evidence = ranked!.candidates[0]?.evidence
  const typed = evidence ? evidence.coverage - evidence.accents : 0
  return (request.unfinished || !evidence ? typed : ranked!.maxScore) < GOOD && mayBeMistyped(query!)
}

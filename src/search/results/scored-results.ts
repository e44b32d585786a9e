import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import type { Candidate, EntryCandidate, PlaceCandidate, UnitCandidate } from '../ranking/candidate.ts'
import { evidenceCopy } from '../ranking/evidence-copy.ts'
import { insertScore } from '../ranking/insert-score.ts'
import { type MatchedAddressNames, withAddressName } from '../ranking/matched-address-names.ts'
import { formerCommuneOf } from '../ranking/unit-fit.ts'
import { AGREEMENT, type Evidence, maxGain, minShown, nearness, scoreOf } from '../scoring.ts'
import type { SearchRequest } from '../search-types.ts'
import type { AddressRows } from './address-rows.ts'
import { chooseHouse, type HouseChoice, offeredHouses, ParentPaths } from './house-choice.ts'
import { interpolationOf } from './interpolation.ts'
import { identityOf } from './result-ids.ts'
import type {
  AddressResult,
  EntryResult,
  HouseResult,
  PlaceResult,
  ScoredResult,
  UnitResult,
} from './scored-result.ts'
import { centreOf } from './unit-of.ts'

const MAX_ROWS = 4
/** Puts an interpolated house before its street. */
const BEFORE_STREET = 0.001
/** Keeps unfinished numbers in the order of the street. */
const BEHIND = 0.0001

/** Makes results of candidates: looks up their houses, and reads rows only for nearness and interpolation. */
export class ScoredResults {
  readonly #request: SearchRequest
  readonly #indexes: Indexes
  readonly #rows: AddressRows
  readonly #addressNames: MatchedAddressNames
  readonly #parents = new ParentPaths()

  constructor(
    request: SearchRequest,
    indexes: Indexes,
    rows: AddressRows,
    addressNames: MatchedAddressNames,
  ) {
    this.#request = request
    this.#indexes = indexes
    this.#rows = rows
    this.#addressNames = addressNames
  }

  /** Results of the candidates that can still be among the hits, the best one of each thing, in no order. */
  of(candidates: readonly Candidate[]): ScoredResult[] {
    const { kinds, limit } = this.#request
    const made: ScoredResult[] = []
    const places = new Map<number | string, number>()
    const scores: number[] = []
    const gain = maxGain(this.#request, true) + this.#addressNames.maxGain
    for (const candidate of candidates) {
      const min = Math.max(scores[limit] ?? 0, minShown(scores[0] ?? 0))
      if (candidate.score + gain < min) break
      for (const result of this.#resultsOf(candidate)) {
        if (kinds && !kinds.has(result.kind)) continue
        const identity = identityOf(result, this.#indexes.units)
        const at = places.get(identity)
        if (at === undefined) {
          places.set(identity, made.length)
          made.push(result)
          insertScore(scores, result.score)
        } else if (result.score > made[at]!.score) made[at] = result
      }
    }
    return made
  }

  #resultsOf(candidate: Candidate): readonly ScoredResult[] {
    switch (candidate.type) {
      case 'entry':
        return this.#entryResults(candidate)
      case 'place':
      case 'address':
        return [this.#place(candidate)]
      default:
        return [this.#unit(candidate)]
    }
  }

  /** A street or hamlet, or its houses of the number typed. */
  #entryResults(candidate: EntryCandidate): readonly ScoredResult[] {
    const { gazetteer } = this.#indexes
    const choices = chooseHouse(candidate, gazetteer, this.#parents)
    if (choices.length > 1) return choices.flatMap((choice) => this.#ofChoice(candidate, choice))
    const [choice] = choices
    const results = this.#ofChoice(candidate, choice!)
    if (!this.#request.unfinished) return results
    const offered = offeredHouses(candidate, gazetteer.texts)
    return [...results, ...offered.map((fid, i) => this.#house(candidate, choice!, fid, i + 1))]
  }

  #ofChoice(candidate: EntryCandidate, choice: HouseChoice): ScoredResult[] {
    const fids = this.#fids(candidate, choice)
    if (fids.length > 0) return fids.map((fid, i) => this.#house(candidate, choice, fid, i))
    const entry = this.#entry(candidate, choice)
    if (!this.#request.interpolate || choice.state !== 'missing') return [entry]
    const between = interpolationOf(
      candidate.entry,
      candidate.house?.path,
      this.#indexes.gazetteer.texts,
      this.#rows,
    )
    if (!between) return [entry]
    const evidence = withHouse(candidate.evidence, 'missing', this.#request, [between.lon, between.lat])
    const score = entry.score + BEFORE_STREET
    return [{ type: 'interpolated', kind: 'house', score, evidence, candidate, between }, entry]
  }

  /** The addresses of a choice; where a number stands twice, those of the former commune and hamlet named. */
  #fids({ entry, units, hamlet }: EntryCandidate, choice: HouseChoice): readonly number[] {
    if (choice.fids.length < 2) return choice.fids
    if (choice.state === 'begun') return choice.fids.slice(0, MAX_ROWS * 2)
    const former = units && formerCommuneOf(units)
    const fits = choice.fids.slice(0, MAX_ROWS * 4).map((fid) => {
      const group = this.#indexes.gazetteer.groupOf(fid)
      return (
        2 * Number(former !== undefined && group !== undefined && this.#wasIn(former, group.former)) +
        // A house in a street is numbered along it, not within its hamlet.
        Number(entry.kind === 'hamlet' && !group?.street) +
        2 * Number(hamlet !== undefined && group?.hamlet?.name === hamlet.entry.name)
      )
    })
    const best = Math.max(...fits)
    return choice.fids.filter((_, i) => fits[i] === best).slice(0, MAX_ROWS)
  }

  #wasIn(former: string, own: string): boolean {
    return this.#indexes.units.wasOrBecame(former, own)
  }

  #house(candidate: EntryCandidate, choice: HouseChoice, fid: number, i: number): HouseResult {
    // Only nearness asks where the house stands before it is known to be a hit.
    const row = this.#request.focus && this.#rows.byFid(fid)
    const position = row ? decodePoint(row.geom) : undefined
    const name = this.#addressNames.free(fid, candidate.mask, this.#indexes)
    const checked = this.#checked(candidate, fid)
    const named = name ? withAddressName(checked, name) : checked
    const evidence = withHouse(named, choice.state, this.#request, position)
    const place = choice.state === 'begun' || choice.state === 'none' ? i : 0
    const score = scoreOf(evidence) - place * BEHIND
    return { type: 'house', kind: 'house', score, evidence, candidate, choice, fid, name, place }
  }

  /** The evidence for an address, less what does not fit it: another former commune of the street is named, or its street is not. */
  #checked({ evidence, entry, units }: EntryCandidate, fid: number): Evidence {
    const group = this.#indexes.gazetteer.groupOf(fid)
    const former = units && formerCommuneOf(units)
    const { units: index } = this.#indexes
    const other =
      former !== undefined &&
      group !== undefined &&
      index.isOrBecame(former, entry.formers) &&
      !this.#wasIn(former, group.former)
    const cost =
      (other ? AGREEMENT.otherFormer : 0) +
      (entry.kind === 'hamlet' && group?.street ? AGREEMENT.numberOfStreet : 0)
    if (cost === 0) return evidence
    const checked = evidenceCopy(evidence)
    checked.agreement += cost
    return checked
  }

  #entry(candidate: EntryCandidate, choice: HouseChoice): EntryResult {
    const { entry } = candidate
    const position = this.#request.focus && this.#indexes.gazetteer.shapes.position(entry)
    const evidence = withHouse(candidate.evidence, choice.state, this.#request, position)
    return { type: 'entry', kind: entry.kind, score: scoreOf(evidence), evidence, candidate, choice }
  }

  #place(candidate: PlaceCandidate): PlaceResult | AddressResult {
    const { fid, position } = candidate.place
    const evidence = withHouse(candidate.evidence, 'none', this.#request, position)
    const score = scoreOf(evidence)
    return candidate.type === 'place'
      ? { type: 'place', kind: 'place', score, evidence, candidate }
      : { type: 'address', kind: 'house', score, evidence, candidate, fid }
  }

  #unit(candidate: UnitCandidate): UnitResult {
    const position = this.#request.focus && centreOf(this.#indexes.units, candidate)
    const evidence = withHouse(candidate.evidence, 'none', this.#request, position)
    return { type: 'unit', kind: candidate.type, score: scoreOf(evidence), evidence, candidate }
  }
}

/** A candidate's evidence, with what became of its house number and, where there is a focus, how near it is. */
function withHouse(
  evidence: Evidence,
  house: HouseChoice['state'],
  { focus }: SearchRequest,
  position: readonly [number, number] | undefined,
): Evidence {
  if (!focus && house === evidence.house) return evidence
  const changed = evidenceCopy(evidence)
  changed.house = house
  if (focus) changed.nearness = nearness(focus, position)
  return changed
}

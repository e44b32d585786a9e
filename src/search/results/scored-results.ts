import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { fold } from '../../text/syllable.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import type { Alignment } from '../names/alignment.ts'
import type { Candidate } from '../ranking/candidate.ts'
import { insertScore } from '../ranking/insert-score.ts'
import { type MatchedAddressNames, withAddressName } from '../ranking/matched-address-names.ts'
import { AGREEMENT, type Evidence, maxGain, minShown, nearness, scoreOf } from '../scoring.ts'
import type { Interpolation, SearchKind, SearchRequest } from '../search-types.ts'
import type { AddressRows } from './address-rows.ts'
import { chooseHouse, type HouseChoice, ParentPaths } from './house-choice.ts'
import { interpolationOf } from './interpolation.ts'
import { centreOf, unitOf } from './unit-of.ts'

const MAX_ROWS = 4
/** Puts an interpolated house before its street. */
const BEFORE_STREET = 0.001
/** Keeps unfinished numbers in the order of the street. */
const BEHIND = 0.0001

/** A hit before its row is read. */
export interface ScoredResult {
  readonly kind: SearchKind
  readonly score: number
  readonly candidate: Candidate
  readonly evidence: Evidence
  /** Of a street, a hamlet or a house in one. */
  readonly choice: HouseChoice | undefined
  /** Row of a recorded house. */
  readonly fid: number | undefined
  /** Where the own name of a house found by its number stands in the query. */
  readonly own: Alignment | undefined
  /** Place among the numbers that an unfinished one begins. */
  readonly place: number
  /** Where a house stands that is not recorded. */
  readonly between: Interpolation | undefined
}

/** Makes results of candidates: houses are looked up, nothing is read but for what nearness and interpolation ask. */
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
  of(found: readonly Candidate[]): ScoredResult[] {
    const { kinds, focus, limit } = this.#request
    const made: ScoredResult[] = []
    const at = new Map<number | string, number>()
    const scores: number[] = []
    const gain = maxGain(focus, true) + this.#addressNames.most
    for (const candidate of found) {
      const least = Math.max(scores[limit] ?? 0, minShown(scores[0] ?? 0))
      if (candidate.score + gain < least) break
      for (const result of this.#resultsOf(candidate)) {
        if (kinds && !kinds.has(result.kind)) continue
        const identity = this.#identity(result)
        const known = at.get(identity)
        if (known === undefined) {
          at.set(identity, made.length)
          made.push(result)
          insertScore(scores, result.score)
        } else if (result.score > made[known]!.score) made[known] = result
      }
    }
    return made
  }

  /** Order among equal scores: of houses and places the commune's code and the row number, which are in memory. */
  order({ candidate, fid, place, between }: ScoredResult): string {
    const { entry } = candidate
    if (fid !== undefined)
      return `${String(place).padStart(2, '0')} ${this.#areaCode(candidate)} ${rowOrder(fid)}`
    if (candidate.place) return `${this.#areaCode(candidate)} ${rowOrder(candidate.place.fid)}`
    if (!entry) return this.unitId(candidate)
    return between ? `${this.entryId(candidate)}#` : this.entryId(candidate)
  }

  /** Of a street or hamlet: its row's, or the kind, commune and name. */
  entryId({ entry }: Candidate): string {
    return (
      entry!.uid ??
      `${entry!.kind}:${this.#indexes.units.areas[entry!.area]!.unit.code}:${fold(entry!.text).replaceAll(' ', '-')}`
    )
  }

  /** Of a house that is not recorded. */
  interpolatedId(candidate: Candidate): string {
    return `${this.entryId(candidate)}#${candidate.house!.path.text}`
  }

  unitId(candidate: Candidate): string {
    const unit = unitOf(this.#indexes.units, candidate)
    return `${unit.code}@${unit.validFrom}`
  }

  #resultsOf(candidate: Candidate): readonly ScoredResult[] {
    if (!candidate.entry) return [candidate.place ? this.#place(candidate) : this.#unit(candidate)]
    const choices = chooseHouse(candidate, this.#indexes.gazetteer, this.#parents)
    if (choices.length === 1) return this.#ofChoice(candidate, choices[0]!)
    return choices.flatMap((choice) => this.#ofChoice(candidate, choice))
  }

  #ofChoice(candidate: Candidate, choice: HouseChoice): ScoredResult[] {
    const fids = this.#fids(candidate, choice)
    if (fids.length > 0) return fids.map((fid, i) => this.#house(candidate, choice, fid, i))
    const result = this.#entry(candidate, choice)
    if (!this.#request.interpolate || choice.state !== 'missing') return [result]
    const between = interpolationOf(candidate, this.#indexes.gazetteer.texts, this.#rows)
    if (!between) return [result]
    const evidence = evidenceOf(candidate.evidence, 'missing', this.#request, [between.lon, between.lat])
    return [{ ...result, kind: 'house', score: result.score + BEFORE_STREET, evidence, between }, result]
  }

  /** The addresses of a choice; where a number stands twice, those of the former commune and hamlet named. */
  #fids({ entry, units, hamlet }: Candidate, choice: HouseChoice): readonly number[] {
    if (choice.fids.length < 2) return choice.fids
    if (choice.state === 'begun') return choice.fids.slice(0, MAX_ROWS * 2)
    const former = units?.commune && !units.commune.current ? units.commune.unit.code : undefined
    const fits = choice.fids.slice(0, MAX_ROWS * 4).map((fid) => {
      const group = this.#indexes.gazetteer.groupOf(fid)
      return (
        2 * Number(former !== undefined && group?.former === former) +
        // A house in a street is numbered along it, not within its hamlet.
        Number(entry!.kind === 'hamlet' && !group?.street) +
        2 * Number(hamlet !== undefined && group?.hamlet === hamlet.entry)
      )
    })
    const most = Math.max(...fits)
    return choice.fids.filter((_, i) => fits[i] === most).slice(0, MAX_ROWS)
  }

  #house(candidate: Candidate, choice: HouseChoice, fid: number, i: number): ScoredResult {
    // Only nearness asks where the house stands before it is known to be a hit.
    const row = this.#request.focus && this.#rows.byFid(fid)
    const position = row ? decodePoint(row.geom) : undefined
    const own = this.#addressNames.left(fid, candidate.mask, this.#indexes)
    const checked = this.#formerChecked(candidate, fid)
    const said = own ? withAddressName(checked, own) : checked
    const evidence = evidenceOf(said, choice.state, this.#request, position)
    const place = choice.state === 'begun' ? i : 0
    const score = scoreOf(evidence) - place * BEHIND
    return { kind: 'house', score, candidate, evidence, choice, fid, own, place, between: undefined }
  }

  /** The evidence for an address in the right area whose own former commune may not be the one named. */
  #formerChecked({ evidence, entry, units }: Candidate, fid: number): Evidence {
    const named = units?.commune && !units.commune.current ? units.commune.unit.code : undefined
    if (named === undefined || !entry!.formers.has(named)) return evidence
    if (this.#indexes.gazetteer.groupOf(fid)?.former === named) return evidence
    return { ...evidence, agreement: evidence.agreement + AGREEMENT.otherFormer }
  }

  #entry(candidate: Candidate, choice: HouseChoice): ScoredResult {
    const entry = candidate.entry!
    const position = this.#request.focus && this.#indexes.gazetteer.shapes.position(entry)
    return result(
      entry.kind,
      candidate,
      evidenceOf(candidate.evidence, choice.state, this.#request, position),
      choice,
    )
  }

  /** A place, or an address by its own name. */
  #place(candidate: Candidate): ScoredResult {
    const { kind, fid, position } = candidate.place!
    const evidence = evidenceOf(candidate.evidence, 'none', this.#request, position)
    const made = result('place', candidate, evidence)
    return kind === 'place' ? made : { ...made, kind: 'house', fid }
  }

  #unit(candidate: Candidate): ScoredResult {
    const position = this.#request.focus && centreOf(this.#indexes.units, candidate)
    return result(candidate.kind, candidate, evidenceOf(candidate.evidence, 'none', this.#request, position))
  }

  /** Equal for results that are one thing. */
  #identity({ kind, candidate, fid, between }: ScoredResult): number | string {
    const { entry, place, area } = candidate
    if (fid !== undefined) return fid * IDENTITIES
    if (between) return this.interpolatedId(candidate)
    if (entry) return entry.id * IDENTITIES + 1
    if (place) return place.fid * IDENTITIES + 2
    // A province that took another in keeps its name under a new code: one to those who look for it.
    const { code, fullName } = unitOf(this.#indexes.units, candidate)
    return area === undefined ? fullName : `${kind} ${code}`
  }

  /** The commune that a street, hamlet, house or place lies in. */
  #areaCode({ entry, place }: Candidate): string {
    const area = entry ? entry.area : place!.area
    return area === undefined ? '' : this.#indexes.units.areas[area]!.unit.code
  }
}

/** Kinds of things that are told apart by a number. */
const IDENTITIES = 3

/** A result of a thing that is in the index as a whole. */
function result(
  kind: SearchKind,
  candidate: Candidate,
  evidence: Evidence,
  choice?: HouseChoice,
): ScoredResult {
  const score = scoreOf(evidence)
  return {
    kind,
    score,
    candidate,
    evidence,
    choice,
    fid: undefined,
    own: undefined,
    place: 0,
    between: undefined,
  }
}

/** A candidate's evidence, with what became of its number and, where nearness counts, how near it is. */
function evidenceOf(
  evidence: Evidence,
  house: HouseChoice['state'],
  { focus }: SearchRequest,
  position: readonly [number, number] | undefined,
): Evidence {
  if (focus) return { ...evidence, house, nearness: nearness(focus, position) }
  return house === evidence.house ? evidence : { ...evidence, house }
}

/** A row number as text in the order of the numbers. */
function rowOrder(fid: number): string {
  return String(fid).padStart(12, '0')
}

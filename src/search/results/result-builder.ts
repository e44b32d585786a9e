import { distance } from '../../geo/distance.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { AddressRow } from '../../store/record/rows.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { fold } from '../../text/syllable.ts'
import type { Entry } from '../gazetteer/entry.ts'
import type { GazetteerIndex } from '../gazetteer/gazetteer-index.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import { weaker } from '../names/alignment.ts'
import type { Query } from '../query/query.ts'
import type { Candidate } from '../ranking/candidate.ts'
import { withAddressName } from '../ranking/matched-address-names.ts'
import type { Evidence } from '../scoring.ts'
import type { SearchHit, SearchRequest } from '../search-types.ts'
import type { NamedAreas } from '../units/named-areas.ts'
import type { AddressRows } from './address-rows.ts'
import { emptyHit, type MutableHit } from './empty-hit.ts'
import { gradeOf } from './grade.ts'
import { areaOf, leftWords, type WarningSources, warningsOf } from './hit-warnings.ts'
import type { HouseChoice } from './house-choice.ts'
import { matchedPartsOf, QueryWords } from './matched-parts.ts'
import { entryId, interpolatedId, unitId } from './result-ids.ts'
import type {
  EntryResult,
  HouseResult,
  InterpolatedResult,
  PlaceResult,
  ScoredResult,
  UnitResult,
} from './scored-result.ts'
import { centreOf, unitOf } from './unit-of.ts'

/** What hits are built from. */
export interface ResultSources {
  readonly query: Query
  readonly request: SearchRequest
  /** Where what is sought must lie, if the query says. */
  readonly named: NamedAreas | undefined
  readonly indexes: Indexes
  readonly record: RecordStore
  readonly rows: AddressRows
}

/** Builds hits of results, each by itself: reads their rows and grades them; scores and ties are for the list. */
export class ResultBuilder {
  readonly #query: Query
  readonly #request: SearchRequest
  readonly #sources: WarningSources
  readonly #indexes: Indexes
  readonly #record: RecordStore
  readonly #rows: AddressRows
  readonly #words: QueryWords

  constructor({ query, request, named, indexes, record, rows }: ResultSources) {
    this.#query = query
    this.#request = request
    this.#sources = { query, named, units: indexes.units }
    this.#indexes = indexes
    this.#record = record
    this.#rows = rows
    this.#words = new QueryWords(query)
  }

  /** The hit of a result, without its score; undefined when its row is gone from the record. */
  hit(result: ScoredResult): MutableHit | undefined {
    switch (result.type) {
      case 'house': {
        const row = this.#rows.byFid(result.fid)
        return row && this.#house(result, row)
      }
      case 'address': {
        const row = this.#rows.byFid(result.fid)
        return row && this.#address(result.candidate, result.evidence, row)
      }
      case 'interpolated':
        return this.#interpolated(result)
      case 'entry':
        return this.#entry(result)
      case 'place':
        return this.#place(result)
      case 'unit':
        return this.#unit(result)
    }
  }

  /** A house by its number, and by its own name where that stands in the query too. */
  #house({ candidate: numbered, evidence, choice, name }: HouseResult, row: AddressRow): MutableHit {
    const candidate = name
      ? {
          ...numbered,
          mask: numbered.mask | name.mask,
          evidence: withAddressName(numbered.evidence, name),
          how: weaker(numbered.how, name.how),
        }
      : numbered
    const hit = this.#address(candidate, evidence, row)
    const { house } = candidate
    hit.matchedParts = [
      ...(row.house_number && house
        ? [{ text: row.house_number, words: [{ folded: fold(house.path.text), open: house.open }] }]
        : []),
      ...(name && row.name ? [{ text: row.name, words: this.#words.in(name.mask) }] : []),
      ...hit.matchedParts,
    ]
    if (choice.state === 'parent') numberNotFound(hit, choice)
    else if (house?.alley) hit.grade = 'C'
    else if ((choice.covers || choice.state === 'none') && hit.grade === 'A') hit.grade = 'B'
    return hit
  }

  #address(candidate: Candidate, evidence: Evidence, row: AddressRow): MutableHit {
    const own = row.former_commune_code ?? ''
    const hit = this.#hit('house', row.uid, candidate, evidence, own, row.name ?? undefined)
    this.#setPosition(hit, decodePoint(row.geom))
    hit.address = row
    if (candidate.type === 'entry' && candidate.entry.kind === 'hamlet')
      hit.hasNamesake = this.#indexes.gazetteer.entries.hasNamesake(candidate.entry)
    return hit
  }

  #entry({ candidate, evidence, choice }: EntryResult): MutableHit {
    const { entry, house } = candidate
    const { units, gazetteer } = this.#indexes
    const hit = this.#hit(entry.kind, entryId(entry, units), candidate, evidence, entry.former, undefined)
    this.#setPosition(hit, gazetteer.shapes.position(entry))
    setEntry(hit, entry, gazetteer)
    if (choice.state === 'missing') numberNotFound(hit, choice)
    // Typing in stages as in the Danish address register: the street's text with the caret where the number goes.
    else if (entry.kind === 'street' && !house)
      hit.complete = { text: `${entry.text}, ${units.areas[entry.area]!.unit.fullName}`, caret: 0 }
    return hit
  }

  #interpolated({ candidate, evidence, between }: InterpolatedResult): MutableHit {
    const hit = this.#hit(
      'house',
      interpolatedId(candidate, this.#indexes.units),
      candidate,
      evidence,
      candidate.entry.former,
      undefined,
    )
    this.#setPosition(hit, [between.lon, between.lat])
    hit.name = candidate.entry.text
    hit.grade = 'C'
    hit.interpolated = { ...between, houseNumber: candidate.house!.path.text }
    hit.warnings = [...hit.warnings, 'interpolated']
    return hit
  }

  #place({ candidate, evidence }: PlaceResult): MutableHit | undefined {
    const row = this.#record.gazetteer.place(candidate.place.fid)
    if (!row) return undefined
    const hit = this.#hit('place', row.uid, candidate, evidence, '', row.name)
    this.#setPosition(hit, candidate.place.position)
    hit.place = row
    hit.name = row.name
    return hit
  }

  #unit({ kind, candidate, evidence }: UnitResult): MutableHit {
    const { units } = this.#indexes
    const unit = unitOf(units, candidate)
    const hit = this.#hit(kind, unitId(candidate, units), candidate, evidence, '', undefined)
    this.#setPosition(hit, centreOf(units, candidate))
    hit.unit = unit
    hit.name = unit.fullName
    return hit
  }

  /** What all hits have; `own` is the former commune that it is known to have been in, `placeName` the name of a place or address. */
  #hit(
    kind: SearchHit['kind'],
    id: string,
    candidate: Candidate,
    evidence: Evidence,
    own: string,
    placeName: string | undefined,
  ): MutableHit {
    const { mask } = candidate
    const area = areaOf(candidate)
    const { warnings, former } = warningsOf(candidate, own, this.#sources)
    const hit = emptyHit(kind, id, 0)
    hit.grade = gradeOf(candidate, this.#query, warnings)
    hit.within = area === undefined ? undefined : this.#indexes.units.areas[area]!.unit
    hit.former = former
    hit.notFound = warnings.includes('words-not-understood') ? leftWords(this.#query, mask) : undefined
    hit.matchedParts = matchedPartsOf(candidate, this.#words, this.#indexes.units, placeName)
    hit.warnings = warnings
    hit.evidence = evidence
    return hit
  }

  #setPosition(hit: MutableHit, position: readonly [number, number] | undefined): void {
    if (!position) return
    const [lon, lat] = position
    hit.lon = lon
    hit.lat = lat
    const { focus } = this.#request
    if (focus) hit.distance = Math.round(distance(focus.lon, focus.lat, lon, lat))
  }
}

/** Names a hit after its street or hamlet. */
export function setEntry(hit: MutableHit, entry: Entry, { entries }: GazetteerIndex): void {
  hit.name = entry.text
  if (entry.former !== '') hit.formerCommune = entry.former
  hit.hasNamesake = entries.hasNamesake(entry)
}

function numberNotFound(hit: MutableHit, { nearest }: HouseChoice): void {
  hit.grade = 'C'
  hit.warnings = [...hit.warnings, 'house-number-not-found']
  hit.nearest = nearest()
}

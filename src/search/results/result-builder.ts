import { distance } from '../../geo/distance.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { AddressRow } from '../../store/rows.ts'
import { fold } from '../../text/syllable.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import { type Alignment, weaker } from '../names/alignment.ts'
import type { Query } from '../query/query.ts'
import type { Candidate } from '../ranking/candidate.ts'
import { withAddressName } from '../ranking/matched-address-names.ts'
import type { Evidence } from '../scoring.ts'
import type { FormerUnit, Interpolation, SearchHit, SearchRequest, SearchWarning } from '../search-types.ts'
import { emptyHit, type MutableHit } from './empty-hit.ts'
import { gradeOf, understood } from './grade.ts'
import type { HouseChoice } from './house-choice.ts'
import { matchedParts, QueryWords } from './matched-parts.ts'
import { centreOf, unitOf } from './unit-of.ts'

/** Makes hits of what was chosen to be answered, without their scores: nothing is known here of other hits. */
export class ResultBuilder {
  readonly #query: Query
  readonly #request: SearchRequest
  readonly #indexes: Indexes
  readonly #record: RecordStore
  readonly #words: QueryWords

  constructor(query: Query, request: SearchRequest, indexes: Indexes, record: RecordStore) {
    this.#query = query
    this.#request = request
    this.#indexes = indexes
    this.#record = record
    this.#words = new QueryWords(query)
  }

  /** A house by its number; `own` is where its own name stands in the query too. */
  house(
    numbered: Candidate,
    evidence: Evidence,
    choice: HouseChoice,
    row: AddressRow,
    own: Alignment | undefined,
  ): MutableHit {
    const candidate = own
      ? {
          ...numbered,
          mask: numbered.mask | own.mask,
          evidence: withAddressName(numbered.evidence, own),
          how: weaker(numbered.how, own.how),
        }
      : numbered
    const hit = this.object(candidate, evidence, row)
    if (own && row.name) hit.marks = [{ text: row.name, words: this.#words.in(own.mask) }, ...hit.marks]
    const path = candidate.house
    if (row.house_number && path)
      hit.marks = [
        { text: row.house_number, words: [{ folded: fold(path.path.text), open: path.open }] },
        ...hit.marks,
      ]
    if (choice.state === 'parent') unfound(hit, choice)
    return hit
  }

  /** An address by its own name. */
  object(candidate: Candidate, evidence: Evidence, row: AddressRow): MutableHit {
    const hit = this.#hit('house', row.uid, candidate, evidence, row.name ?? undefined)
    this.#stand(hit, decodePoint(row.geom))
    hit.address = row
    return hit
  }

  entry(candidate: Candidate, evidence: Evidence, id: string, choice: HouseChoice): MutableHit {
    const { kind, text, area } = candidate.entry!
    const hit = this.#hit(kind, id, candidate, evidence, undefined)
    this.#stand(hit, this.#indexes.gazetteer.shapes.position(candidate.entry!))
    hit.name = text
    if (choice.state === 'missing') unfound(hit, choice)
    // Staged typing as in the Danish register: the street's text with the caret where the number goes.
    else if (kind === 'street' && !candidate.house)
      hit.complete = { text: ` ${text}, ${this.#indexes.units.areas[area]!.unit.fullName}`, caret: 0 }
    return hit
  }

  /** A house that nobody recorded, between its neighbours. */
  interpolated(candidate: Candidate, evidence: Evidence, id: string, place: Interpolation): MutableHit {
    const hit = this.#hit('house', id, candidate, evidence, undefined)
    this.#stand(hit, [place.lon, place.lat])
    hit.name = candidate.entry!.text
    hit.grade = 'C'
    hit.interpolated = { ...place, houseNumber: candidate.house!.path.text }
    hit.warnings = [...hit.warnings, 'interpolated']
    return hit
  }

  /** Undefined when the row is gone from the record. */
  place(candidate: Candidate, evidence: Evidence): MutableHit | undefined {
    const row = this.#record.gazetteer.place(candidate.place!.fid)
    if (!row) return undefined
    const hit = this.#hit('place', row.uid, candidate, evidence, row.name)
    this.#stand(hit, candidate.place!.position)
    hit.place = row
    hit.name = row.name
    return hit
  }

  unit(candidate: Candidate, evidence: Evidence, id: string): MutableHit {
    const { units } = this.#indexes
    const unit = unitOf(units, candidate)
    const hit = this.#hit(candidate.kind, id, candidate, evidence, undefined)
    this.#stand(hit, centreOf(units, candidate))
    hit.unit = unit
    hit.name = unit.fullName
    return hit
  }

  #hit(
    kind: SearchHit['kind'],
    id: string,
    candidate: Candidate,
    evidence: Evidence,
    placeName: string | undefined,
  ): MutableHit {
    const { units, mask, how, area } = candidate
    const areaOf = candidate.entry?.area ?? candidate.place?.area ?? area
    const warnings: SearchWarning[] = []
    const former = formerOf(candidate)
    if (former) warnings.push(units?.commune?.split && area !== undefined ? 'split-unit' : 'former-unit')
    if (how === 'typo' || how === 'sound') warnings.push('typo-corrected')
    if (!understood(this.#query, mask)) warnings.push('words-not-understood')
    if (this.#query.relation) warnings.push('near-landmark')
    const hit = emptyHit(kind, id, 0)
    hit.grade = gradeOf(candidate, this.#query, warnings)
    hit.within = areaOf === undefined ? undefined : this.#indexes.units.areas[areaOf]!.unit
    hit.former = former
    hit.marks = matchedParts(candidate, this.#words, this.#indexes.units, placeName)
    hit.warnings = warnings
    hit.evidence = evidence
    return hit
  }

  #stand(hit: MutableHit, position: readonly [number, number] | undefined): void {
    if (!position) return
    const [lon, lat] = position
    hit.lon = lon
    hit.lat = lat
    const { focus } = this.#request
    if (focus) hit.distance = Math.round(distance(focus.lon, focus.lat, lon, lat))
  }
}

function unfound(hit: MutableHit, { nearest }: HouseChoice): void {
  hit.grade = 'C'
  hit.warnings = [...hit.warnings, 'house-number-not-found']
  hit.nearest = nearest()
}

/** The unit named that is no longer in force. */
function formerOf({ units, area, kind }: Candidate): FormerUnit | undefined {
  if (!units) return undefined
  const { commune, district, province } = units
  const alias = commune && !commune.current ? commune : undefined
  const whole = kind === 'commune' && area !== undefined && !commune ? district : undefined
  const named = alias ?? whole ?? (kind === 'province' && !province?.current ? province : undefined)
  if (!named) return undefined
  return {
    unit: named.unit,
    ...(named.district ? { district: named.district } : {}),
    ...(named.province ? { province: named.province } : {}),
    ...(named.basis ? { basis: named.basis } : {}),
  }
}

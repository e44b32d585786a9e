import { postcodeIn } from '../../parsing/postcodes.ts'
import { isDigit } from '../../text/digits.ts'
import { emptyHit } from '../results/empty-hit.ts'
import {
  codeId,
  type Grade,
  type NamedPostcode,
  type Remark,
  type RemarkWarning,
  type SearchHit,
  type SearchKind,
  type SearchRequest,
  type SearchResult,
  type SearchWarning,
} from '../search-types.ts'
import { type SearchUnit, type UnitSource, versionId } from '../units/unit-source.ts'
import type { Answer } from './point-answers.ts'

const POSTCODE = /^\d{5,6}$/
const MARK =
  /^(?:mã (?:số )?bưu (?:chính|điện|cục)|mbc|zip ?code|zip|post(?:al)? ?code)\s?[:.=]?\s?(?=\d{5,6}$)/iu
const MAX_LENGTH = 40
const SPLIT = 0.6
/** Completeness from which on the name of a unit stands in a text. */
const WHOLE_NAME = 0.99
const MAX_NAMED = 20
/** Share of a text below which a hit explains little of it. */
const LITTLE = 0.6
const UNITS: ReadonlySet<SearchKind> = new Set(['commune', 'district'])

/**
 * Answers a postal code, or the code of a commune, that is the whole text. Five digits of an older list and the six of those before
 * 2018 are called what they are and lead to no commune. Undefined for other texts.
 */
export function answerNumber(text: string, units: UnitSource, unfinished: boolean): Answer | undefined {
  if (text.length > MAX_LENGTH || !isDigit(text.charCodeAt(text.length - 1))) return undefined
  const code = text.replace(MARK, '')
  if (!POSTCODE.test(code)) return undefined
  const marked = code !== text
  const postcode = named(code, units)
  if (postcode.list === 'today') return { hits: postalHits(code, units), remark: { warnings: [], postcode } }
  const communes = marked ? [] : communeHits(code, units)
  if (communes.length > 0) return { hits: communes }
  // while it is typed it may become a longer code
  if (unfinished && !marked && postcode.list !== 'former') return { hits: [] }
  return { hits: [], remark: { warnings: warningsOf(postcode), postcode } }
}

/**
 * Answers an address with a postal code beside it. A code of today's list keeps to its communes; where the address says another
 * one, that one is answered, as unsure. Other codes say nothing. Undefined where the text has no postal code.
 */
export function answerWithPostcode(
  request: SearchRequest,
  units: UnitSource,
  search: (request: SearchRequest) => SearchResult,
): SearchResult | undefined {
  const written = postcodeIn(request.text)
  if (!written) return undefined
  const { code, rest, certain } = written
  const list = named(code, units)
  const communes = list.list === 'today' ? (units.postcode(code)?.communes ?? []) : communesOf(code, units)
  if (communes.length === 0 && !certain) return undefined
  const plain = search({ ...request, text: rest })
  const postcode = communes.length > 0 && list.list !== 'today' ? undefined : list
  const reading = () => ({ ...plain.reading(), postcode: list })
  if (communes.length === 0 || request.commune !== undefined || plain.remark?.outside)
    return {
      hits: plain.hits,
      reading,
      remark: joined(plain.remark, postcode, postcode ? warningsOf(postcode) : []),
    }
  if (contradicts(rest, communes, units, search)) {
    const hits = plain.hits.map(
      (hit): SearchHit => ({ ...hit, grade: 'C', warnings: [...hit.warnings, 'postcode-mismatch'] }),
    )
    return { hits, reading, remark: joined(plain.remark, postcode, ['postcode-mismatch']) }
  }
  const inside = communes.flatMap(({ code: commune }) => search({ ...request, text: rest, commune }).hits)
  inside.sort((a, b) => b.score - a.score)
  const score = Math.max(SPLIT, inside[0]?.score ?? 0)
  const hits = isGuess(inside[0])
    ? [...communes.map((unit) => communeHit(unit, 'C', score, ['words-not-understood'])), ...inside]
    : inside
  return { hits: hits.slice(0, request.limit), reading, remark: joined(plain.remark, postcode, []) }
}

/** Whether a text names communes or districts, and none of them has land in these communes. */
function contradicts(
  text: string,
  communes: readonly SearchUnit[],
  units: UnitSource,
  search: (request: SearchRequest) => SearchResult,
): boolean {
  const { hits } = search({ text, unfinished: false, limit: MAX_NAMED, kinds: UNITS })
  const provinces = new Set(units.all.flatMap(({ level, name }) => (level === 'province' ? [name] : [])))
  const written = hits.filter(
    ({ warnings, evidence }) =>
      !warnings.includes('typo-corrected') &&
      (evidence?.completeness ?? 1) > WHOLE_NAME &&
      evidence?.accents === 0,
  )
  const codes = new Set(communes.map(({ code }) => code))
  if (written.some(({ unit }) => unit !== undefined && codes.has(unit.code))) return false
  // "Tây Ninh" behind an address is the province, not what was its capital
  return written.some(({ unit, former }) => !provinces.has((former?.unit ?? unit)?.name ?? ''))
}

/** Whether what was found in a commune has little to do with the text: then the commune itself is what is sure. */
function isGuess(hit: SearchHit | undefined): boolean {
  if (!hit) return true
  if (hit.kind === 'commune') return false
  return hit.evidence !== undefined && hit.evidence.coverage - hit.evidence.accents < LITTLE
}

function joined(
  remark: Remark | undefined,
  postcode: NamedPostcode | undefined,
  warnings: readonly RemarkWarning[],
): Remark | undefined {
  if (!remark && !postcode && warnings.length === 0) return undefined
  return {
    ...remark,
    warnings: [...(remark?.warnings ?? []), ...warnings],
    ...(postcode ? { postcode } : {}),
  }
}

/** Which list a code is of, by the record's lists and by its form. */
function named(code: string, units: UnitSource): NamedPostcode {
  if (code.length === 6) return { code, list: 'before-2018' }
  const found = units.postcode(code)
  if (found) return { code, list: found.validTo === undefined ? 'today' : 'former' }
  // the lists number a province's codes alike: two digits stand for it
  return { code, list: units.hasPostcodesOf(code.slice(0, 2)) ? 'former' : 'unknown' }
}

function warningsOf({ list }: NamedPostcode): RemarkWarning[] {
  if (list === 'today') return []
  return [list === 'unknown' ? 'postcode-not-found' : 'former-postcode']
}

function postalHits(code: string, units: UnitSource): SearchHit[] {
  return (units.postcode(code)?.communes ?? []).map((unit) => {
    const hit = emptyHit('code', `${codeId({ scheme: 'postal', value: code })}:${versionId(unit)}`, 1)
    hit.lon = unit.centre?.[0]
    hit.lat = unit.centre?.[1]
    hit.unit = unit
    hit.within = unit
    hit.name = unit.fullName
    hit.code = { scheme: 'postal', value: code }
    return hit
  })
}

/** The communes of today that have a code, or hold the land of one that had it. */
function communesOf(code: string, units: UnitSource): SearchUnit[] {
  return communeHits(code, units).flatMap(({ unit }) => unit ?? [])
}

/** The commune in force that has a code; else those of today with the land of the one that had it last. */
function communeHits(code: string, units: UnitSource): SearchHit[] {
  const versions = units.all.filter((unit) => unit.level === 'commune' && unit.code === code)
  const current = versions.find(({ validTo }) => validTo === undefined)
  if (current) {
    // the code meant another commune before, whose name papers still have
    const reused = versions.some(({ fullName }) => fullName !== current.fullName)
    return [communeHit(current, reused ? 'B' : 'A', 1)]
  }
  const last = versions.reduce<SearchUnit | undefined>(
    (newest, one) => (!newest || one.validFrom > newest.validFrom ? one : newest),
    undefined,
  )
  if (!last) return []
  const paths = units.successorsOf(last)
  const lineage = units.lineageOf(last)
  return paths.map(({ unit, steps }) => ({
    ...communeHit(unit, paths.length > 1 ? 'C' : 'B', paths.length > 1 ? SPLIT : 1, [
      paths.length > 1 ? 'split-unit' : 'former-unit',
    ]),
    former: {
      unit: last,
      ...(lineage?.district ? { district: lineage.district } : {}),
      ...(lineage?.province ? { province: lineage.province } : {}),
      basis: steps.map(({ basis }) => basis).join(', '),
    },
  }))
}

function communeHit(
  unit: SearchUnit,
  grade: Grade,
  score: number,
  warnings: SearchWarning[] = [],
): SearchHit {
  const hit = emptyHit('commune', versionId(unit), score)
  hit.lon = unit.centre?.[0]
  hit.lat = unit.centre?.[1]
  hit.unit = unit
  hit.within = unit
  hit.name = unit.fullName
  hit.grade = grade
  hit.warnings = warnings
  return hit
}

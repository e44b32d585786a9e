import { type CheckedCode, checkCode, nearbyCodes } from '../../codes/check-code.ts'
import { readCoordinates } from '../../parsing/coordinates/written-coordinates.ts'
import { hasDigit } from '../../text/digits.ts'
import { cleanText } from '../../text/normalize.ts'
import type { MutableHit } from '../results/empty-hit.ts'
import type { Remark, SearchHit, SearchRequest, SearchResult } from '../search-types.ts'
import { answerPlusCode, plusCodeIn } from './plus-code-answers.ts'
import { type Answer, addressHit, answerAt, type PointHelp } from './point-answers.ts'
import { answerNumber, answerWithPostcode } from './postcode-answers.ts'

/**
 * An address code as a whole, its groups apart by single spaces, dots or dashes. One that begins with its L may have a letter that looks
 * like a digit, or a digit too few or too many; of bare digits only ten are a code.
 */
const CODE = /^(?:\d(?:[ .-]?\d){9}|(?=(?:\D*\d){8})L(?:[ .-]?[\dOIZSGB]){9,11})$/i
const MAX_SUGGESTIONS = 5
const SUGGESTED = 0.6
/** The zone that metres are taken to be in where none is named. */
const ASSUMED_ZONE = 'vn2000-zone-105-45'

/** What a direct answer asks of others. */
export interface DirectAnswerHelp extends PointHelp {
  /** Answers the text beside a plus code or a postal code. */
  readonly search: (request: SearchRequest) => SearchResult
}

/**
 * Answers a text that is a coordinate or a code as a whole, a plus code with a place, or an address with a postal code; undefined when it
 * is none.
 */
export function directAnswer(request: SearchRequest, help: DirectAnswerHelp): SearchResult | undefined {
  const text = cleanText(request.text)
  // Every coordinate and code has a digit, or is a plus code, or a link.
  if (!hasDigit(text) && !/[+/]/.test(text)) return undefined
  return (
    answerCode(text, request, help) ??
    coordinatesAnswer(text, request, help) ??
    plusCodeAnswer(text, request, help) ??
    answerWithPostcode(request, help.units, help.search)
  )
}

function plusCodeAnswer(
  text: string,
  request: SearchRequest,
  help: DirectAnswerHelp,
): SearchResult | undefined {
  const code = plusCodeIn(text)
  const answer = code && answerPlusCode(code, request, help)
  return answer && { ...answer, reading: () => ({ ...code, scheme: 'pluscode' }) }
}

function coordinatesAnswer(
  text: string,
  request: SearchRequest,
  help: DirectAnswerHelp,
): SearchResult | undefined {
  const written = readCoordinates(text)
  if (!written) return undefined
  const reading = () => ({ coordinates: written })
  switch (written.kind) {
    case 'point':
      return { ...pointAnswer(written, request, help), reading }
    case 'link':
      return plusCodeAnswer(written.text, request, help) ?? linked(written.text)
    case 'incomplete':
      return { hits: [], reading, remark: { warnings: ['coordinate-incomplete'], missing: written.missing } }
    case 'not-understood':
      return { hits: [], reading, remark: NOT_UNDERSTOOD }
  }

  /** A text in a link is degrees in another notation. */
  function linked(inner: string): SearchResult {
    const found = readCoordinates(inner)
    return found?.kind === 'point'
      ? { ...pointAnswer(found, request, help), reading }
      : { hits: [], reading, remark: NOT_UNDERSTOOD }
  }
}

const NOT_UNDERSTOOD: Remark = { warnings: ['coordinate-not-understood'] }

function pointAnswer(
  { position, system, assumed }: Extract<NonNullable<ReturnType<typeof readCoordinates>>, { kind: 'point' }>,
  request: SearchRequest,
  help: DirectAnswerHelp,
): Answer {
  const answer = answerAt(position, request, help, (hit: MutableHit) => {
    hit.system = system
    if (!assumed) return
    hit.grade = 'C'
    hit.warnings = [...hit.warnings, ASSUMED_ZONE]
  })
  if (!assumed || !answer.remark) return answer
  return { ...answer, remark: { ...answer.remark, warnings: [...answer.remark.warnings, ASSUMED_ZONE] } }
}

/** Answers an address code, a postal code or the code of a commune. */
function answerCode(
  text: string,
  request: SearchRequest,
  { record, units }: DirectAnswerHelp,
): SearchResult | undefined {
  const number = answerNumber(text, units, request.unfinished)
  if (number) return { ...number, reading: () => ({ code: text, ...(number.remark?.postcode ?? {}) }) }
  if (!CODE.test(text)) return undefined
  const checked = checkCode(text)
  const { scheme, normalized, problems } = checked
  const reading = () => ({ code: normalized, scheme })
  if (problems.length > 0) return /^L/i.test(text) ? { hits: suggested(checked), reading } : undefined
  if (scheme === 'local') {
    const hit = addressHit(record.publicAddresses.byCode(normalized), text)
    return { hits: hit ? [hit] : suggested(checked), reading }
  }
  if (scheme !== 'ndas') return undefined
  const hit = addressHit(record.publicAddresses.byNdas(normalized), text)
  return { hits: hit ? [hit] : [], reading }

  /** Addresses whose codes differ from a wrong one by a digit or two neighbours swapped. */
  function suggested(wrong: CheckedCode): SearchHit[] {
    const hits: SearchHit[] = []
    for (const code of nearbyCodes(wrong)) {
      const hit = addressHit(record.publicAddresses.byCode(code), code)
      if (hit) hits.push({ ...hit, grade: 'C', score: SUGGESTED, warnings: ['typo-corrected'] })
      if (hits.length === Math.min(MAX_SUGGESTIONS, request.limit)) break
    }
    return hits
  }
}

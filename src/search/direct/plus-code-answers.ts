import {
  completedNear,
  completionsWithin,
  lacksMost,
  plusCodePoint,
  readPlusCode,
  type WrittenPlusCode,
} from '../../codes/plus-code.ts'
import { boxOf } from '../../geo/box.ts'
import { distance } from '../../geo/distance.ts'
import { codeId, type Grade, type SearchHit, type SearchRequest, type SearchResult } from '../search-types.ts'
import type { UnitSource } from '../units/unit-source.ts'
import { type Answer, answerAt, outsideAt, type PointHelp } from './point-answers.ts'

const WORD = /^[\dA-Z]{2,8}\+[\dA-Z]{2,7}$/i
/** A country behind the place, as map sites write it. */
const COUNTRY = /^(?:việt nam|viet ?nam|vn)$/i
/** Degrees around the communes' centres in which a code without a place may lie. */
const MARGIN = 0.15

/** A plus code in a text, and the words around it. */
export interface PlusCodeText extends WrittenPlusCode {
  readonly place: string
}

/** The plus code of a text, alone or with a place before or behind; undefined where there is none. */
export function plusCodeIn(clean: string): PlusCodeText | undefined {
  if (!clean.includes('+')) return undefined
  const words = clean.split(/[\s,;()]+/)
  const word = words.find((one) => WORD.test(one))
  const code = word && readPlusCode(word)
  if (!code) return undefined
  const at = clean.indexOf(word)
  const parts = `${clean.slice(0, at)},${clean.slice(at + word.length)}`.split(/[,;()]/)
  return {
    ...code,
    place: parts
      .map((part) => part.trim())
      .filter((part) => part && !COUNTRY.test(part))
      .join(', '),
  }
}

/**
 * Answers a plus code with the point that it stands for. A short one is completed by the place beside it; without one by the
 * middle of the map, or else by the province, where several points may have it. Undefined when its place is not found.
 */
export function answerPlusCode(
  { code, short, place }: PlusCodeText,
  request: SearchRequest,
  help: PointHelp & { readonly search: (request: SearchRequest) => SearchResult },
): Answer | undefined {
  if (!short) return at(code, 'A')
  if (place) {
    const { hits, remark } = help.search({ text: place, unfinished: false, limit: 1 })
    if (remark?.outside) return { hits: [], remark }
    const [hit] = hits
    if (!hit) return undefined
    const near = placeOf(hit)
    const whole = near && completedNear(code, near)
    // of a street without a map its district is known, but no place: as without a place
    if (whole) return at(whole, hit.grade === 'C' ? 'B' : 'A')
  }
  const near = request.focus && completedNear(code, request.focus)
  if (near && help.units.containing(...lonLat(near))) return at(near, 'B')
  const inside = completionsIn(code, request, help.units)
  if (inside.length === 1) return at(inside[0]!, 'B')
  if (inside.length > 1) return { hits: inside.flatMap(ambiguous).slice(0, request.limit) }
  // with six digits missing it may be anywhere
  const point = near && plusCodePoint(near)
  if (point) return { hits: [], remark: outsideAt(point) }
  return { hits: [], remark: { warnings: [lacksMost(code) ? 'coordinate-incomplete' : 'outside-province'] } }

  function at(whole: string, grade: Grade): Answer {
    return answerAt(plusCodePoint(whole)!, request, help, (hit) => {
      hit.kind = 'code'
      hit.id = codeId({ scheme: 'pluscode', value: whole })
      hit.grade = grade
      hit.name = whole
      hit.code = { scheme: 'pluscode', value: whole }
    })
  }

  function ambiguous(whole: string): readonly SearchHit[] {
    const [hit] = at(whole, 'C').hits
    return hit ? [{ ...hit, score: AMBIGUOUS, warnings: [...hit.warnings, 'ambiguous'] }] : []
  }
}

const AMBIGUOUS = 0.6

/** Where a hit is, or the middle of the commune that it is in. */
function placeOf({ lon, lat, within }: SearchHit): { lon: number; lat: number } | undefined {
  if (lon !== undefined && lat !== undefined) return { lon, lat }
  return within?.centre && { lon: within.centre[0], lat: within.centre[1] }
}

/** The whole codes in the province, the nearest to the middle of the map first. */
function completionsIn(code: string, { focus }: SearchRequest, units: UnitSource): string[] {
  const centres = units.all.flatMap(({ centre, validTo }) =>
    centre && validTo === undefined ? [centre] : [],
  )
  const box = boxOf(centres)
  if (!box) return []
  const [west, south, east, north] = box
  const codes = completionsWithin(code, [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN])
  const inside = codes.filter((one) => units.containing(...lonLat(one)))
  const away = (one: string) => (focus ? distance(focus.lon, focus.lat, ...lonLat(one)) : 0)
  return inside.sort((a, b) => away(a) - away(b))
}

function lonLat(whole: string): [number, number] {
  const { lon, lat } = plusCodePoint(whole)!
  return [lon, lat]
}

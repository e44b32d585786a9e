import type { ElsewhereNames, NamedElsewhere } from '../../parsing/elsewhere-names.ts'
import { englishTypesOf } from '../../parsing/mentions/english-unit-words.ts'
import { UNIT_WORDS } from '../../parsing/unit-words.ts'
import { isAccented } from '../../text/accents.ts'
import { normalizeText } from '../../text/normalize.ts'
import { fold, type Syllable, syllable, words } from '../../text/syllable.ts'
import type { Remark, SearchHit, SearchRequest } from '../search-types.ts'
import type { SearchUnit, UnitSource } from '../units/unit-source.ts'

/** Share of a query that a hit must explain to be what the query says word for word. */
const ALL = 0.99

/** What is answered to a text that may end with the name of a unit elsewhere. */
export interface ElsewhereAnswer {
  readonly hits: readonly SearchHit[]
  readonly remark: Remark | undefined
}

/**
 * Says that a text means a unit elsewhere and none of the hits, or that its province contradicts the district of ours that it names:
 * that is kept, unsure.
 */
export function elsewhereAnswer(
  hits: readonly SearchHit[],
  request: SearchRequest,
  names: ElsewhereNames | undefined,
  units: UnitSource,
): ElsewhereAnswer {
  const asTheyAre = { hits, remark: undefined }
  // most queries end here, without their text being looked at
  if (!names || (hits[0] && explainsAll(hits[0]))) return asTheyAre
  const named = names.find(request.text)
  if (!named || isOurs(named, units) || !isElsewhere(named, hits, request)) return asTheyAre
  if (contradicts(named, hits, request.text, names))
    return {
      hits: hits.map((hit) => ({ ...hit, grade: 'C', warnings: [...hit.warnings, 'province-mismatch'] })),
      remark: undefined,
    }
  const { fullName, kind, within, until } = named.unit
  const outside = { name: fullName, kind, within, ...(until ? { until } : {}) }
  return { hits: [], remark: { warnings: ['outside-province'], outside } }
}

/** The type words of districts, folded, each as the words that stand before a name. */
const DISTRICT_BEFORE = UNIT_WORDS.filter(({ level }) => level === 'district').flatMap(({ forms }) =>
  forms.map((form) => form.split(' ')),
)

/** Whether a text names a province elsewhere, and by its type a district of ours of which that province has none. */
function contradicts(
  { unit, outer }: NamedElsewhere,
  hits: readonly SearchHit[],
  text: string,
  names: ElsewhereNames,
): boolean {
  if (unit !== outer || unit.kind !== 'province') return false
  const typed = foldedWords(text)
  return hits
    .flatMap((hit) => [hit.unit, hit.former?.unit, hit.former?.district])
    .some((one) => one?.level === 'district' && isTypedIn(typed, one) && !names.has(one.name, unit))
}

/** Whether the name of a district stands in a text with a word for a district beside it. */
function isTypedIn(typed: readonly string[], { name }: SearchUnit): boolean {
  const own = foldedWords(name)
  return typed.some(
    (_, at) =>
      own.every((word, i) => typed[at + i] === word) &&
      (DISTRICT_BEFORE.some((type) => type.every((word, i) => typed[at - type.length + i] === word)) ||
        englishTypesOf(typed[at + own.length]).some(({ level }) => level === 'district')),
  )
}

function foldedWords(text: string): string[] {
  return words(normalizeText(text)).map((word) => syllable(word).folded)
}

/**
 * Whether a text that names a unit elsewhere means that one, and none of the hits: a thing of the record with exactly that name comes
 * first, and so does one that explains the whole text.
 */
function isElsewhere(
  { whole, asUnit, written }: NamedElsewhere,
  hits: readonly SearchHit[],
  { unfinished }: Pick<SearchRequest, 'unfinished'>,
): boolean {
  const [first] = hits
  if (!first) return true
  if (asUnit) return !(whole && !first.warnings.includes('words-not-understood') && unitNamed(first, written))
  return !hits.some((hit) => namesOf(hit).some((name) => isNamed(name, written, unfinished && whole)))
}

/** Whether the record has, or had, a unit of the name that ends the text, and of its type where that is written. */
function isOurs({ outer, outerTyped, written }: NamedElsewhere, { all }: UnitSource): boolean {
  const accented = written.some(isAccented)
  const same = (one: string, other: string) => (accented ? one === other : fold(one) === fold(other))
  return all.some(({ name, fullName }) =>
    outerTyped ? same(fullName, outer.fullName) : same(name, outer.name),
  )
}

function explainsAll({ evidence, warnings }: SearchHit): boolean {
  if (!evidence) return true
  if (warnings.includes('words-not-understood') || warnings.includes('typo-corrected')) return false
  return evidence.coverage >= ALL && evidence.accents === 0 && evidence.completeness >= ALL
}

/** Whether a hit is, or was named as, a district or province of that name. */
function unitNamed({ unit, former }: SearchHit, written: readonly Syllable[]): boolean {
  const named: readonly (SearchUnit | undefined)[] = [unit, former?.unit, former?.district, former?.province]
  return named.some((one) => one && one.level !== 'commune' && isNamed(one.name, written, false))
}

function namesOf({ name, unit, former, address, place }: SearchHit): string[] {
  const all = [name, unit?.name, former?.unit.name, former?.district?.name, address?.name, address?.hamlet]
  return [...all, address?.street, place?.name].flatMap((one) => (one ? [one] : []))
}

/** Whether a name is what was written, or may become it while its last word is being typed; a missing accent costs nothing. */
function isNamed(name: string, written: readonly Syllable[], open: boolean): boolean {
  const own = words(normalizeText(name)).map(syllable)
  const accented = written.some(isAccented)
  // "Đường Hồ Chí Minh", "Chợ Sài Gòn": a name may have its kind before it
  for (const skipped of own.length > written.length ? [0, 1, 2] : [0]) {
    const rest = own.slice(skipped)
    if (!open && rest.length !== written.length) continue
    if (rest.length < written.length) continue
    const fits = written.every((one, i) => {
      const { folded, bare, tone } = rest[i]!
      if (open && i === written.length - 1 && folded.startsWith(one.folded)) return true
      return folded === one.folded && (!accented || (bare === one.bare && tone === one.tone))
    })
    if (fits) return true
  }
  return false
}

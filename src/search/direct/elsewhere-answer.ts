import type { ElsewhereNames, NamedElsewhere } from '../../parsing/elsewhere-names.ts'
import { isAccented } from '../../text/accents.ts'
import { normalizeText } from '../../text/normalize.ts'
import { fold, type Syllable, syllable, words } from '../../text/syllable.ts'
import type { Remark, SearchHit, SearchRequest } from '../search-types.ts'
import type { SearchUnit, UnitSource } from '../units/unit-source.ts'

/** Share of a query that a hit must explain to be what the query says word for word. */
const ALL = 0.99

/** Says that a text means a unit elsewhere and none of the hits; undefined where it does not. */
export function elsewhereRemark(
  hits: readonly SearchHit[],
  request: SearchRequest,
  names: ElsewhereNames | undefined,
  units: UnitSource,
): Remark | undefined {
  // most queries end here, without their text being looked at
  if (!names || (hits[0] && explainsAll(hits[0]))) return undefined
  const named = names.find(request.text)
  if (!named || isOurs(named, units) || !isElsewhere(named, hits, request)) return undefined
  const { fullName, kind, within, until } = named.unit
  return {
    warnings: ['outside-province'],
    outside: { name: fullName, kind, within, ...(until ? { until } : {}) },
  }
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

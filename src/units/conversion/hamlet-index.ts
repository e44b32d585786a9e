import { typeWordAt } from '../../parsing/type-words.ts'
import type { HamletRow } from '../../store/record/rows.ts'
import { normalizeText } from '../../text/normalize.ts'
import { fold, words } from '../../text/syllable.ts'

interface Hamlet {
  kind: string
  commune: string
  former: string | null
}

/** Where hamlets lie: their current and, when known, their former commune, found by name. */
export class HamletIndex {
  readonly #byName = new Map<string, Hamlet[]>()
  /** Former communes of which some hamlet is known. */
  readonly #formers = new Set<string>()

  constructor(hamlets: Iterable<Pick<HamletRow, 'name' | 'kind' | 'commune_code' | 'former_commune_code'>>) {
    for (const row of hamlets) {
      if (row.commune_code === null) continue
      const { kind, name } = splitKind(row.name)
      const hamlet = {
        kind: kind || fold(row.kind ?? ''),
        commune: row.commune_code,
        former: row.former_commune_code,
      }
      if (row.former_commune_code !== null) this.#formers.add(row.former_commune_code)
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), hamlet])
    }
  }

  /**
   * The one current commune, of those given, in which a hamlet of a former commune lies. A hamlet whose
   * former commune is not recorded counts only if its name is no number and stands in just one of the communes.
   */
  currentCommune(hamlet: string, formerCommune: string, candidates: ReadonlySet<string>): string | undefined {
    const named = this.#find(hamlet).filter(({ commune }) => candidates.has(commune))
    const sure = named.filter(({ former }) => former === formerCommune)
    return onlyOne((sure.length > 0 ? sure : isNumber(hamlet) ? [] : named).map(({ commune }) => commune))
  }

  /**
   * The one former commune, of those given, that a hamlet of a current commune was in. Every commune has its Ấp 1: a
   * number counts only when hamlets of all the communes are known.
   */
  formerCommune(hamlet: string, commune: string, candidates: ReadonlySet<string>): string | undefined {
    if (isNumber(hamlet) && [...candidates].some((code) => !this.#formers.has(code))) return undefined
    const named = this.#find(hamlet).filter((one) => one.commune === commune)
    return onlyOne(named.flatMap(({ former }) => (former !== null && candidates.has(former) ? [former] : [])))
  }

  #find(hamlet: string): Hamlet[] {
    const { kind, name } = splitKind(hamlet)
    const sameName = this.#byName.get(name) ?? []
    const sameKind = sameName.filter((one) => one.kind === kind)
    return sameKind.length > 0 || isNumber(hamlet) ? sameKind : sameName
  }
}

function splitKind(text: string): { kind: string; name: string } {
  const folded = words(fold(normalizeText(text).replace(/^(ấp|ap|kp|khóm|khom)(?=\d)/, '$1 ')))
  const type = typeWordAt(folded, 0)
  const rest = type?.level === 'hamlet' ? folded.slice(type.to) : folded
  return { kind: type?.level === 'hamlet' ? fold(type.type) : '', name: rest.map(plainNumber).join(' ') }
}

function plainNumber(word: string): string {
  return word.replace(/^0+(?=\d)/, '')
}

function isNumber(hamlet: string): boolean {
  return /^\d+\p{L}?$/u.test(splitKind(hamlet).name)
}

function onlyOne(codes: readonly string[]): string | undefined {
  return new Set(codes).size === 1 ? codes[0] : undefined
}

import { HOW_RANK } from './alignment.ts'
import type { Reading } from './lexicon.ts'
import type { NamedAlignment, NameIndex } from './name-index.ts'
import { type Query, shareOf } from './query.ts'
import { AGREEMENT, ORDER } from './scoring.ts'
import type { SearchUnit, UnitSource } from './unit-source.ts'

/** A unit under one of its names, and the areas of today that it stands for. */
export interface UnitAlias {
  readonly unit: SearchUnit
  readonly current: boolean
  readonly areas: readonly number[]
  /** A former commune whose land went to several. */
  readonly split: boolean
  readonly district?: SearchUnit
  readonly province?: SearchUnit
  /** Documents by which it became what it is. */
  readonly basis?: string
}

/** A commune of today, or a former district for streets of which no more is known. */
export interface Area {
  readonly unit: SearchUnit
  readonly kind: 'commune' | 'district'
  readonly province?: SearchUnit
}

/** Units of one area that the query names, one per level, and how well. */
export interface UnitMatch {
  readonly mask: number
  readonly coverage: number
  readonly accents: number
  /** Of the smallest unit named. */
  readonly completeness: number
  /** How much of the units named was not typed, added up over the levels. */
  readonly missing: number
  /** Points lost where the words around speak against it. */
  readonly cost: number
  /** Points lost by the order of the words. */
  readonly order: number
  /** Part of `cost` owed to type words, and these words: no type words where they are in a name. */
  readonly saidCost: number
  readonly saidMask: number
  readonly how: Reading['how']
  readonly commune?: UnitAlias
  readonly district?: UnitAlias
  readonly province?: UnitAlias
}

const MAX_MATCHES = 16

/** Units of today and before by name, answering with areas of today. */
export class UnitIndex {
  readonly areas: Area[] = []
  readonly #byCommune = new Map<string, number>()
  readonly #byDistrict = new Map<string, number>()
  readonly #aliases = new Map<number, UnitAlias[]>()
  /** Codes of a district's communes. */
  readonly #communesOf = new Map<SearchUnit, Set<string>>()

  constructor(
    source: UnitSource,
    readonly names: NameIndex,
  ) {
    const communes = source.all.filter(({ level }) => level === 'commune')
    for (const unit of communes.filter(({ validTo }) => validTo === undefined)) {
      const province = source.lineageOf(unit)?.province
      const area = this.#addArea({ unit, kind: 'commune', ...(province ? { province } : {}) })
      this.#byCommune.set(unit.code, area)
      this.#alias({ unit, current: true, areas: [area], split: false, ...(province ? { province } : {}) })
    }
    const members = new Map<SearchUnit, Set<number>>()
    const join = (unit: SearchUnit | undefined, areas: readonly number[]) => {
      if (!unit) return
      const set = members.get(unit) ?? new Set()
      for (const area of areas) set.add(area)
      members.set(unit, set)
    }
    for (const [i, area] of this.areas.entries()) join(area.province, [i])
    for (const unit of communes.filter(({ validTo }) => validTo !== undefined)) {
      const paths = source.successorsOf(unit)
      const areas = paths.flatMap((path) => this.#byCommune.get(path.unit.code) ?? [])
      const lineage = source.lineageOf(unit)
      join(lineage?.district, areas)
      join(lineage?.province, areas)
      if (lineage?.district) {
        const codes = this.#communesOf.get(lineage.district)
        if (codes) codes.add(unit.code)
        else this.#communesOf.set(lineage.district, new Set([unit.code]))
      }
      const basis = paths[0]?.steps.map((step) => step.basis).join(', ')
      this.#alias({
        unit,
        current: false,
        areas,
        split: areas.length > 1,
        ...(lineage?.district ? { district: lineage.district } : {}),
        ...(lineage ? { province: lineage.province } : {}),
        ...(basis ? { basis } : {}),
      })
    }
    for (const unit of source.all.filter(({ level }) => level === 'district')) {
      const areas = [...(members.get(unit) ?? [])]
      if (unit.validTo !== undefined && areas.length > 0) {
        const province = communeProvince(this.#aliases, unit)
        areas.push(this.#addArea({ unit, kind: 'district', ...(province ? { province } : {}) }))
        this.#byDistrict.set(unit.code, areas.at(-1)!)
        join(province, [areas.at(-1)!])
        this.#alias({ unit, current: false, areas, split: false, ...(province ? { province } : {}) })
      }
    }
    for (const unit of source.all.filter(({ level }) => level === 'province')) {
      const areas = [...(members.get(unit) ?? [])]
      if (areas.length > 0) this.#alias({ unit, current: unit.validTo === undefined, areas, split: false })
    }
  }

  /** The area of a commune code, or of a former district's; undefined for neither. */
  area(communeCode: string | null, districtCode: string | null = null): number | undefined {
    if (communeCode !== null) return this.#byCommune.get(communeCode)
    return districtCode === null ? undefined : this.#byDistrict.get(districtCode)
  }

  /** Communes of a former district's area. */
  communesOf(districtArea: number): readonly number[] {
    const unit = this.areas[districtArea]!.unit
    for (const aliases of this.#aliases.values())
      for (const alias of aliases)
        if (alias.unit === unit) return alias.areas.filter((area) => this.areas[area]!.kind === 'commune')
    return []
  }

  /** Whether any of these former communes, by code, was in a district; true when none is given. */
  inDistrict(formers: ReadonlySet<string>, district: SearchUnit): boolean {
    const codes = this.#communesOf.get(district)
    if (formers.size === 0 || !codes) return true
    for (const code of formers) if (codes.has(code)) return true
    return false
  }

  /** For every area, the ways in which the query names it, best first. */
  match(query: Query, alignments: readonly NamedAlignment[]): Map<number, UnitMatch[]> {
    const single = new Map<number, { commune: UnitMatch[]; district: UnitMatch[]; province: UnitMatch[] }>()
    for (const alignment of alignments) {
      for (const alias of this.#aliases.get(alignment.name) ?? []) {
        const match = unitMatch(query, alignment, alias)
        for (const area of alias.areas) {
          let lists = single.get(area)
          if (!lists) {
            lists = { commune: [], district: [], province: [] }
            single.set(area, lists)
          }
          lists[alias.unit.level].push(match)
        }
      }
    }
    const joined = new Map<number, UnitMatch[]>()
    // Most areas are only in the province named: they share one list.
    const provincesOnly = new Map<UnitMatch, UnitMatch[]>()
    for (const [area, { commune, district, province }] of single) {
      if (commune.length + district.length === 0 && province.length === 1) {
        const only = province[0]!
        const shared = provincesOnly.get(only) ?? [only]
        provincesOnly.set(only, shared)
        joined.set(area, shared)
        continue
      }
      const found = [...best(commune), ...best(district), ...best(province)]
      for (const one of best(commune)) for (const two of best(district)) push(found, pair(one, two))
      for (const one of [...found])
        if (!one.province) for (const two of best(province)) push(found, pair(one, two))
      joined.set(area, found.sort(byPoints).slice(0, MAX_MATCHES))
    }
    return joined
  }

  #addArea(area: Area): number {
    this.areas.push(area)
    return this.areas.length - 1
  }

  #alias(alias: UnitAlias): void {
    const name = this.names.add(alias.unit.fullName, 'unit')
    const list = this.#aliases.get(name)
    if (list) list.push(alias)
    else this.#aliases.set(name, [alias])
  }
}

function communeProvince(aliases: Map<number, UnitAlias[]>, district: SearchUnit): SearchUnit | undefined {
  for (const list of aliases.values())
    for (const alias of list) if (alias.district === district) return alias.province
  return undefined
}

function unitMatch(query: Query, alignment: NamedAlignment, alias: UnitAlias): UnitMatch {
  const { from, accents, completeness, how } = alignment
  let { mask, coverage } = alignment
  let cost = 0
  const said = query.introducers[from]
  if (said && (said.mask & mask) === 0) {
    if (said.level === alias.unit.level) {
      mask |= said.mask
      coverage += shareOf(query, said.mask)
      if (said.type !== alias.unit.type) cost += AGREEMENT.otherType
    } else if (said.level === 'street' || said.level === 'hamlet') cost += AGREEMENT.unintroduced
    else if (said.level !== 'house' && said.level !== 'alley') cost += AGREEMENT.otherLevel
  }
  return {
    mask,
    coverage,
    accents,
    completeness,
    missing: 1 - completeness,
    cost,
    saidCost: cost,
    saidMask: cost > 0 ? said!.mask : 0,
    order: alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0),
    how,
    [alias.unit.level]: alias,
  }
}

/** Two levels together, when they can belong to one place and time. */
function pair(a: UnitMatch, b: UnitMatch): UnitMatch | undefined {
  if (a.mask & b.mask) return undefined
  let cost = a.cost + b.cost
  if (a.commune && b.district) {
    if (!a.commune.current && a.commune.district !== b.district.unit) return undefined
    if (a.commune.current) cost += AGREEMENT.legacyDistrict
  }
  const smaller = a.commune ?? a.district
  if (smaller && b.province && smaller.province !== b.province.unit) {
    if (!b.province.current && !smaller.current) return undefined
    cost += AGREEMENT.mixedEras
  }
  return {
    ...a,
    mask: a.mask | b.mask,
    coverage: a.coverage + b.coverage,
    accents: a.accents + b.accents,
    missing: a.missing + b.missing,
    cost,
    saidCost: a.saidCost + b.saidCost,
    saidMask: a.saidMask | b.saidMask,
    order: a.order + b.order + (first(b.mask) < first(a.mask) ? ORDER.unitsReversed : 0),
    how: HOW_RANK[a.how] >= HOW_RANK[b.how] ? a.how : b.how,
    ...(b.district ? { district: b.district } : {}),
    ...(b.province ? { province: b.province } : {}),
  }
}

/** The lowest bit, which grows with the place of the first word. */
function first(mask: number): number {
  return mask & -mask
}

function best(matches: UnitMatch[]): UnitMatch[] {
  return matches.length > 4 ? matches.sort(byPoints).slice(0, 4) : matches
}

function byPoints(a: UnitMatch, b: UnitMatch): number {
  return b.coverage - b.accents - b.cost - b.order - (a.coverage - a.accents - a.cost - a.order)
}

function push(list: UnitMatch[], match: UnitMatch | undefined): void {
  if (match) list.push(match)
}

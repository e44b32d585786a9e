import type { Alignment } from '../names/alignment.ts'
import type { GazetteerNameIndex } from '../names/gazetteer-name-index.ts'
import type { Query } from '../query/query.ts'
import type { UnitAlias } from './unit-alias.ts'
import { UnitMatches } from './unit-matches.ts'
import type { SearchUnit, UnitSource } from './unit-source.ts'

type Described = Pick<UnitAlias, 'unit' | 'current' | 'areas'> &
  Partial<Pick<UnitAlias, 'split' | 'district' | 'province' | 'basis'>>

/** Communes added between two moments at which others may have the processor: some milliseconds. */
const SLICE = 64

const NONE: ReadonlySet<string> = new Set()

/** A commune of today, or a former district for streets of which no more is known. */
export interface Area {
  readonly unit: SearchUnit
  readonly kind: 'commune' | 'district'
  readonly province?: SearchUnit
}

/** Units of today and before by name, each with the areas of today that it stands for. */
export class UnitIndex {
  readonly areas: Area[] = []
  readonly #byCommune = new Map<string, number>()
  readonly #byDistrict = new Map<string, number>()
  readonly #aliases = new Map<number, UnitAlias[]>()
  /** Communes of today by full name, alone and with their province's; undefined for what others are called, or were. */
  readonly #byLabel = new Map<string, number | undefined>()
  /** Codes of a district's communes. */
  readonly #communesOf = new Map<SearchUnit, Set<string>>()

  /** Former communes that an earlier one's land was in later, by code: Phường 1 for the Phường 2 that it took in. */
  readonly #later = new Map<string, ReadonlySet<string>>()

  /** Areas of each district and province. */
  readonly #members = new Map<SearchUnit, Set<number>>()

  private constructor(readonly names: GazetteerNameIndex) {}

  /** Makes the index in slices of some milliseconds; the units' names are added to `names`. */
  static *build(source: UnitSource, names: GazetteerNameIndex): Generator<void, UnitIndex> {
    const index = new UnitIndex(names)
    yield* index.#addAll(source)
    return index
  }

  *#addAll(source: UnitSource): Generator<void, void> {
    const ofLevel = (level: SearchUnit['level']) => source.all.filter((unit) => unit.level === level)
    const communes = ofLevel('commune')
    for (const [i, unit] of communes.entries()) {
      if (unit.validTo === undefined) this.#addCommune(unit, source)
      if (i % SLICE === 0) yield
    }
    for (const [i, area] of this.areas.entries()) this.#addMembers(area.province, [i])
    for (const [i, unit] of communes.entries()) {
      if (unit.validTo !== undefined) this.#addFormerCommune(unit, source)
      if (i % SLICE === 0) yield
    }
    for (const unit of ofLevel('district')) if (unit.validTo !== undefined) this.#addFormerDistrict(unit)
    yield
    for (const unit of ofLevel('province')) {
      const areas = this.#membersOf(unit)
      if (areas.length > 0) this.#alias({ unit, current: unit.validTo === undefined, areas })
    }
  }

  /** The area of a commune code, or of a former district's; undefined for neither. */
  area(communeCode: string | null, districtCode: string | null = null): number | undefined {
    if (communeCode !== null) return this.#byCommune.get(communeCode)
    return districtCode === null ? undefined : this.#byDistrict.get(districtCode)
  }

  /** The commune of today that a text names as labels do: its full name, alone or with its province's, and no other is or was called so. */
  communeLabelled(label: string): number | undefined {
    return this.#byLabel.get(label)
  }

  /** A unit under its name. */
  aliasOf({ code, validFrom, level, fullName }: SearchUnit): UnitAlias | undefined {
    const name = this.names.get(fullName, 'unit')
    const named = name === undefined ? undefined : this.#aliases.get(name)
    return named?.find(
      ({ unit }) => unit.code === code && unit.validFrom === validFrom && unit.level === level,
    )
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

  /** Whether the land of a former commune, by code, was in another of these later, or it is one of them. */
  isOrBecame(former: string, others: ReadonlySet<string>): boolean {
    if (others.has(former)) return true
    for (const code of this.#later.get(former) ?? NONE) if (others.has(code)) return true
    return false
  }

  /** {@link isOrBecame} for one other. */
  wasOrBecame(former: string, other: string): boolean {
    return former === other || (this.#later.get(former)?.has(other) ?? false)
  }

  /** Whether a former commune, by code, was in a district; true where the district's communes are not known. */
  wasIn(former: string, district: SearchUnit): boolean {
    return this.#communesOf.get(district)?.has(former) ?? true
  }

  /** The ways in which a query names units, of its alignments with names of units. */
  match(query: Query, alignments: readonly Alignment[]): UnitMatches {
    return new UnitMatches(query, alignments, this.#aliases, this.areas.length)
  }

  /** A commune of today is an area. */
  #addCommune(unit: SearchUnit, source: UnitSource): void {
    const province = source.lineageOf(unit)?.province
    const area = this.#addArea({ unit, kind: 'commune', ...(province ? { province } : {}) })
    this.#byCommune.set(unit.code, area)
    for (const label of [unit.fullName, `${unit.fullName}, ${province?.fullName}`])
      this.#byLabel.set(label, this.#byLabel.has(label) ? undefined : area)
    this.#alias({ unit, current: true, areas: [area], province })
  }

  /** A former commune stands for the communes of today in which its land is. */
  #addFormerCommune(unit: SearchUnit, source: UnitSource): void {
    const paths = source.successorsOf(unit)
    const areas = paths.flatMap((path) => this.#byCommune.get(path.unit.code) ?? [])
    const lineage = source.lineageOf(unit)
    for (const label of [unit.fullName, `${unit.fullName}, ${lineage?.province?.fullName}`]) {
      const today = this.#byLabel.get(label)
      if (today !== undefined && areas.some((area) => area !== today)) this.#byLabel.set(label, undefined)
    }
    this.#addMembers(lineage?.district, areas)
    this.#addMembers(lineage?.province, areas)
    if (lineage?.district) {
      const codes = this.#communesOf.get(lineage.district)
      if (codes) codes.add(unit.code)
      else this.#communesOf.set(lineage.district, new Set([unit.code]))
    }
    const later = paths.flatMap(({ steps }) => steps.slice(0, -1).map(({ to }) => to.code))
    if (later.length > 0) this.#later.set(unit.code, new Set(later))
    const basis = paths[0]?.steps.map((step) => step.basis).join(', ')
    this.#alias({
      unit,
      current: false,
      areas,
      split: areas.length > 1,
      district: lineage?.district,
      province: lineage?.province,
      basis: basis || undefined,
    })
  }

  /** A former district stands for the communes of its land, and is an area for streets of which no more is known. */
  #addFormerDistrict(unit: SearchUnit): void {
    const areas = this.#membersOf(unit)
    if (areas.length === 0) return
    const province = communeProvince(this.#aliases, unit)
    const area = this.#addArea({ unit, kind: 'district', ...(province ? { province } : {}) })
    areas.push(area)
    this.#byDistrict.set(unit.code, area)
    this.#addMembers(province, [area])
    this.#alias({ unit, current: false, areas, province })
  }

  #addMembers(unit: SearchUnit | undefined, areas: readonly number[]): void {
    if (!unit) return
    const members = this.#members.get(unit)
    if (members) for (const area of areas) members.add(area)
    else this.#members.set(unit, new Set(areas))
  }

  #membersOf(unit: SearchUnit): number[] {
    return [...(this.#members.get(unit) ?? [])]
  }

  #addArea(area: Area): number {
    this.areas.push(area)
    return this.areas.length - 1
  }

  #alias({ unit, current, areas, split = false, district, province, basis }: Described): void {
    const { level, type } = unit
    const members = new Set(areas)
    const alias = { unit, level, type, current, areas, members, split, district, province, basis }
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

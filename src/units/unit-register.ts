import type { MultiPolygon, Polygon } from 'geojson'
import { decodeGeometry } from '../geo/geopackage-geometry.ts'
import type { PostcodeRow, UnitChangeRow, UnitRow } from '../store/record/rows.ts'
import { dayAfter } from './calendar.ts'
import { CommuneLocator } from './commune-locator.ts'
import { inForce, type Unit, type UnitLevel, unitOf } from './unit.ts'
import { UnitGraph, type UnitPath, type UnitStep } from './unit-graph.ts'

export type { Unit, UnitLevel, UnitPath, UnitStep }

/** What the register is made from: the tables unit, unit_change and postcode as they are stored. */
export interface UnitRows {
  units: UnitRow[]
  changes: UnitChangeRow[]
  postcodes: PostcodeRow[]
}

/** Where the register is read from. */
export interface UnitTable {
  all(): UnitRow[]
  changes(): UnitChangeRow[]
  postcodes(): PostcodeRow[]
}

/** A commune with the units it belongs to; there is no district after 30/6/2025. */
export interface Lineage {
  commune: Unit
  district?: Unit
  province: Unit
}

/** What a postal code stands for: a code of today's list, or one that only an older list has (with `validTo`). */
export interface PostcodeAnswer {
  /** The commune that has or had the code; one of them when several share it. */
  communeCode: string
  /** Last day of a retired code. */
  validTo?: string
  /** Code of today when there is exactly one for the land of a retired code. */
  successor?: string
  /** Communes in force that the code belongs to, or that hold the land it once covered. */
  communes: Unit[]
  /** All codes of today for the land of a retired code. */
  successors: string[]
}

/** From the highest to the lowest. */
const LEVELS: readonly UnitLevel[] = ['province', 'district', 'commune']

/** Administrative units through time, in memory; made anew when the record's units change. */
export class UnitRegister {
  /** First date the data knows. */
  readonly begins: string
  readonly #units: readonly Unit[]
  readonly #byCode = new Map<string, Unit[]>()
  readonly #rows = new Map<Unit, UnitRow>()
  readonly #graph: UnitGraph
  readonly #postcodes: readonly PostcodeRow[]
  readonly #today: () => string
  /** Days on which some unit begins, and after which some unit ends (`~`), oldest first: nothing changes in between. */
  readonly #epochs: readonly string[]
  readonly #locators = new Map<string, CommuneLocator<Unit>>()

  /** Reads the register from a record's tables; `today` as for the constructor. */
  static of(table: UnitTable, today: () => string): UnitRegister {
    return new UnitRegister(
      { units: table.all(), changes: table.changes(), postcodes: table.postcodes() },
      today,
    )
  }

  /** @param today the date that "now" means, `YYYY-MM-DD` */
  constructor(rows: UnitRows, today: () => string) {
    this.#today = today
    this.#postcodes = rows.postcodes
    this.#units = rows.units.map((row) => {
      const unit = unitOf(row, rows.postcodes)
      this.#rows.set(unit, row)
      return unit
    })
    for (const unit of [...this.#units].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1)))
      this.#byCode.set(unit.code, [...(this.#byCode.get(unit.code) ?? []), unit])
    this.#epochs = [
      ...new Set(
        this.#units.flatMap(({ validFrom, validTo }) => (validTo ? [validFrom, `${validTo}~`] : [validFrom])),
      ),
    ].sort()
    this.begins = this.#epochs[0] ?? today()
    this.#graph = new UnitGraph(rows.changes, (code, date, level) => this.get(code, date, level))
  }

  /** The date that "now" means. */
  get today(): string {
    return this.#today()
  }

  /** Every version of every unit, in the order of the record. */
  get all(): readonly Unit[] {
    return this.#units
  }

  /** Units in force on a day; `parent` keeps those below that unit, also two levels below. */
  at(date: string, filter: { level?: UnitLevel; parent?: string } = {}): Unit[] {
    return this.#units.filter(
      (unit) =>
        inForce(unit, date) &&
        (filter.level === undefined || unit.level === filter.level) &&
        (filter.parent === undefined || this.#isBelow(unit, filter.parent, date)),
    )
  }

  #isBelow(unit: Unit, ancestor: string, date: string): boolean {
    for (let at: Unit | undefined = unit; at?.parentCode !== undefined; at = this.parentOf(at, date))
      if (at.parentCode === ancestor) return true
    return false
  }

  /** The unit that had a code on a day. */
  get(code: string, date: string, level?: UnitLevel): Unit | undefined {
    return this.versions(code).find(
      (unit) => inForce(unit, date) && (level === undefined || unit.level === level),
    )
  }

  /** The unit that a unit belongs to on a day. Only a higher one counts: other programs may write circles. */
  parentOf({ parentCode, level }: Unit, date: string): Unit | undefined {
    const parent = parentCode === undefined ? undefined : this.get(parentCode, date)
    return parent && LEVELS.indexOf(parent.level) < LEVELS.indexOf(level) ? parent : undefined
  }

  /** All units that ever had a code, oldest first. */
  versions(code: string): Unit[] {
    return this.#byCode.get(code) ?? []
  }

  /** The polygon of a unit; absent when the record has none. */
  geometry(unit: Unit): MultiPolygon | Polygon | undefined {
    const blob = this.#rows.get(unit)?.geom
    const geometry = blob ? decodeGeometry(blob) : undefined
    return geometry?.type === 'MultiPolygon' || geometry?.type === 'Polygon' ? geometry : undefined
  }

  /**
   * The commune around a point on a day (today by default), in about a microsecond, and the metres to its nearest
   * boundary, worked out when asked for; `undefined` outside all of them, or when the record has no areas for that day.
   */
  containing(
    lon: number,
    lat: number,
    date: string = this.#today(),
  ): { readonly commune: Unit; readonly metresToBoundary: () => number } | undefined {
    const found = this.#locator(date).locate(lon, lat)
    return found && { commune: found.area, metresToBoundary: found.metresToBoundary }
  }

  /**
   * Metres from a point to the boundary of a commune of today, `Infinity` from `limit` on; `undefined` where no real
   * boundary of it is known.
   */
  metresTo(code: string, lon: number, lat: number, limit: number): number | undefined {
    const today = this.#today()
    const commune = this.get(code, today, 'commune')
    if (!commune || (commune.area?.approximate ?? true)) return undefined
    return this.#locator(today).metresTo(commune, lon, lat, limit)
  }

  #locator(date: string): CommuneLocator<Unit> {
    const epoch = this.#epochs.findLast((day) => day <= date) ?? ''
    const cached = this.#locators.get(epoch)
    if (cached) return cached
    const locator = new CommuneLocator(
      this.at(date, { level: 'commune' }).flatMap((area) => {
        const geometry = this.geometry(area)
        return geometry ? [{ area, geometry }] : []
      }),
    )
    this.#locators.set(epoch, locator)
    return locator
  }

  /** A commune of a day with its district, while there were districts, and its province. */
  lineage(communeCode: string, date: string): Lineage | undefined {
    const commune = this.get(communeCode, date, 'commune')
    return commune && this.lineageOf(commune, date)
  }

  /** {@link lineage} of a unit instead of its code; `date` defaults to its last day. */
  lineageOf(commune: Unit, date: string = commune.validTo ?? this.#today()): Lineage | undefined {
    const parent = this.parentOf(commune, date)
    if (parent?.level === 'province') return { commune, province: parent }
    const province =
      parent?.parentCode === undefined ? undefined : this.get(parent.parentCode, date, 'province')
    return parent && province && { commune, district: parent, province }
  }

  /** The communes of today into which a commune of `date` went, ordered by code; itself while it is in force. */
  successors(code: string, date: string): UnitPath[] {
    const commune = this.get(code, date, 'commune')
    return commune ? this.successorsOf(commune, date) : []
  }

  /** {@link successors} of a unit instead of its code; `date` defaults to its last day. */
  successorsOf(unit: Unit, date: string = unit.validTo ?? this.#today()): UnitPath[] {
    return this.#graph.successors(unit, date, this.#today())
  }

  /** All earlier communes whose land is in the commune of `date` (today by default), the newest first. */
  predecessors(code: string, date: string = this.#today()): UnitPath[] {
    const commune = this.get(code, date, 'commune')
    return commune ? this.#graph.predecessors(commune, date) : []
  }

  /**
   * Direct changes of all units that had a code, or of the one of a day: what they were made from, and what they
   * became. What a district became follows from its communes.
   */
  history(code: string, date?: string): { before: UnitStep[]; after: UnitStep[] } {
    const versions = this.versions(code).filter((unit) => date === undefined || inForce(unit, date))
    return {
      before: versions.flatMap((unit) => this.#graph.stepsBefore(unit)),
      after: versions.flatMap((unit) => [...this.#graph.stepsAfter(unit), ...this.districtSteps(unit)]),
    }
  }

  /** What a district that ended became: the communes with its land, whole or part; empty while it exists. */
  districtSteps(unit: Unit): UnitStep[] {
    if (
      unit.level !== 'district' ||
      unit.validTo === undefined ||
      this.get(unit.code, dayAfter(unit.validTo))
    )
      return []
    return this.successorsOfArea(unit).flatMap(({ unit: to, extent, steps }) => {
      const last = steps.at(-1)
      return last
        ? [{ from: unit, to, kind: 'merge' as const, extent, date: last.date, basis: last.basis }]
        : []
    })
  }

  /** Communes in force that hold land of a unit, of any level, whole (all of the commune) or part. */
  successorsOfArea(unit: Unit): UnitPath[] {
    const date = unit.validTo ?? this.#today()
    const members = unit.level === 'commune' ? [unit] : this.at(date, { level: 'commune', parent: unit.code })
    const found = new Map<Unit, UnitStep[]>()
    for (const member of members)
      for (const { unit: end, steps } of this.successorsOf(member, date))
        found.set(end, [...(found.get(end) ?? []), ...steps])
    return [...found]
      .map(([end, steps]) => {
        const inside = (path: UnitPath) => members.includes(path.unit)
        const whole = this.#graph
          .predecessors(end, this.#today())
          .filter((path) => inForce(path.unit, date))
          .every(inside)
        return { unit: end, steps, extent: whole ? ('whole' as const) : ('part' as const) }
      })
      .sort((a, b) => (a.unit.code < b.unit.code ? -1 : 1))
  }

  /** Whether some list has a postal code that begins with these digits. */
  hasPostcodesOf(prefix: string): boolean {
    return this.#postcodes.some(({ postcode }) => postcode.startsWith(prefix))
  }

  /** What a postal code stands for today; `undefined` when no list has it. */
  postcode(code: string): PostcodeAnswer | undefined {
    const today = this.#today()
    const rows = this.#postcodes.filter(({ postcode }) => postcode === code)
    const current = rows.filter((row) => row.valid_from <= today && (row.valid_to ?? '9999') >= today)
    const chosen = current.length > 0 ? current : rows
    const [first] = chosen
    if (!first) return undefined
    const communes = chosen.flatMap((row) => {
      const unit = this.get(row.commune_code, row.valid_to ?? row.valid_from, 'commune')
      return unit ? this.successorsOf(unit).map((path) => path.unit) : []
    })
    const answer = { communeCode: first.commune_code, communes: [...new Set(communes)], successors: [] }
    if (current.length > 0) return answer
    const successors = [...new Set(communes.flatMap(({ postcode }) => postcode ?? []))].sort()
    const ended = chosen
      .map((row) => row.valid_to ?? '')
      .sort()
      .at(-1)
    return {
      ...answer,
      successors,
      ...(ended ? { validTo: ended } : {}),
      ...(successors.length === 1 ? { successor: successors[0] as string } : {}),
    }
  }
}
